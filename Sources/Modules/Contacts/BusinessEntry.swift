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

    static let schema: Schema = .object([
        .required("name", .string(min: 1, max: 200), "No two businesses of a company have the same."),
        .optional("website", .string(min: 1, max: 500, format: .uri).example("https://example.com/")),
        .optional("phone", .string(min: 3, max: 60), "In any form of the company's region."),
        .optional("email", .string(min: 3, max: 254, format: .email)),
        .optional("address", .string(min: 1, max: 1000)), .optional("notes", .string(max: 20_000)),
    ])

    /// Writes what is given over a business, and takes away what is not.
    ///
    /// - Throws: 422 on a number that is none.
    func apply(to business: inout Business, region: String, parser: PhoneParser) throws {
        business.name = name
        business.website = website
        (business.email, business.address, business.notes) = (email, address, notes)
        business.phone = try phone.map { phone in
            guard let number = parser.parse(phone, region: region).number else {
                throw Problem.invalid(
                    "phone", "`phone` is \(phone.jsonText), which is no telephone number of \(region).")
            }
            return number
        }
    }
}
