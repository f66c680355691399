import Directory
import ModuleKit

/// How the rows of a file become contacts: guessed first, and then as whoever imports wants it.
struct ImportPlan: Sendable, Equatable {
    /// What a row's contact is known by.
    enum Key: String, Sendable, CaseIterable, Decodable {
        /// The first of external id, number and e-mail that somebody has.
        case any
        case number, email, externalId
        /// Every row makes a contact.
        case nothing = "none"
    }

    /// What becomes of a contact that a row belongs to.
    enum Existing: String, Sendable, CaseIterable, Decodable {
        /// What the row has takes the place of what was there; numbers and tags are added.
        case update
        /// Only what is empty is filled.
        case fill
    }

    /// How `03/04/2026` is read.
    enum DateOrder: String, Sendable, CaseIterable, Decodable { case dmy, mdy }

    /// How `1.234` is read.
    enum Decimal: String, Sendable, CaseIterable, Decodable { case point, comma }

    /// What each column becomes; nil is not read.
    var mapping: [ImportField?]
    var upsertBy = Key.any
    var existing = Existing.update
    /// ISO 3166-1, for national numbers.
    var region: String
    /// What new contacts' `source` says where the row does not.
    var source = "import"
    /// Added to every contact of the file.
    var tags: [String] = []
    var dates = DateOrder.dmy
    var decimal = Decimal.point
    /// Of values whose row names none; ISO 4217.
    var currency: String?

    private static let monthFirst: Set<String> = ["US", "PH", "PR", "GU"]

    init(mapping: [ImportField?], region: String, delimiter: UInt8? = nil) {
        (self.mapping, self.region) = (mapping, region)
        dates = Self.monthFirst.contains(region) ? .mdy : .dmy
        // Where the comma stands between fields it is no decimal sign, as a rule.
        decimal = delimiter == UInt8(ascii: ";") ? .comma : .point
    }

    /// Whether a contact can be made of a row.
    var isEnough: Bool { mapping.contains { $0?.isIdentity == true } }

    /// Says what is missing where the columns do not say who a contact is.
    static func lacking(_ columns: [String]) -> String {
        let found = columns.prefix(20).map { "`\($0.prefix(40))`" }.joined(separator: ", ")
        return "The first row must name the columns: one of `name`, `phone` and `email` at least. "
            + "It has \(found.isEmpty ? "nothing" : found)."
    }
}

extension ImportPlan: JSONEncodable {
    /// As it is kept; by columns' places.
    func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("mapping", mapping.map { $0?.wire })
            encodeTerms(to: &json)
        }
    }

    /// All but the mapping, as the client reads it.
    func encodeTerms(to json: inout JSONWriter) {
        json.member("upsertBy", upsertBy.rawValue)
        json.member("existing", existing.rawValue)
        json.member("region", region)
        json.member("source", source)
        json.member("tags", tags)
        json.member("dates", dates.rawValue)
        json.member("decimal", decimal.rawValue)
        json.member("currency", currency)
    }

    /// Reads what was kept.
    init(kept text: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        mapping = json["mapping"].array?.map { $0.string.flatMap(ImportField.init(wire:)) } ?? []
        upsertBy = json["upsertBy"].string.flatMap(Key.init) ?? .any
        existing = json["existing"].string.flatMap(Existing.init) ?? .update
        region = json["region"].string ?? ""
        source = json["source"].string ?? source
        tags = json["tags"].array?.compactMap(\.string) ?? []
        dates = json["dates"].string.flatMap(DateOrder.init) ?? .dmy
        decimal = json["decimal"].string.flatMap(Decimal.init) ?? .point
        currency = json["currency"].string
    }
}
