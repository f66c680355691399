import Directory
import ModuleKit

/// What a column of a file can become of a contact.
enum ImportField: Hashable, Sendable {
    case externalID, name, firstName, lastName, phone, email, business, status, tags, owner, source, notes
    case estimatedValue, actualValue, currency, createdAt
    /// A field of the company's own, by its key.
    case own(String)

    private static let ownPrefix = "fields."

    /// Those that every company has, with the names that they have on the wire.
    static let usual: [(field: ImportField, wire: String)] = [
        (.externalID, "externalId"), (.name, "name"), (.firstName, "firstName"), (.lastName, "lastName"),
        (.phone, "phone"), (.email, "email"), (.business, "business"), (.status, "status"), (.tags, "tags"),
        (.owner, "owner"), (.source, "source"), (.notes, "notes"), (.estimatedValue, "estimatedValue"),
        (.actualValue, "actualValue"), (.currency, "currency"), (.createdAt, "createdAt"),
    ]

    /// Reads a name such as `email` or `fields.region`.
    init?(wire: String) {
        if wire.hasPrefix(Self.ownPrefix) {
            self = .own(String(wire.dropFirst(Self.ownPrefix.count)))
        } else if let known = Self.usual.first(where: { $0.wire == wire }) {
            self = known.field
        } else {
            return nil
        }
    }

    /// The name on the wire.
    var wire: String {
        if case .own(let key) = self { return Self.ownPrefix + key }
        return Self.usual.first { $0.field == self }?.wire ?? ""
    }

    /// Whether several columns may become it: what they have is added up.
    var takesSeveral: Bool { self == .phone || self == .tags }

    /// Whether a contact can be known by it.
    var isIdentity: Bool {
        switch self {
        case .externalID, .name, .firstName, .lastName, .phone, .email: true
        default: false
        }
    }
}
