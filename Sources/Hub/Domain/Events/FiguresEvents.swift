import JSON

/// The company's figures are others than before; at most one a second.
package struct FiguresChanged: Event {
    package static let type = EventType(
        "figures.changed", "The company's figures have changed; at most once a second.",
        .object([.required("offset", .integer(min: 0), "They are true up to this place in the log at least.")]),
        logged: false)

    package var type: EventType { Self.type }
    package let offset: Int64

    package init(offset: Int64) { self.offset = offset }

    package func encodeData(to json: inout JSONWriter) { json.object { $0.member("offset", offset) } }
}
