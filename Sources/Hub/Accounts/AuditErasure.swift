import ModuleKit

extension Audit {
    /// Takes from a company's entries about one subject whatever was noted beside it, for somebody who must be gone.
    ///
    /// That the entry was made, by whom, when, and its place in the chain stay; its hash stays as it is, so that the entries
    /// after it are still proven, and the entry itself says that it cannot be any more.
    package static func forget(_ subject: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE audit_log SET detail = NULL, erased = 1
            WHERE company_id = \(tx.company) AND subject = \(subject) AND detail IS NOT NULL
            """)
    }

    /// The same of a company's entries of one action that name an address.
    ///
    /// They have no index: for an action that named addresses once and does no more.
    package static func forget(_ action: String, naming address: String, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE audit_log SET detail = NULL, erased = 1
            WHERE company_id = \(tx.company) AND action = \(action) AND instr(detail, \(address)) > 0
            """)
    }
}
