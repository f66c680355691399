import ModuleKit

/// A company: whose data it is, and what counts where nothing nearer says otherwise.
package struct Company: Sendable, Hashable {
    /// Its id.
    package let id: CompanyID
    /// As people call it.
    package var name: String
    /// For addresses that people read, such as `lagos-dental`; unique in the hub.
    package var slug: String?
    /// ISO 3166-1: how national numbers are read where no line says.
    package var region: String
    /// ISO 4217.
    package var currency: String
    /// IANA name, such as `Africa/Lagos`.
    package var timeZone: String
    /// How long events, transcripts and recordings are kept.
    package var retentionDays: Int
    /// When it was made.
    package let createdAt: Timestamp
}

extension Company: JSONEncodable {
    /// Writes it as clients see it.
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", name)
            $0.member("slug", slug)
            $0.member("region", region)
            $0.member("currency", currency)
            $0.member("timeZone", timeZone)
            $0.member("retentionDays", retentionDays)
            $0.member("createdAt", createdAt)
        }
    }

    static var schema: Schema {
        .object(
            [.required("id", .string().example("cmp_1s4v0k2m3n000"))] + NewCompany.properties(required: true)
                + [.required("createdAt", .string(format: .dateTime))])
    }
}

/// What a new company needs.
package struct NewCompany: Sendable {
    /// As people call it.
    package var name: String
    /// For addresses that people read; unique in the hub.
    package var slug: String?
    /// ISO 3166-1.
    package var region: String
    /// ISO 4217.
    package var currency: String
    /// IANA name.
    package var timeZone: String
    /// How long events are kept.
    package var retentionDays: Int

    /// Takes a name, and what counts where nobody says otherwise.
    package init(
        name: String, slug: String? = nil, region: String = "US", currency: String = "USD", timeZone: String = "UTC",
        retentionDays: Int = 365
    ) {
        self.name = name
        self.slug = slug
        self.region = region
        self.currency = currency
        self.timeZone = timeZone
        self.retentionDays = retentionDays
    }

    static func properties(required: Bool) -> [Schema.Property] {
        let field: (String, Schema) -> Schema.Property = { required ? .required($0, $1) : .optional($0, $1) }
        return [
            field("name", Fields.name),
            .optional("slug", Fields.slug.nullable, "For addresses that people read; unique in the hub"),
            field("region", Fields.region.description("ISO 3166-1: how national numbers are read")),
            field("currency", Fields.currency.description("ISO 4217")),
            field("timeZone", Fields.timeZone.description("IANA name")),
            field("retentionDays", .integer(min: 1, max: 36_500).description("How long events are kept")),
        ]
    }
}

extension NewCompany: JSONBody {
    private enum Key: String, CodingKey { case name, slug, region, currency, timeZone, retentionDays }

    /// Reads what the schema has passed.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        self.init(name: try fields.decode(String.self, forKey: .name))
        slug = try fields.decodeIfPresent(String.self, forKey: .slug)
        region = try fields.decodeIfPresent(String.self, forKey: .region) ?? region
        currency = try fields.decodeIfPresent(String.self, forKey: .currency) ?? currency
        timeZone = try fields.decodeIfPresent(String.self, forKey: .timeZone) ?? timeZone
        retentionDays = try fields.decodeIfPresent(Int.self, forKey: .retentionDays) ?? retentionDays
    }

    /// What a request may send.
    package static var schema: Schema {
        .object([.required("name", Fields.name)] + properties(required: false).dropFirst())
    }
}

/// What is to change of a company (RFC 7396): what is absent stays; `"slug":null` removes it.
struct CompanyPatch: Sendable {
    var name: String?
    var slug: String??
    var region: String?
    var currency: String?
    var timeZone: String?
    var retentionDays: Int?

    func applied(to company: Company) -> Company {
        var changed = company
        changed.name = name ?? company.name
        changed.slug = slug ?? company.slug
        changed.region = region ?? company.region
        changed.currency = currency ?? company.currency
        changed.timeZone = timeZone ?? company.timeZone
        changed.retentionDays = retentionDays ?? company.retentionDays
        return changed
    }
}

extension CompanyPatch: JSONBody {
    private enum Key: String, CodingKey { case name, slug, region, currency, timeZone, retentionDays }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        if fields.contains(.slug) { slug = .some(try fields.decodeIfPresent(String.self, forKey: .slug)) }
        region = try fields.decodeIfPresent(String.self, forKey: .region)
        currency = try fields.decodeIfPresent(String.self, forKey: .currency)
        timeZone = try fields.decodeIfPresent(String.self, forKey: .timeZone)
        retentionDays = try fields.decodeIfPresent(Int.self, forKey: .retentionDays)
    }

    static var schema: Schema { .object(NewCompany.properties(required: false)) }
}
