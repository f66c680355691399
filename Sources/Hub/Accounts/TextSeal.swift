import ModuleKit
import OpenSSL
import Reactor

/// Seals what people said and noted in the rows of companies that want it: AES-256-GCM under a key of each company's own,
/// which the hub's sealing key seals in turn, so that a change of that one touches a row a company.
///
/// Its lock guards the keys, which loops, readers and the writer use; a company's key is never taken away while it runs.
package final class TextSeal: CellSeal {
    private struct Keys {
        var byCompany: [Int64: [UInt8]] = [:]
        var isOn: Set<Int64> = []
    }

    private let keys = Lock(Keys())

    package init() {}

    /// Reads the keys of all companies.
    ///
    /// - Parameter sealing: The hub's sealing key; a company's key that it does not open is left out.
    package func load(_ sealing: HubSecrets.Key, in tx: Transaction) throws {
        let rows = try tx.rows("SELECT company_id, key, is_on FROM company_seals ORDER BY company_id") {
            (company: CompanyID($0.int64(0)), key: $0.blob(1), isOn: $0.bool(2))
        }
        for row in rows {
            guard let key = try? CompanySeal.open(row.key, sealing.bytes, of: row.company) else { continue }
            use(key, isOn: row.isOn, of: row.company)
        }
    }

    /// Takes what companies have decided; on the writer thread, after the commit and before the next closure.
    package func committed(_ values: [any Sendable]) {
        for case let change as CompanySeal.Changed in values { use(change.key, isOn: change.isOn, of: change.company) }
    }

    private func use(_ key: [UInt8], isOn: Bool, of company: CompanyID) {
        keys.withLock { keys in
            keys.byCompany[company.rawValue] = key
            if isOn { keys.isOn.insert(company.rawValue) } else { keys.isOn.remove(company.rawValue) }
        }
    }

    /// Whether what is written for a company is to be sealed.
    package func seals(_ tenant: Int64) -> Bool { keys.withLock { $0.isOn.contains(tenant) } }

    /// Seals under the company's key; in Base64.
    package func seal(_ plain: [UInt8], of tenant: Int64, context: [UInt8]) throws -> [UInt8] {
        guard let key = key(of: tenant) else { throw MissingKey() }
        return Array(Base64.encode(try AEAD.seal(plain, key: key, context: context)).utf8)
    }

    /// Opens what ``seal(_:of:context:)`` made; nil for anything else.
    package func open(_ sealed: [UInt8], of tenant: Int64, context: [UInt8]) -> [UInt8]? {
        guard let key = key(of: tenant), let bytes = Base64.decode(String(decoding: sealed, as: UTF8.self)) else {
            return nil
        }
        // What does not open is for whoever asked to tell.
        return try? AEAD.open(bytes, key: key, context: context)
    }

    /// A company that wants its words sealed has no key.
    private struct MissingKey: Error {}

    private func key(of tenant: Int64) -> [UInt8]? { keys.withLock { $0.byCompany[tenant] } }
}

/// Whether a company's words are sealed, and how far the change of what is there has come.
package struct CompanySeal: Sendable {
    /// Whether what is written now is sealed.
    package var isOn: Bool
    /// Whose rows are being sealed or opened; nil: all are as the company wants them.
    package var part: String?
    /// The last row of that part that is done.
    package var place: Int64
    /// How many rows were looked at since the last change.
    package var rows: Int64
    package var changedAt: Timestamp

    /// Told at the commit of a change.
    struct Changed: Sendable {
        let company: CompanyID
        let key: [UInt8]
        let isOn: Bool
    }

    package init(isOn: Bool, part: String?, place: Int64, rows: Int64, changedAt: Timestamp) {
        (self.isOn, self.part, self.place, self.rows, self.changedAt) = (isOn, part, place, rows, changedAt)
    }

    /// - Returns: nil where nothing is sealed and nothing was.
    package static func seal(in tx: Transaction) throws -> CompanySeal? {
        try tx.first(
            "SELECT is_on, part, place, rows, changed_at FROM company_seals WHERE company_id = \(tx.company)"
        ) {
            CompanySeal(
                isOn: $0.bool(0), part: $0.stringOrNil(1), place: $0.int64(2), rows: $0.int64(3),
                changedAt: Timestamp(milliseconds: $0.int64(4)))
        }
    }

    /// Companies that have a key.
    package static func companies(in tx: Transaction) throws -> [CompanyID] {
        try tx.rows("SELECT company_id FROM company_seals ORDER BY company_id") { CompanyID($0.int64(0)) }
    }

    /// Has what is written from the commit on be sealed, or not, and what is there be changed from the first part on.
    ///
    /// - Parameter sealing: The hub's sealing key.
    package static func set(
        _ isOn: Bool, from part: String, at now: Timestamp, under sealing: HubSecrets.Key, in tx: Transaction
    ) throws {
        let known = try tx.first("SELECT key FROM company_seals WHERE company_id = \(tx.company)") { $0.blob(0) }
        guard known != nil || isOn else { return }
        let key = try known.map { try open($0, sealing.bytes, of: tx.company) } ?? Random.bytes(AEAD.keyByteCount)
        let sealed = try AEAD.seal(key, key: sealing.bytes, context: context(tx.company))
        try tx.execute(
            """
            INSERT INTO company_seals (company_id, key, is_on, part, place, rows, changed_at)
            VALUES (\(tx.company), \(sealed), \(isOn), \(part), 0, 0, \(now))
            ON CONFLICT (company_id) DO UPDATE SET is_on = excluded.is_on, part = excluded.part, place = 0, rows = 0,
              changed_at = excluded.changed_at
            """)
        tx.afterCommit(Changed(company: tx.company, key: key, isOn: isOn))
    }

    /// Notes how far the change has come.
    ///
    /// The key of a company whose words are all open again is forgotten.
    package static func advance(to part: String?, place: Int64, rows: Int64, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE company_seals SET part = \(part), place = \(place), rows = rows + \(rows)
            WHERE company_id = \(tx.company)
            """)
        try tx.execute("DELETE FROM company_seals WHERE company_id = \(tx.company) AND is_on = 0 AND part IS NULL")
    }

    // MARK: Keys

    static func open(_ sealed: [UInt8], _ key: [UInt8], of company: CompanyID) throws -> [UInt8] {
        try AEAD.open(sealed, key: key, context: context(company))
    }

    private static func context(_ company: CompanyID) -> [UInt8] { Array("texts of \(company.wire)".utf8) }

    /// Seals every company's key with another one.
    static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws {
        let rows = try tx.rows("SELECT company_id, key FROM company_seals") {
            (company: CompanyID($0.int64(0)), key: $0.blob(1))
        }
        for row in rows {
            // Sealed under a key that was lost before: its words read as unreadable.
            guard let key = try? open(row.key, old, of: row.company) else { continue }
            try tx.execute(
                """
                UPDATE company_seals SET key = \(try AEAD.seal(key, key: new, context: context(row.company)))
                WHERE company_id = \(row.company)
                """)
        }
    }

    /// Gives up what was sealed under keys that are lost: words read `[unreadable]`, and logs begin anew.
    static func giveUp(in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE event_heads SET first_offset = COALESCE(
              (SELECT max(e.log_offset) + 1 FROM events e WHERE e.company_id = event_heads.company_id), first_offset)
            WHERE company_id IN (SELECT company_id FROM company_seals)
            """)
        try tx.execute("DELETE FROM events WHERE company_id IN (SELECT company_id FROM company_seals)")
        try tx.execute("DELETE FROM company_seals")
    }
}

/// That something is not to be had while a company's words are sealed.
package struct WordsAreSealed: ProblemConvertible {
    private let what: String

    /// - Parameter what: Is not to be had, such as `The search in transcripts`.
    package init(_ what: String) { self.what = what }

    package var problem: Problem {
        Problem(
            .conflict, "/problems/sealed", "Sealed",
            detail: "\(what) needs words that are not sealed; `PUT /api/privacy/sealing` turns that off.")
    }
}
