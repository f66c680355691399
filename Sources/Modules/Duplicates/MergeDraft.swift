import Directory
import ModuleKit

/// Which contact joins another, and whose fields count.
struct MergeDraft: JSONBody {
    /// Whose value a field takes.
    enum Side: String, Sendable, CaseIterable, Decodable { case this, other, both }

    var other: ContactID
    var take: [String: Side]?

    /// All that can be chosen; a currency goes with its amounts, and numbers are always kept.
    private static let fields = ContactMerging.Field.allCases.filter { $0 != .currency }
    /// What both can have together.
    private static let joined: Set<ContactMerging.Field> = [.tags, .notes, .fields]

    static let schema: Schema = .object([
        .required("other", ContactID.schema, "The contact that goes on as this one."),
        .optional(
            "take",
            .object(
                fields.map { field in
                    let sides: [Side] = joined.contains(field) ? [.this, .other, .both] : [.this, .other]
                    return .optional(field.rawValue, .enumeration(sides.map(\.rawValue)))
                }),
            "Whose value each field takes; unless told this contact's, or the other's where this one has none. Tags and the "
                + "company's own fields are of both. Numbers are always kept."),
    ])

    /// The survivor's fields after the merge.
    ///
    /// - Throws: 422 when the amounts would be of two currencies.
    func combined(_ mine: ContactMerging.Values, _ theirs: ContactMerging.Values) throws -> ContactMerging.Values {
        var result = mine
        for field in Self.fields { result[field] = value(field, mine[field], theirs[field]) }
        let amounts: [ContactMerging.Field] = [.estimatedValue, .actualValue]
        var currencies: Set<SQLValue> = []
        for field in amounts where result[field] != nil {
            let values = isTaken(field, mine[field]) ? theirs : mine
            if let currency = values[.currency] { currencies.insert(currency) }
        }
        guard currencies.count < 2 else {
            throw Problem.invalid(
                "take.actualValue",
                "The two amounts are in two currencies: take `estimatedValue` and `actualValue` of one.")
        }
        result[.currency] = currencies.first
        return result
    }

    private func isTaken(_ field: ContactMerging.Field, _ mine: SQLValue?) -> Bool {
        take?[field.rawValue].map { $0 == .other } ?? (mine == nil)
    }

    private func value(_ field: ContactMerging.Field, _ mine: SQLValue?, _ theirs: SQLValue?) -> SQLValue? {
        let side = take?[field.rawValue] ?? (field == .tags || field == .fields ? .both : nil)
        guard side == .both, let mine, let theirs else { return isTaken(field, mine) ? theirs : mine }
        return switch field {
        case .tags: Self.tags(mine, theirs)
        case .fields: Self.fields(mine, theirs)
        default: Self.text(mine, theirs)
        }
    }

    /// This contact's own fields, and the other's that it does not have.
    private static func fields(_ mine: SQLValue, _ theirs: SQLValue) -> SQLValue {
        guard case .text(let mine) = mine, case .text(let theirs) = theirs, theirs != "{}" else { return mine }
        // The column holds only objects that were checked.
        var fields = (try? JSONParser.parse(Array(mine.utf8)))?.object ?? [:]
        for member in (try? JSONParser.parse(Array(theirs.utf8)))?.object?.members ?? []
        where fields[member.name] == nil {
            fields[member.name] = member.value
        }
        return .text(JSONValue.object(fields).jsonText)
    }

    private static func tags(_ mine: SQLValue, _ theirs: SQLValue) -> SQLValue {
        var tags: [JSONValue] = []
        for case .text(let list) in [mine, theirs] {
            // The column holds only lists that were checked.
            for tag in (try? JSONParser.parse(Array(list.utf8)))?.array ?? [] where !tags.contains(tag) {
                tags.append(tag)
            }
        }
        return .text(JSONValue.array(tags).jsonText)
    }

    private static func text(_ mine: SQLValue, _ theirs: SQLValue) -> SQLValue {
        guard case .text(let mine) = mine, case .text(let theirs) = theirs, mine != theirs else { return mine }
        return .text(String((mine + "\n\n" + theirs).unicodeScalars.prefix(20_000)))
    }
}

/// Several pairs to be joined at once.
struct BulkMerge: JSONBody {
    var ids: [DuplicateID]

    static let schema: Schema = .object([.required("ids", .array(of: DuplicateID.schema, min: 1, max: 100))])
}
