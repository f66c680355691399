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
    var status: Contact.Status?
    var source: String?
    var tags: [String]?
    var notes: String?
    var estimatedValue: Money?
    var actualValue: Money?
    var numbers: [Number]?

    static let schema: Schema = .object([
        .optional("name", .string(min: 1, max: 200)),
        .optional("email", .string(min: 3, max: 254, format: .email)),
        .optional(
            "business", .string(min: 1, max: 200),
            "The firm the contact works for; made when there is none of that name."),
        .optional("status", .enumeration(Contact.Status.self)),
        .optional("source", .string(min: 1, max: 60), "Where the contact comes from; set once."),
        .optional("tags", .array(of: .string(min: 1, max: 60), max: 50)),
        .optional("notes", .string(max: 20_000)),
        .optional("estimatedValue", Money.schema), .optional("actualValue", Money.schema),
        .optional(
            "numbers",
            .array(
                of: .object([
                    .required("number", .string(min: 3, max: 60), "In any form of the company's region."),
                    .optional("label", .string(min: 1, max: 40)),
                ]), max: 50), "The number to call first comes first."),
    ]).needing(oneOf: "name", "email", "numbers")

    /// What the directory is asked to keep; every number in E.164.
    ///
    /// - Throws: 422 naming each number that is none, or an entry with nothing to know the contact by.
    func draft(region: String, parser: PhoneParser) throws -> ContactDirectory.Draft {
        var draft = ContactDirectory.Draft(source: source ?? "manual")
        draft.name = name
        draft.email = email
        draft.business = business
        draft.status = status ?? .new
        draft.tags = (tags ?? []).uniqued()
        draft.notes = notes
        draft.estimatedValue = estimatedValue
        draft.actualValue = actualValue
        draft.numbers = try parsedNumbers(region: region, parser: parser)
        if let one = estimatedValue?.currency, let other = actualValue?.currency, one != other {
            throw Problem.invalid(
                "actualValue.currency",
                "`actualValue` is in \(other) and `estimatedValue` in \(one); give both in one currency.")
        }
        guard draft.name != nil || draft.email != nil || !draft.numbers.isEmpty else {
            throw Problem.invalid("name", "Give at least one of `name`, `email` and `numbers`.")
        }
        return draft
    }

    private func parsedNumbers(region: String, parser: PhoneParser) throws -> [Contact.Number] {
        var problems: [FieldProblem] = []
        var known: Set<PhoneNumber> = []
        var parsed: [Contact.Number] = []
        for (index, entry) in (numbers ?? []).enumerated() {
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
    fileprivate func uniqued() -> [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
