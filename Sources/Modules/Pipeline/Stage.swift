import ModuleKit

/// One step on the way to a sale.
struct Stage: Sendable, Hashable, Decodable {
    /// Where in a sale's life it is.
    enum Kind: String, Sendable, CaseIterable, JSONEncodable, SQLBindable, Decodable { case open, won, lost }

    var key: String
    var label: String
    var kind: Kind

    /// What a company begins with.
    static let usual = [
        Stage(key: "new", label: "New", kind: .open), Stage(key: "contacted", label: "Contacted", kind: .open),
        Stage(key: "qualified", label: "Qualified", kind: .open),
        Stage(key: "proposal", label: "Proposal", kind: .open),
        Stage(key: "won", label: "Won", kind: .won), Stage(key: "lost", label: "Lost", kind: .lost),
    ]

    static let keySchema: Schema = .string(
        min: 1, max: 40, pattern: "^[a-z0-9-]+$", saying: "small letters, digits and hyphens")

    static let properties: [Schema.Property] = [
        .required("key", keySchema), .required("label", .string(min: 1, max: 80)),
        .required("kind", .enumeration(Kind.self)),
    ]
}

/// A stage with what is in it.
struct StageView: Sendable, JSONEncodable {
    let stage: Stage
    let position: Int
    /// By currency; without one: contacts whose value nobody knows.
    let sums: [PipelineStore.Sum]
    let oldestAt: Timestamp?
    /// The company's, which comes first.
    let currency: String
    let now: Timestamp

    func encode(to json: inout JSONWriter) {
        let count = sums.reduce(0) { $0 + $1.contacts }
        let amount = sums.first { $0.currency == currency }?.amount ?? 0
        json.object {
            $0.member("key", stage.key)
            $0.member("label", stage.label)
            $0.member("kind", stage.kind)
            $0.member("position", position)
            $0.member("count", count)
            $0.member("value", Money(amount: amount, currency: currency))
            $0.member(
                "otherValues",
                sums.filter { ![currency, ""].contains($0.currency) && $0.contacts > 0 }.map {
                    Money(amount: $0.amount, currency: $0.currency)
                })
            $0.member("oldestAt", oldestAt)
            if count > 0 {
                $0.member(
                    "averageAgeSec", max(0, now.milliseconds / 1000 - sums.reduce(0) { $0 + $1.sinceSec } / count))
            }
            $0.member("rows", "/api/pipeline/stages/\(stage.key)/contacts")
        }
    }

    static let schema: Schema = .object(
        Stage.properties + [
            .required("position", .integer(min: 0)), .required("count", .integer(min: 0)),
            .required("value", Money.schema, "Of its contacts, in the company's currency."),
            .required("otherValues", .array(of: Money.schema), "In other currencies."),
            .optional("oldestAt", .string(format: .dateTime), "Since when the one is in it that came first."),
            .optional("averageAgeSec", .integer(min: 0), "How long they are in it, on average."),
            .required("rows", .string(), "The page of its contacts."),
        ])
}

/// The stages as a company wants them.
struct StagesDraft: JSONBody {
    var stages: [Stage]
    /// Where the contacts of stages go that are there no more.
    var moveTo: [String: String]?

    static let schema: Schema = .object([
        .required("stages", .array(of: .object(Stage.properties), min: 1, max: 50), "In their order."),
        .optional(
            "moveTo", .map(of: Stage.keySchema, max: 50),
            "For each removed stage that still has contacts, where they go: such as `{\"proposal\":\"qualified\"}`."),
    ])
}

/// Where a contact is to be.
struct PlaceDraft: JSONBody {
    var stage: String
    var before: ContactID?

    static let schema: Schema = .object([
        .required("stage", Stage.keySchema),
        .optional("before", ContactID.schema, "Directly before this contact of the stage; at its end unless told."),
    ])
}

/// Where a contact is.
struct Place: Sendable, JSONEncodable {
    var contact: ContactID
    var name: String?
    var stage: String
    var rank: Int64
    var since: Timestamp
    var isCounted: Bool
    var amount: Int64
    var currency: String

    func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

    /// Writes the members without the braces.
    func encodeMembers(to json: inout JSONWriter) {
        json.member("contact", contact)
        json.member("name", name)
        json.member("stage", stage)
        json.member("since", since)
        if !currency.isEmpty { json.member("value", Money(amount: amount, currency: currency)) }
    }

    static let schema: Schema = .object([
        .required("contact", ContactID.schema), .optional("name", .string()), .required("stage", .string()),
        .required("since", .string(format: .dateTime)),
        .optional("value", Money.schema, "The actual value where there is one, else the estimated one."),
    ])
}

/// One line of a contact's way.
struct StageMove: Sendable, JSONEncodable {
    let id: Int64
    let from: String?
    let to: String?
    let author: String
    let at: Timestamp
    let value: Money?

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("from", from)
            $0.member("to", to)
            $0.member("by", author)
            $0.member("at", at)
            $0.member("value", value)
        }
    }

    static let schema: Schema = .object([
        .optional("from", .string(), "Absent: it was in none."),
        .optional("to", .string(), "Absent: it was taken out."),
        .required("by", .string(), "`usr_…` or `key_…`."), .required("at", .string(format: .dateTime)),
        .optional("value", Money.schema, "What the contact was worth then."),
    ])
}
