import ModuleKit

extension Audit {
    /// Companies whose audit log is not what was written, a line each.
    package static func faults(in tx: Transaction) throws -> [String] {
        try tx.rows("SELECT DISTINCT company_id FROM audit_log ORDER BY company_id") { CompanyID($0.int64(0)) }
            .compactMap { company in
                try firstBroken(of: company, in: tx).map { row in
                    "audit: the log of \(company) is not what was written, from row \(row) on."
                }
            }
    }
}
