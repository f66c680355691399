import ModuleKit

/// What the ids of an archive are here: the same, where they are free, else each larger by the same amount.
///
/// An id is 42 bits of milliseconds and 21 of a counter that seldom gets far: a shift within the counter's upper half keeps
/// every id at its moment and in its order, needs no table, and is the same wherever an id is named.
struct ArchiveIDs: Sendable {
    /// 0 where the ids are kept.
    let shift: Int64
    /// Users and provider accounts have other ids in another hub; those that are not named here keep theirs.
    var people: [Int64: Int64] = [:]
    var accounts: [Int64: Int64] = [:]

    /// Shifts to try after 0.
    static func candidates(_ random: () -> Int64) -> [Int64] { (0..<8).map { _ in 1 << 20 | random() & (1 << 20 - 1) } }

    /// A row's value of a column as it is here.
    func value(_ value: SQLValue, of column: String, people personal: Set<String>) -> SQLValue {
        guard shift != 0 || !people.isEmpty || !accounts.isEmpty else { return value }
        switch value {
        case .integer(let number) where number > 0:
            if personal.contains(column) { return .integer(people[number] ?? number) }
            if column == "account_id" { return .integer(accounts[number] ?? number + shift) }
            return column == "id" || column.hasSuffix("_id") ? .integer(number + shift) : value
        case .utf8(let text): return .utf8(self.text(text))
        default: return value
        }
    }

    /// A text that is an id, or JSON with ids in it as texts of their own.
    private func text(_ text: [UInt8]) -> [UInt8] {
        guard let first = text.first else { return text }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            // What only looks like JSON is a text like another.
            guard let json = try? JSONParser.parse(text) else { return text }
            let other = mapped(json)
            return other == json ? text : other.jsonBytes
        }
        guard text.count == 17 else { return text }
        return wire(String(decoding: text, as: UTF8.self)).map { Array($0.utf8) } ?? text
    }

    private func mapped(_ json: JSONValue) -> JSONValue {
        switch json {
        case .string(let text): wire(text).map { .string($0) } ?? json
        case .array(let elements): .array(elements.map(mapped))
        case .object(let object):
            .object(JSONObject(object.members.map { (wire($0.name) ?? $0.name, mapped($0.value)) }))
        case .null, .bool, .integer, .number: json
        }
    }

    /// The id of that text as it is here; nil when it is none.
    private func wire(_ text: String) -> String? {
        guard let (prefix, number) = Crockford.split(text) else { return nil }
        switch prefix {
        case "usr": return people[number].map { UserID($0).wire }
        case "acc": return AccountID(accounts[number] ?? number + shift).wire
        case "key", "cmp": return nil
        default:
            // The digits do not depend on the kind.
            return prefix + ContactID(number + shift).wire.dropFirst(3)
        }
    }
}
