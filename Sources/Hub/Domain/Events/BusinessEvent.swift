import JSON

/// A firm that contacts work for was made, changed or removed.
package struct BusinessEvent: Event {
    /// There is a new one, with a record of its own.
    package static let created = EventType("business.created", "A business was made.", schema)
    /// Its record changed.
    package static let updated = EventType("business.updated", "A business was changed.", schema)
    /// Nobody works for it any more.
    package static let deleted = EventType("business.deleted", "A business was removed.", schema)
    /// All of them.
    package static let types = [created, updated, deleted]

    package let type: EventType
    package let business: BusinessID
    package let name: String

    package init(_ type: EventType, business: BusinessID, name: String) {
        (self.type, self.business, self.name) = (type, business, name)
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("business", business)
            $0.member("name", name)
        }
    }

    static let schema: Schema = .object([.required("business", BusinessID.schema), .required("name", .string())])
}
