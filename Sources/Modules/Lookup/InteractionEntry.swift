import Directory
import ModuleKit

/// Something that passed between a contact and the company, as an agent reports it.
struct InteractionEntry: JSONBody {
    var contact: ContactID?
    var phoneNumber: String?
    var kind: Interaction.Kind
    var summary: String
    var at: Timestamp?
    var outcome: String?
    var sentiment: String?
    var keywords: [String]?

    static let schema: Schema = .object([
        .optional("contact", ContactID.schema, "Whom it is about; or give `phoneNumber`."),
        .optional("phoneNumber", .string(min: 1, max: 60), "In any form of the company's region."),
        .required("kind", .enumeration(Interaction.Kind.self)),
        .required("summary", .string(min: 1, max: 20_000)),
        .optional("at", .string(format: .dateTime), "RFC 3339; now, unless told."),
        .optional("outcome", .string(min: 1, max: 100)), .optional("sentiment", .string(min: 1, max: 40)),
        .optional("keywords", .array(of: .string(min: 1, max: 60), max: 50)),
    ]).needing(oneOf: "contact", "phoneNumber")

    /// Whether the same was reported already: at the same moment, or, without one, within a minute.
    func isSame(as other: Interaction, at moment: Timestamp) -> Bool {
        let distance = abs(other.at.milliseconds - moment.milliseconds)
        return other.kind == kind && other.summary == summary && other.outcome == outcome
            && (at == nil ? distance < 60_000 : distance == 0)
    }
}

extension InteractionAdded {
    init(_ interaction: Interaction) {
        self.init(
            interaction: interaction.id, contact: interaction.contact, call: interaction.call,
            kind: interaction.kind.rawValue,
            at: interaction.at, summary: interaction.summary, outcome: interaction.outcome)
    }
}
