import Directory
import ModuleKit

/// A business as a client writes it.
struct BusinessEntry: JSONBody {
    var name: String
    var website: String?
    var phone: String?
    var email: String?
    var address: String?
    var notes: String?
    var owner: UserID?
    var tags: [String]?
    var fields: [String: JSONValue]?

    static let schema: Schema = .object([
        .required("name", .string(min: 1, max: 200), "No two businesses of a company have the same."),
        .optional("website", .string(min: 1, max: 500, format: .uri).example("https://example.com/")),
        .optional("phone", .string(min: 3, max: 60), "In any form of the company's region."),
        .optional("email", .string(min: 3, max: 254, format: .email)),
        .optional("address", .string(min: 1, max: 1000)), .optional("notes", .string(max: 20_000)),
        .optional("owner", UserID.schema, "The member of the company who looks after the business."),
        .optional("tags", ContactEntry.tags),
        .optional(
            "fields", .map(of: .any, max: 100), "The company's own fields by the keys of `/api/crm/fields?of=business`."
        ),
    ])

    /// Writes what is given over a business, and takes away what is not.
    ///
    /// - Throws: 422 on a number that is none.
    func apply(to business: inout Business, region: String, parser: PhoneParser) throws {
        business.name = name
        business.website = website
        (business.email, business.address, business.notes) = (email, address, notes)
        (business.owner, business.tags) = (owner, (tags ?? []).uniqued())
        business.fields = [:]
        for (key, value) in (fields ?? [:]).sorted(by: { $0.key < $1.key }) where !value.isNull {
            business.fields[key] = value
        }
        business.phone = try phone.map { phone in
            guard let number = parser.parse(phone, region: region).number else {
                throw Problem.invalid(
                    "phone", "`phone` is \(phone.jsonText), which is no telephone number of \(region).")
            }
            return number
        }
    }
}
