import Directory
import ModuleKit

/// A contact as a client writes it.
struct ContactEntry: JSONBody {
    struct Number: Decodable, Sendable {
        var number: String
        var label: String?
    }

    var name: String?
    var email: String?
    var business: String?
    var contactCompanyId: BusinessID?
    var status: Contact.Status?
    var source: String?
    var tags: [String]?
    var notes: String?
    var estimatedValue: Money?
    var actualValue: Money?
    var numbers: [Number]?
    var owner: UserID?
    var externalId: String?
    var fields: [String: JSONValue]?

    static let schema = Schema.object(properties { $0 }).needing(oneOf: "name", "email", "numbers")

    /// - Parameter form: What becomes of each member's schema: as it is, or also null.
    fileprivate static func properties(_ form: (Schema) -> Schema) -> [Schema.Property] {
        [
            .optional("name", form(.string(min: 1, max: 200))),
            .optional("email", form(.string(min: 3, max: 254, format: .email))),
            .optional(
                "business", form(.string(min: 1, max: 200)),
                "The firm the contact works for; made when there is none of that name."),
            .optional("tags", form(tags)),
            .optional("notes", form(.string(max: 20_000))),
            .optional("estimatedValue", form(Money.schema)), .optional("actualValue", form(Money.schema)),
            .optional("numbers", form(numbers), "The number to call first comes first."),
            .optional(
                "externalId", form(.string(min: 1, max: 200)),
                "Its id in another system; no two contacts have the same."),
        ] + shareable(form)
    }

    /// Those that many contacts may have the same of.
    static func shareable(_ form: (Schema) -> Schema) -> [Schema.Property] {
        [
            .optional("contactCompanyId", form(BusinessID.schema), "The firm by its id; counts before `business`."),
            .optional("status", form(.enumeration(Contact.Status.self))),
            .optional("source", form(.string(min: 1, max: 60)), "Where the contact comes from; `manual`, unless told."),
            .optional("owner", form(UserID.schema), "The member of the company who looks after the contact."),
            .optional(
                "fields", form(.map(of: .any, max: 100)), "The company's own fields by the keys of `/api/crm/fields`."),
        ]
    }

    /// How many tags one contact has.
    static let mostTags = 50
    static let tags: Schema = .array(of: .string(min: 1, max: 60), max: mostTags)
    /// Where somebody's contacts come from who does not say.
    static let usualSource = "manual"

    private static let numbers: Schema = .array(
        of: .object([
            .required("number", .string(min: 3, max: 60), "In any form of the company's region."),
            .optional("label", .string(min: 1, max: 40)),
        ]), max: 50)
}

/// What is changed of a contact: a member that is absent stays as it is, and null takes it away (RFC 7396).
struct ContactPatch: JSONBody {
    let entry: ContactEntry
    /// The members that are null.
    let cleared: Set<String>
    let isEmpty: Bool

    init(from decoder: any Decoder) throws {
        entry = try ContactEntry(from: decoder)
        let members = try JSONValue(from: decoder).object?.members ?? []
        isEmpty = members.isEmpty
        cleared = Set(members.filter(\.value.isNull).map(\.name))
    }

    static let schema = Schema.object(ContactEntry.properties(\.nullable))

    /// The keys of the company's own fields that are written; nil: all.
    var givenFields: Set<String>? { cleared.contains("fields") ? nil : Set((entry.fields ?? [:]).keys) }
}

extension ContactEntry {
    /// Writes what is given over a draft; every number in E.164.
    ///
    /// Fields of the company's own are merged by their keys, and null takes one away; nothing here knows which there are.
    ///
    /// - Parameter cleared: The members that the draft is to lose.
    /// - Throws: 422 naming each number that is none, or a draft with nothing to know the contact by.
    func apply(
        to draft: inout ContactDirectory.Draft, clearing cleared: Set<String> = [], region: String, parser: PhoneParser
    ) throws {
        func next<Value>(_ given: Value?, _ name: String, _ present: Value?) -> Value? {
            given ?? (cleared.contains(name) ? nil : present)
        }
        draft.name = next(name, "name", draft.name)
        draft.email = next(email, "email", draft.email)
        draft.source = next(source, "source", draft.source) ?? Self.usualSource
        draft.status = next(status, "status", draft.status) ?? .new
        draft.tags = (next(tags, "tags", draft.tags) ?? []).uniqued()
        draft.notes = next(notes, "notes", draft.notes)
        draft.estimatedValue = next(estimatedValue, "estimatedValue", draft.estimatedValue)
        draft.actualValue = next(actualValue, "actualValue", draft.actualValue)
        draft.owner = next(owner, "owner", draft.owner)
        draft.externalID = next(externalId, "externalId", draft.externalID)
        if contactCompanyId != nil || business != nil || !cleared.isDisjoint(with: ["contactCompanyId", "business"]) {
            (draft.businessID, draft.business) = (contactCompanyId, contactCompanyId == nil ? business : nil)
        }
        if let numbers { draft.numbers = try parsed(numbers, region: region, parser: parser) }
        if cleared.contains("numbers") { draft.numbers = [] }
        if cleared.contains("fields") { draft.fields = [:] }
        for (key, value) in fields ?? [:] { draft.fields[key] = value.isNull ? JSONValue?.none : value }
        try check(draft)
    }

    private func check(_ draft: ContactDirectory.Draft) throws {
        if let one = draft.estimatedValue?.currency, let other = draft.actualValue?.currency, one != other {
            throw Problem.invalid(
                "\(actualValue == nil ? "estimatedValue" : "actualValue").currency",
                "`actualValue` is in \(other) and `estimatedValue` in \(one); give both in one currency.")
        }
        guard draft.name != nil || draft.email != nil || !draft.numbers.isEmpty else {
            throw Problem.invalid("name", "Give at least one of `name`, `email` and `numbers`.")
        }
    }

    private func parsed(_ numbers: [Number], region: String, parser: PhoneParser) throws -> [Contact.Number] {
        var problems: [FieldProblem] = []
        var known: Set<PhoneNumber> = []
        var parsed: [Contact.Number] = []
        for (index, entry) in numbers.enumerated() {
            let result = parser.parse(entry.number, region: region)
            guard let number = result.number else {
                let detail =
                    "`\(entry.number)` is no telephone number of \(region): \(result.reason?.rawValue ?? "unknown")."
                problems.append(FieldProblem(field: "numbers[\(index)].number", detail: detail))
                continue
            }
            if known.insert(number).inserted { parsed.append(Contact.Number(number: number, label: entry.label)) }
        }
        guard problems.isEmpty else { throw Problem.invalid(problems) }
        return parsed
    }
}

extension [String] {
    /// Each once, in the order of their first place.
    func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
