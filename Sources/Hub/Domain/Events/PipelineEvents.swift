import JSON

/// A contact came into a stage, changed its place, or left the pipeline.
package struct PipelineMoved: Event {
    package static let type = EventType(
        "pipeline.moved", "A contact came into a stage, changed its place there, or left the pipeline.",
        .object([
            .required("contact", ContactID.schema), .optional("name", .string()), .optional("from", .string()),
            .optional("to", .string()), .optional("before", ContactID.schema), .required("by", .string()),
            .optional("value", Money.schema),
        ]))

    package var type: EventType { Self.type }
    package let contact: ContactID
    package let name: String?
    /// The stage that it was in.
    package let from: String?
    /// The stage that it is in.
    package let to: String?
    /// Whom it stands before; nil: it is the stage's last.
    package let before: ContactID?
    /// `usr_…` or `key_…`.
    package let author: String
    package let value: Money?

    package init(
        contact: ContactID, name: String?, from: String?, to: String?, before: ContactID?, author: String, value: Money?
    ) {
        (self.contact, self.name, self.from, self.to) = (contact, name, from, to)
        (self.before, self.author, self.value) = (before, author, value)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("contact", contact)
            $0.member("name", name)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("before", before)
            $0.member("by", author)
            $0.member("value", value)
        }
    }
}

/// The stages are others, or what is in them is worth more or less.
package struct PipelineChanged: Event {
    package static let type = EventType(
        "pipeline.changed", "The stages were drawn anew, or what is in some of them is worth more or less.",
        .object([.required("stages", .array(of: .string()))]))

    package var type: EventType { Self.type }
    package let stages: [String]

    package init(stages: [String]) { self.stages = stages }

    package func encodeData(to json: inout JSONWriter) { json.object { $0.member("stages", stages) } }
}
