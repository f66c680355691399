// What the pipeline says, in English.

export default {
    "pipeline.open": "{count} open, {value}",
    "pipeline.stages": "Edit stages",
    "pipeline.keys": "Drag a card, or press Shift with an arrow on it.",
    "pipeline.none": "No stages yet",
    "pipeline.none.text": "A pipeline has stages, such as Enquiry, Offer and Won. Name yours, and contacts can be moved along them.",
    "pipeline.moved": "{name} is in {stage}.",
    "pipeline.unnamed": "No name",
    "pipeline.add": "Add a contact to {stage}",
    "pipeline.oldest.one": "oldest {count} day",
    "pipeline.oldest.other": "oldest {count} days",
    "pipeline.days.one": "{count} day here",
    "pipeline.days.other": "{count} days here",
};
