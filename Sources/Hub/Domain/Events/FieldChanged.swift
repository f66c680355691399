import JSON

/// A field that a company has given its contacts was made, changed or removed.
package struct FieldChanged: Event {
    package static let type = EventType(
        "field.changed", "A field of the company's own was made, changed or removed: read `/api/crm/fields` again.",
        .object([.required("key", .string()), .required("removed", .boolean)]))

    package var type: EventType { Self.type }
    package let key: String
    package let removed: Bool

    package init(key: String, removed: Bool) { (self.key, self.removed) = (key, removed) }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("key", key)
            $0.member("removed", removed)
        }
    }
}
