import Directory
import ModuleKit

/// What an import changes of a contact, field by field, so that it can be taken back.
struct ContactChange: Sendable, Equatable {
    /// The fields that changed, as they were; `null` for one that was empty.
    private(set) var before: JSONObject
    /// The same fields, as the import left them.
    private(set) var after: JSONObject

    init(before: JSONObject, after: JSONObject) { (self.before, self.after) = (before, after) }

    /// What is different between two states of a contact.
    init(from one: ContactDirectory.Draft, to other: ContactDirectory.Draft) {
        let (was, is_) = (Self.facts(one), Self.facts(other))
        (before, after) = ([:], [:])
        for name in was.names + is_.names.filter({ was[$0] == nil }) {
            let (old, new) = (was[name] ?? .null, is_[name] ?? .null)
            guard old != new else { continue }
            (before[name], after[name]) = (old, new)
        }
    }

    var isEmpty: Bool { after.isEmpty }

    /// The same with a later change of the same import.
    ///
    /// Where somebody has changed a field between the two, what they wrote is what stood before.
    func followed(by later: ContactChange) -> ContactChange {
        var whole = self
        for (name, value) in later.after.members.map({ ($0.name, $0.value) }) {
            let old = later.before[name] ?? .null
            if whole.after[name] != old { whole.before[name] = old }
            whole.after[name] = value
        }
        return whole
    }

    /// Puts each field back that is still as the import left it.
    ///
    /// - Returns: How many were put back, and how many somebody has changed since.
    func takeBack(from draft: inout ContactDirectory.Draft) -> (restored: Int, kept: Int) {
        let now = Self.facts(draft)
        var (restored, kept) = (0, 0)
        for (name, value) in after.members.map({ ($0.name, $0.value) }) {
            if now[name] ?? .null == value {
                Self.set(name, before[name] ?? .null, in: &draft)
                restored += 1
            } else {
                kept += 1
            }
        }
        return (restored, kept)
    }

    // MARK: Fields as JSON

    private static let own = "fields."

    private static func facts(_ draft: ContactDirectory.Draft) -> JSONObject {
        var facts: JSONObject = [:]
        facts["name"] = draft.name.map { .string($0) }
        facts["email"] = draft.email.map { .string($0) }
        facts["business"] = draft.business.map { .string($0) }
        facts["status"] = .string(draft.status.rawValue)
        facts["tags"] = .array(draft.tags.map { .string($0) })
        facts["notes"] = draft.notes.map { .string($0) }
        facts["owner"] = draft.owner.map { .string($0.wire) }
        facts["externalId"] = draft.externalID.map { .string($0) }
        facts["estimatedValue"] = draft.estimatedValue.map(json)
        facts["actualValue"] = draft.actualValue.map(json)
        facts["numbers"] = .array(
            draft.numbers.map { .array([.string($0.number.e164), $0.label.map { .string($0) } ?? .null]) })
        for member in draft.fields.members { facts[own + member.name] = member.value }
        return facts
    }

    private static func json(_ money: Money) -> JSONValue {
        ["amount": .integer(money.amount), "currency": .string(money.currency)]
    }

    private static func money(_ value: JSONValue) -> Money? {
        guard let amount = value["amount"].int64, let currency = value["currency"].string else { return nil }
        return Money(amount: amount, currency: currency)
    }

    private static func set(_ name: String, _ value: JSONValue, in draft: inout ContactDirectory.Draft) {
        switch name {
        case "name": draft.name = value.string
        case "email": draft.email = value.string
        case "business": (draft.businessID, draft.business) = (nil, value.string)
        case "status": draft.status = value.string.flatMap(Contact.Status.init) ?? draft.status
        case "tags": draft.tags = value.array?.compactMap(\.string) ?? []
        case "notes": draft.notes = value.string
        case "owner": draft.owner = value.string.flatMap { UserID(wire: $0) }
        case "externalId": draft.externalID = value.string
        case "estimatedValue": draft.estimatedValue = money(value)
        case "actualValue": draft.actualValue = money(value)
        case "numbers":
            draft.numbers = (value.array ?? []).compactMap { pair in
                pair[0].string.map { Contact.Number(number: PhoneNumber(e164: $0), label: pair[1].string) }
            }
        default:
            guard name.hasPrefix(own) else { return }
            draft.fields[String(name.dropFirst(own.count))] = value.isNull ? nil : value
        }
    }
}
