import Domain
import JSON

/// A person we speak with, as much of them as a call needs.
package struct Contact: Sendable, JSONEncodable {
    /// Where in its life with the company a contact is.
    package enum Status: String, Sendable, CaseIterable, JSONEncodable, Decodable {
        case new, lead, customer, former, blocked
    }

    /// A number of a contact; the first is the one to call.
    package struct Number: Sendable, Hashable, JSONEncodable {
        package var number: PhoneNumber
        package var label: String?

        package init(number: PhoneNumber, label: String? = nil) {
            self.number = number
            self.label = label
        }

        package func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("number", number)
                $0.member("label", label)
            }
        }

        /// The shape of a number on the wire.
        package static let schema: Schema = .object([.required("number", .string()), .optional("label", .string())])
    }

    /// The firm a contact works for.
    package struct Business: Sendable, JSONEncodable {
        package var id: BusinessID
        package var name: String

        package init(id: BusinessID, name: String) {
            self.id = id
            self.name = name
        }

        package func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("id", id)
                $0.member("name", name)
            }
        }

        /// The shape of a business on the wire.
        package static let schema: Schema = .object([.required("id", .string()), .required("name", .string())])
    }

    package var id: ContactID
    package var name: String?
    package var email: String?
    package var business: Business?
    package var status: Status
    package var source: String
    /// As a JSON list, so that the hot path passes it on unread.
    package var tagsJSON: String
    package var notes: String?
    package var estimatedValue: Money?
    package var actualValue: Money?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var deletedAt: Timestamp?
    package var version: Int64
    /// Who of the company looks after the contact; like the two below not read where a phone rings.
    package var owner: UserID?
    /// The contact's id in another system.
    package var externalID: String?
    /// The company's own fields, as a JSON object.
    package var fieldsJSON = "{}"
    package var numbers: [Number] = []
    package var lastContactAt: Timestamp?

    /// The tags as texts.
    package var tags: [String] {
        // The column holds only lists that were checked.
        (try? JSONParser.parse(Array(tagsJSON.utf8)))?.array?.compactMap(\.string) ?? []
    }

    /// The company's own fields by their keys.
    package var fields: JSONObject {
        // The column holds only objects that were checked.
        (try? JSONParser.parse(Array(fieldsJSON.utf8)))?.object ?? [:]
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            encodeSummary(to: &$0)
            $0.member("owner", owner)
            $0.member("externalId", externalID)
            if fieldsJSON != "{}" { $0.member("fields", raw: fieldsJSON.utf8) }
            $0.member("source", source)
            $0.key("numbers")
            $0.value(numbers)
            $0.member("createdAt", createdAt)
            $0.member("updatedAt", updatedAt)
            $0.member("deletedAt", deletedAt)
            $0.member("version", version)
        }
    }

    /// What an agent needs while the phone rings.
    package func encodeSummary(to json: inout JSONWriter) {
        json.member("id", id)
        json.member("name", name)
        json.member("email", email)
        json.member("business", business)
        json.member("status", status)
        json.member("tags", raw: tagsJSON.utf8)
        if estimatedValue != nil || actualValue != nil {
            json.object("value") {
                $0.member("estimated", estimatedValue)
                $0.member("actual", actualValue)
            }
        }
        json.member("notes", notes)
        json.member("lastContactAt", lastContactAt)
    }

    private static let summaryProperties: [Schema.Property] = [
        .required("id", .string()), .optional("name", .string()), .optional("email", .string()),
        .optional("business", Business.schema), .required("status", .enumeration(Status.self)),
        .required("tags", .array(of: .string())),
        .optional("value", .object([.optional("estimated", Money.schema), .optional("actual", Money.schema)])),
        .optional("notes", .string()), .optional("lastContactAt", .string()),
    ]

    /// The shape of a contact in a context frame.
    package static let summarySchema: Schema = .object(summaryProperties)

    /// The shape of a whole contact.
    package static let schema: Schema = .object(
        summaryProperties + [
            .required("source", .string()), .required("numbers", .array(of: Number.schema)),
            .optional("owner", UserID.schema, "Who of the company looks after the contact."),
            .optional("externalId", .string(), "Its id in another system."),
            .optional("fields", .map(of: .any), "The company's own fields by their keys."),
            .required("createdAt", .string()), .required("updatedAt", .string()),
            .optional("deletedAt", .string(format: .dateTime)), .required("version", .integer(min: 1)),
        ])
}
