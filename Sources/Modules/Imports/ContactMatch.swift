import Directory
import ModuleKit

/// Says which contact a row belongs to.
struct ContactMatch {
    /// Whose row it is.
    enum Finding {
        case nobody
        /// - isCertain: By an id, and not by a number or an address that people may share.
        case contact(ContactID, name: String?, isCertain: Bool)
    }

    let key: ImportPlan.Key
    /// The e-mail address belongs to somebody else than the number: to whom, in words.
    private(set) var otherAddressee: String?

    init(_ key: ImportPlan.Key) { self.key = key }

    mutating func find(_ row: ImportRow, in tx: Transaction) throws -> Finding {
        if key == .any || key == .externalId {
            if let id = row.contact, let contact = try ContactDirectory.contact(id, in: tx) {
                return .contact(contact.id, name: contact.name, isCertain: true)
            }
            if let id = row.externalID, let owner = try ContactReading.owner(ofExternalID: id, in: tx) {
                return .contact(owner.id, name: owner.name, isCertain: true)
            }
        }
        let holders = key == .any || key == .number ? try holders(row, in: tx) : []
        let asksAddress = key == .any || key == .email
        let addressee = asksAddress ? try row.email.flatMap { try holder(ofEmail: $0, row, in: tx) } : nil
        guard let owner = Self.owner(of: row, holders, addressee) else { return .nobody }
        if let addressee, addressee.id != owner.id {
            otherAddressee =
                "The number belongs to \(Self.title(owner)) and the address to \(Self.title(addressee)); "
                + "merge the two if they are one."
        }
        return .contact(owner.id, name: owner.name, isCertain: false)
    }

    /// Whoever has another id in the other system is somebody else, whatever number or address they share.
    private func isOther(_ owner: ContactReading.Owner, _ row: ImportRow) -> Bool {
        guard key == .any, let mine = row.externalID, let theirs = owner.externalID else { return false }
        return mine != theirs
    }

    private func holders(_ row: ImportRow, in tx: Transaction) throws -> [ContactReading.Owner] {
        try row.numbers.flatMap { try ContactReading.owners(of: $0, in: tx) }.filter { !isOther($0, row) }
    }

    private func holder(ofEmail email: String, _ row: ImportRow, in tx: Transaction) throws -> ContactReading.Owner? {
        try ContactReading.owner(ofEmail: email, in: tx).flatMap { isOther($0, row) ? nil : $0 }
    }

    /// Of several with one number the one of the same address or name, else the oldest.
    private static func owner(
        of row: ImportRow, _ holders: [ContactReading.Owner], _ addressee: ContactReading.Owner?
    ) -> ContactReading.Owner? {
        guard holders.count > 1 else { return holders.first ?? addressee }
        return holders.first { $0.id == addressee?.id }
            ?? holders.first { row.name != nil && $0.name != nil && !differ(row.name, $0.name) } ?? holders.first
    }

    static func title(_ id: ContactID, _ name: String?) -> String {
        name.map { "`\($0.prefix(60))` (\(id))" } ?? "\(id)"
    }

    private static func title(_ owner: ContactReading.Owner) -> String { title(owner.id, owner.name) }

    /// Whether both are known and are not the same words: `Obi, Ada` is `Ada Obi`.
    static func differ(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other, one != other else { return false }
        return words(one) != words(other)
    }

    private static func words(_ name: String) -> [Substring] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.sorted()
    }
}
