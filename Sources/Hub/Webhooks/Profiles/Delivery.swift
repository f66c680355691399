import Domain
import HTTP
import JSON

/// One verified webhook whose fields are asked for by ``Place``; belongs to the closure that makes it.
struct Delivery {
    private let table: NameTable
    private let form: FormBody
    private let json: JSONValue
    /// For each slot of the name table the first pair of the form with that name; -1: none.
    private var pairs: [Int]
    private let headers: Headers
    private let query: FormBody
    private let account: AccountID
    private let hook: String
    /// The JSON in a form's text, read once: Twilio's `TranscriptionData`.
    private var embedded: (slot: Int, value: JSONValue)?

    init(
        _ profile: Profile, form: FormBody = FormBody(), json: JSONValue = .null, query: FormBody, headers: Headers,
        account: AccountID, hook: String
    ) {
        table = profile.names
        self.form = form
        self.json = json
        self.query = query
        self.headers = headers
        self.account = account
        self.hook = hook
        pairs = [Int](repeating: -1, count: table.names.count)
        form.decoded.withUnsafeBufferPointer { bytes in
            for (index, field) in form.fields.enumerated() {
                let name = UnsafeBufferPointer(rebasing: bytes[field.name])
                if let slot = table.slot(of: name), pairs[slot] < 0 { pairs[slot] = index }
            }
        }
    }

    /// The text at a place; blank counts as absent.
    mutating func text(_ place: Place) -> String? {
        switch place {
        case .body(let slot, let name, let below): body(slot, name, below)
        case .header(let name): nonBlank(headers[name])
        case .query(let name): nonBlank(query[name])
        case .path(.account): account.wire
        case .path(.hook): hook
        case .constant(let text): text
        }
    }

    /// The first text that one of the places has.
    mutating func text(_ places: [Place]) -> String? {
        for place in places {
            if let text = text(place) { return text }
        }
        return nil
    }

    private mutating func body(_ slot: Int, _ name: String, _ below: [String]) -> String? {
        if json != .null { return Self.text(of: json[name], below) }
        let pair = pairs[slot]
        guard pair >= 0 else { return nil }
        let range = form.fields[pair].value
        guard !range.isEmpty else { return nil }
        guard below.isEmpty else { return Self.text(of: embeddedJSON(slot, range), below) }
        return String(decoding: form.decoded[range], as: UTF8.self)
    }

    private mutating func embeddedJSON(_ slot: Int, _ range: Range<Int>) -> JSONValue {
        if let embedded, embedded.slot == slot { return embedded.value }
        // What is no JSON has no fields; the event then lacks them.
        let value = (try? JSONParser.parse(form.decoded[range])) ?? .null
        embedded = (slot, value)
        return value
    }

    private static func text(of value: JSONValue, _ below: [String]) -> String? {
        var value = value
        for name in below {
            if case .array(let items) = value {
                if name == "#" { return String(items.count) }
                guard let index = Int(name) else { return nil }
                value = value[index]
            } else {
                value = value[name]
            }
        }
        switch value {
        case .string(let text): return text.isEmpty ? nil : text
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let truth): return truth ? "true" : "false"
        case .null, .array, .object: return nil
        }
    }

    private func nonBlank(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
}
