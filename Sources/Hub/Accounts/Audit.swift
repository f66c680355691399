import ModuleKit
import OpenSSL

/// The audit log: every change by a person or a key, who, what, when and from where.
///
/// Each row carries a hash of itself and of the hash before it, so that a changed, inserted or removed row shows.
package enum Audit {
    /// Writes one row, in the transaction of the change itself: no change without its row, no row without its change.
    ///
    /// - Parameters:
    ///   - action: Noun and past participle, such as `key.revoked`.
    ///   - subject: The id of what was changed, on the wire.
    ///   - detail: What changed; never a secret.
    ///   - company: Where the row belongs; the transaction's company unless the whole hub is at work.
    package static func record(
        _ action: String, _ subject: String, _ detail: JSONObject? = nil, by actor: Actor, at time: Timestamp,
        company: CompanyID? = nil, in tx: Transaction
    ) throws {
        let company = company ?? tx.company
        let last = try tx.first(
            "SELECT seq, hash FROM audit_log WHERE company_id = \(company) ORDER BY seq DESC LIMIT 1"
        ) { (seq: $0.int64(0), hash: $0.blob(1)) }
        let entry = AuditEntry(
            company: company, sequence: (last?.seq ?? 0) + 1, at: time, actor: actor.wire, action: action,
            subject: subject,
            detail: detail.map(\.jsonText), remote: actor.remote)
        let hash = entry.hash(after: last?.hash ?? AuditEntry.genesis)
        _ = try tx.execute(
            """
            INSERT INTO audit_log (company_id, seq, at, actor, action, subject, detail, remote, hash)
            VALUES (\(company), \(entry.sequence), \(entry.at), \(entry.actor), \(entry.action), \(entry.subject),
                    \(entry.detail), \(entry.remote), \(hash))
            """)
    }

    /// The company's newest entries before a sequence number.
    static func entries(before sequence: Int64, limit: Int, in tx: Transaction) throws -> [AuditEntry] {
        try tx.rows(
            """
            SELECT seq, at, actor, action, subject, detail, remote, erased FROM audit_log
            WHERE company_id = \(tx.company) AND seq < \(sequence) ORDER BY seq DESC LIMIT \(limit)
            """
        ) { row in AuditEntry(company: tx.company, row) }
    }

    /// The newest entries about one subject.
    package static func entries(about subject: String, limit: Int, in tx: Transaction) throws -> [AuditEntry] {
        try tx.rows(
            """
            SELECT seq, at, actor, action, subject, detail, remote, erased FROM audit_log
            WHERE company_id = \(tx.company) AND subject = \(subject) ORDER BY seq DESC LIMIT \(limit)
            """
        ) { row in AuditEntry(company: tx.company, row) }
    }

    /// Walks the company's chain from its first row.
    ///
    /// - Returns: The sequence number of the first row that is not what was written; nil when all are. Rows cut off the
    ///   end cannot be missed from within: compare the last number and hash with what was seen elsewhere.
    package static func firstBroken(in tx: Transaction) throws -> Int64? { try firstBroken(of: tx.company, in: tx) }

    /// The same of any company, for whoever looks at the whole hub.
    static func firstBroken(of company: CompanyID, in tx: Transaction) throws -> Int64? {
        var hash = AuditEntry.genesis
        var next: Int64 = 1
        var broken: Int64?
        try tx.forEach(
            """
            SELECT seq, at, actor, action, subject, detail, remote, erased, hash FROM audit_log
            WHERE company_id = \(company) ORDER BY seq
            """
        ) { row in
            let entry = AuditEntry(company: company, row)
            // What was taken from an entry for good cannot prove it any more; what follows it is proven by its hash.
            hash = entry.isErased ? row.blob(8) : entry.hash(after: hash)
            guard entry.sequence == next, row.blob(8) == hash else {
                broken = next
                return false
            }
            next += 1
            return true
        }
        return broken
    }
}

/// One row of the audit log.
package struct AuditEntry: Sendable {
    let company: CompanyID
    /// From 1 in each company, without a gap.
    let sequence: Int64
    let at: Timestamp
    let actor: String
    let action: String
    let subject: String
    /// JSON text.
    let detail: String?
    let remote: String?
    /// Whether its detail was taken from it, with somebody who must be gone.
    var isErased = false

    /// What the first row is chained to.
    static let genesis = [UInt8](repeating: 0, count: 32)

    init(
        company: CompanyID, sequence: Int64, at: Timestamp, actor: String, action: String, subject: String,
        detail: String?,
        remote: String?
    ) {
        self.company = company
        self.sequence = sequence
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
        self.remote = remote
    }

    /// Takes a row of seq, at, actor, action, subject, detail, remote, erased.
    init(company: CompanyID, _ row: Row) {
        self.init(
            company: company, sequence: row.int64(0), at: Timestamp(milliseconds: row.int64(1)), actor: row.string(2),
            action: row.string(3), subject: row.string(4), detail: row.stringOrNil(5), remote: row.stringOrNil(6))
        isErased = row.bool(7)
    }

    /// SHA-256 of the previous hash and of the columns as netstrings (`3:abc,`; an absent one is `-,`): no two rows of
    /// different columns have the same bytes, and ten lines of any language can check it.
    func hash(after previous: [UInt8]) -> [UInt8] {
        var hash = Hash(.sha256)
        hash.update(previous)
        for column in [
            "\(company.rawValue)", "\(sequence)", "\(at.milliseconds)", actor, action, subject, detail, remote,
        ] {
            hash.update(column.map { "\($0.utf8.count):\($0)," } ?? "-,")
        }
        return hash.finalize()
    }
}

extension AuditEntry: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("seq", sequence)
            $0.member("at", at)
            $0.member("actor", actor)
            $0.member("action", action)
            $0.member("subject", subject)
            if let detail { $0.member("detail", raw: detail.utf8) }
            $0.member("remote", remote)
            if isErased { $0.member("erased", true) }
        }
    }

    package static var schema: Schema {
        .object([
            .required("seq", .integer(min: 1)), .required("at", .string(format: .dateTime)),
            .required("actor", .string, "`usr_…`, `key_…`, or a part of the program"),
            .required("action", .string().example("key.revoked")), .required("subject", .string),
            .optional("detail", .map(of: .any)), .optional("remote", .string, "The address it came from"),
            .optional("erased", .boolean, "Whether its detail is gone with the person whom it named."),
        ])
    }
}

extension JSONObject {
    /// Adds a member `{"from":…,"to":…}`, for the detail of an audit row, when the two differ.
    package mutating func note(_ name: String, _ old: JSONValue, _ new: JSONValue) {
        if old != new { self[name] = ["from": old, "to": new] }
    }
}
