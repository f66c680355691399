import ModuleKit

/// Finds the events that tell of a person who is gone, and takes from them what says who it was.
struct EventScrubber: Sendable {
    private let topics: Set<String>
    private let ids: Set<String>
    private let marks: Set<String>
    private let marker: Marker

    init(_ erasure: Erasure, _ marker: Marker) {
        topics = Set(
            (erasure.contact.map { ["contacts/\($0)"] } ?? []) + erasure.calls.map { "calls/\($0)" })
        ids = Set((erasure.contact.map { [$0.wire] } ?? []) + erasure.calls.map(\.wire))
        marks = Set(erasure.marks)
        self.marker = marker
    }

    /// Whether an event is about the person, by its topics or by an id, a number or an address in it.
    func concerns(_ event: JSONValue) -> Bool {
        let named = event["topics"].array?.contains { topics.contains($0.string ?? "") } ?? false
        return named || mentions(event["data"])
    }

    private func mentions(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text):
            ids.contains(text) || Marker.mayBeAddress(text) && marks.contains(marker.mark(text))
        case .array(let items): items.contains(where: mentions)
        case .object(let object): object.members.contains { mentions($0.value) }
        case .null, .bool, .integer, .number: false
        }
    }

    /// What an event may keep: its shape, figures, times, ids and words of our own vocabularies; all other text is gone.
    static func scrubbed(_ data: JSONObject) -> JSONObject {
        JSONObject(data.members.map { ($0.name, scrubbed($0.value, named: $0.name)) })
    }

    private static func scrubbed(_ value: JSONValue, named name: String) -> JSONValue {
        switch value {
        case .string(let text): .string(kept.contains(name) || isID(text) || isTime(text) ? text : "erased")
        case .array(let items): .array(items.map { scrubbed($0, named: name) })
        case .object(let object): name == "geo" ? [:] : .object(scrubbed(object))
        case .null, .bool, .integer, .number: value
        }
    }

    private static let kept: Set = [
        "status", "direction", "reason", "kind", "state", "change", "channel", "purpose", "match", "severity",
        "currency",
        "provider", "providerCallId", "disposition", "type", "end",
    ]

    /// Such as `con_1s4v0k2m3n0000`.
    private static func isID(_ text: String) -> Bool {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.count == 3 && (1...13).contains(parts[1].utf8.count)
            && text.utf8.allSatisfy {
                ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 &- UInt8(ascii: "0") < 10 || $0 == 95
            }
    }

    private static func isTime(_ text: String) -> Bool { TimestampParser.parse(text) != nil }
}
