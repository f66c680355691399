import Directory
import ModuleKit

/// A business as a client writes it.
struct BusinessEntry: JSONBody {
    /// Missing in a patch alone.
    var name: String?
    var website: String?
    var phone: String?
    var email: String?
    var address: String?
    var notes: String?
    var owner: UserID?
    var tags: [String]?
    var fields: [String: JSONValue]?

    static let schema: Schema = .object([.required("name", name, aboutName)] + properties { $0 })

    /// The members that a business may be without.
    static let optional: Set = ["website", "phone", "email", "address", "notes", "owner", "tags", "fields"]

    fileprivate static let name: Schema = .string(min: 1, max: 200)
    fileprivate static let aboutName = "No two businesses of a company have the same."

    /// - Parameter form: What becomes of each member's schema: as it is, or also null.
    fileprivate static func properties(_ form: (Schema) -> Schema) -> [Schema.Property] {
        [
            .optional("website", form(.string(min: 1, max: 500, format: .uri).example("https://example.com/"))),
            .optional("phone", form(.string(min: 3, max: 60)), "In any form of the company's region."),
            .optional("email", form(.string(min: 3, max: 254, format: .email))),
            .optional("address", form(.string(min: 1, max: 1000))), .optional("notes", form(.string(max: 20_000))),
            .optional("owner", form(UserID.schema), "The member of the company who looks after the business."),
            .optional("tags", form(ContactEntry.tags)),
            .optional(
                "fields", form(.map(of: .any, max: 100)),
                "The company's own fields by the keys of `/api/crm/fields?of=business`."),
        ]
    }

    /// Writes what is given over a business; fields of the company's own are merged by their keys, and null takes one away.
    ///
    /// - Parameter cleared: The members that the business is to lose where they are not given.
    /// - Throws: 422 on a number that is none.
    func apply(
        to business: inout Business, clearing cleared: Set<String> = optional, region: String, parser: PhoneParser
    ) throws {
        func next<Value>(_ given: Value?, _ name: String, _ present: Value?) -> Value? {
            given ?? (cleared.contains(name) ? nil : present)
        }
        business.name = name ?? business.name
        business.website = next(website, "website", business.website)
        business.email = next(email, "email", business.email)
        business.address = next(address, "address", business.address)
        business.notes = next(notes, "notes", business.notes)
        business.owner = next(owner, "owner", business.owner)
        business.tags = (next(tags, "tags", business.tags) ?? []).uniqued()
        business.phone = next(try phone.map { try number($0, region, parser) }, "phone", business.phone)
        if cleared.contains("fields") { business.fields = [:] }
        for (key, value) in fields ?? [:] { business.fields[key] = value.isNull ? JSONValue?.none : value }
    }

    private func number(_ text: String, _ region: String, _ parser: PhoneParser) throws -> PhoneNumber {
        guard let number = parser.parse(text, region: region).number else {
            throw Problem.invalid("phone", "`phone` is \(text.jsonText), which is no telephone number of \(region).")
        }
        return number
    }
}

/// What is changed of a business: a member that is absent stays as it is, and null takes it away (RFC 7396).
struct BusinessPatch: JSONBody {
    let entry: BusinessEntry
    /// The members that are null.
    let cleared: Set<String>

    init(from decoder: any Decoder) throws {
        entry = try BusinessEntry(from: decoder)
        cleared = Set(try JSONValue(from: decoder).object?.members.filter(\.value.isNull).map(\.name) ?? [])
    }

    static let schema: Schema = .object(
        [.optional("name", BusinessEntry.name, BusinessEntry.aboutName)] + BusinessEntry.properties(\.nullable))

    /// The keys of the company's own fields that are written; nil: all.
    var givenFields: Set<String>? { cleared.contains("fields") ? nil : Set((entry.fields ?? [:]).keys) }
}
