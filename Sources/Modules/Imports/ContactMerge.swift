import Directory
import ModuleKit

/// Brings one row into the directory: makes a contact, or completes the one it belongs to.
///
/// A contact is the row's when it has one of its numbers or its e-mail address. Only what is empty there is filled: a
/// file never overwrites what people have written, so that the same file may be imported twice.
struct ContactMerge {
    /// What came of a row.
    enum Outcome { case created, updated(ContactID), unchanged }

    let source: String
    let at: Timestamp
    private(set) var faults: [ImportFault] = []

    init(source: String, at: Timestamp) {
        self.source = source
        self.at = at
    }

    mutating func take(_ row: ImportRow, in tx: Transaction) throws -> Outcome {
        let holders = try row.numbers.map { (number: $0, owners: try ContactReading.owners(of: $0, in: tx)) }
        let addressee = try row.email.flatMap { try ContactReading.owner(ofEmail: $0, in: tx) }
        guard let owner = Self.owner(of: row, holders.flatMap(\.owners), addressee) else {
            var draft = ContactDirectory.Draft(source: source)
            draft.name = row.name
            draft.email = row.email
            draft.business = row.business
            draft.numbers = row.numbers.map { Contact.Number(number: $0) }
            _ = try ContactDirectory.create(draft, at: at, in: tx)
            return .created
        }
        let isSomebodyElse = Self.differ(row.name, owner.name)
        if isSomebodyElse { reportOtherName(row, owner) }
        var additions = Additions()
        if owner.name == nil { additions.name = row.name }
        if owner.business == nil { additions.business = row.business }
        if let email = row.email, addressee?.id != owner.id {
            if let addressee {
                report(
                    row, "email",
                    "The number belongs to \(Self.title(owner)) and the address to \(Self.title(addressee)); "
                        + "merge the two if they are one."
                )
            } else if owner.email == nil {
                additions.email = email
            }
        }
        additions.numbers = holders.filter { holder in !holder.owners.contains { $0.id == owner.id } }.map(\.number)
        guard !additions.isEmpty else { return .unchanged }
        return try complete(owner.id, row, additions, isSomebodyElse: isSomebodyElse, in: tx)
            ? .updated(owner.id) : .unchanged
    }

    /// What the row knows and its contact does not.
    private struct Additions {
        var name: String?
        var email: String?
        var business: String?
        var numbers: [PhoneNumber] = []

        var isEmpty: Bool { name == nil && email == nil && business == nil && numbers.isEmpty }
    }

    private mutating func complete(
        _ id: ContactID, _ row: ImportRow, _ additions: Additions, isSomebodyElse: Bool, in tx: Transaction
    ) throws -> Bool {
        guard let contact = try ContactDirectory.contact(id, in: tx) else { return false }
        var numbers = contact.numbers
        if numbers.isEmpty || !isSomebodyElse {
            numbers += additions.numbers.prefix(50 - min(50, numbers.count)).map { Contact.Number(number: $0) }
        }
        var draft = ContactDirectory.Draft(contact)
        draft.name = contact.name ?? additions.name
        draft.email = contact.email ?? additions.email
        draft.business = contact.business?.name ?? additions.business
        draft.numbers = numbers
        let hasMore =
            additions.name != nil || additions.email != nil || additions.business != nil
            || numbers.count > contact.numbers.count
        guard hasMore else { return false }
        return try ContactDirectory.update(id, draft, version: contact.version, at: at, in: tx)
    }

    private mutating func reportOtherName(_ row: ImportRow, _ owner: ContactReading.Owner) {
        let what = row.numbers.isEmpty ? "address" : "number or address"
        report(
            row, "name",
            "The \(what) belongs to \(Self.title(owner)) already, so no contact was made for `\(row.name ?? "")`; "
                + "make one by hand if they share it."
        )
    }

    private mutating func report(_ row: ImportRow, _ column: String, _ detail: String) {
        faults.append(ImportFault(row.line, column, detail))
    }

    /// Whose row it is: of several with one number the one of the same name or address, else the oldest.
    private static func owner(
        of row: ImportRow, _ holders: [ContactReading.Owner], _ addressee: ContactReading.Owner?
    ) -> ContactReading.Owner? {
        guard holders.count > 1 else { return holders.first ?? addressee }
        return holders.first { $0.id == addressee?.id } ?? holders.first {
            row.name != nil && $0.name != nil && !differ(row.name, $0.name)
        }
            ?? holders.first
    }

    private static func title(_ owner: ContactReading.Owner) -> String {
        owner.name.map { "`\($0.prefix(60))` (\(owner.id))" } ?? "\(owner.id)"
    }

    /// Whether both are known and are not the same words: `Obi, Ada` is `Ada Obi`.
    static func differ(_ one: String?, _ other: String?) -> Bool {
        guard let one, let other, one != other else { return false }
        return words(one) != words(other)
    }

    private static func words(_ name: String) -> [Substring] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.sorted()
    }
}
