import Domain
import JSON

/// The firm that contacts work for, with its own record.
package struct Business: Sendable, Hashable {
    /// How many contacts are counted; beyond, there are at least so many.
    package static let countedContacts: Int64 = 10_000

    package let id: BusinessID
    package var name: String
    package var website: String?
    package var phone: PhoneNumber?
    package var email: String?
    package var address: String?
    package var notes: String?
    /// Who of the company looks after the business.
    package var owner: UserID?
    package var tags: [String] = []
    /// The company's own fields by their keys.
    package var fields: JSONObject = [:]
    /// Those who work for it, up to ``countedContacts``.
    package var contacts: Int64
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Counts changes; the entity tag.
    package var version: Int64

    package init(id: BusinessID, name: String, createdAt: Timestamp) {
        (self.id, self.name, self.createdAt, updatedAt) = (id, name, createdAt, createdAt)
        (contacts, version) = (0, 1)
    }
}

extension Business: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", name)
            $0.member("website", website)
            $0.member("phone", phone)
            $0.member("email", email)
            $0.member("address", address)
            $0.member("notes", notes)
            $0.member("owner", owner)
            $0.member("tags", tags)
            if !fields.isEmpty { $0.member("fields", fields) }
            if contacts < Self.countedContacts {
                $0.member("contacts", contacts)
            } else {
                $0.object("contacts") { $0.member("atLeast", Self.countedContacts) }
            }
            $0.member("createdAt", createdAt)
            $0.member("updatedAt", updatedAt)
            $0.member("version", version)
        }
    }

    /// The shape of a business's record on the wire.
    package static let schema: Schema = .object([
        .required("id", BusinessID.schema), .required("name", .string()), .optional("website", .string()),
        .optional("phone", .string(), "E.164."), .optional("email", .string()), .optional("address", .string()),
        .optional("notes", .string()),
        .optional("owner", UserID.schema, "Who of the company looks after the business."),
        .required("tags", .array(of: .string())),
        .optional("fields", .map(of: .any), "The company's own fields by their keys."),
        .required(
            "contacts", .anyOf([.integer(min: 0), .object([.required("atLeast", .integer(min: 0))])]),
            "How many work for it; beyond ten thousand `{\"atLeast\":10000}`."),
        .required("createdAt", .string(format: .dateTime)), .required("updatedAt", .string(format: .dateTime)),
        .required("version", .integer(min: 1), "Counts changes; the entity tag."),
    ])
}
