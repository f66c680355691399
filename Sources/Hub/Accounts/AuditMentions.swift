import ModuleKit

extension Audit {
    /// The company's entries about one subject, newest first, at most ten thousand.
    ///
    /// They have no index: this is asked for a person's archive, and seldom.
    package static func mentions(of subject: String, in tx: Transaction) throws -> JSONValue {
        let entries = try tx.rows(
            """
            SELECT seq, at, actor, action, subject, detail, remote, erased FROM audit_log
            WHERE company_id = \(tx.company) AND subject = \(subject) ORDER BY seq DESC LIMIT 10000
            """
        ) { AuditEntry(company: tx.company, $0) }
        return try JSONParser.parse(entries.jsonBytes)
    }
}
