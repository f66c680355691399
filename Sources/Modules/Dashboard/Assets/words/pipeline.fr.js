// Ce que dit le pipeline, en français.

export default {
    "pipeline.open": "{count} ouverts, {value}",
    "pipeline.stages": "Modifier les étapes",
    "pipeline.keys": "Faites glisser une carte, ou appuyez sur Maj et une flèche.",
    "pipeline.none": "Pas encore d’étapes",
    "pipeline.none.text": "Un pipeline a des étapes, comme Demande, Offre et Gagné. Nommez les vôtres, et les contacts pourront y avancer.",
    "pipeline.moved": "{name} est dans {stage}.",
    "pipeline.unnamed": "Sans nom",
    "pipeline.add": "Ajouter un contact à {stage}",
    "pipeline.oldest.one": "plus ancien {count} jour",
    "pipeline.oldest.other": "plus ancien {count} jours",
    "pipeline.days.one": "ici depuis {count} jour",
    "pipeline.days.other": "ici depuis {count} jours",
};
