import ModuleKit

/// Every statement about API keys.
enum KeyStore {
    static func find(_ key: KeyID, in tx: Transaction) throws -> KeyInfo? {
        try tx.first(keys + " WHERE company_id = \(tx.company) AND id = \(key)", info)
    }

    /// The company's keys before one, newest first; revoked ones stay in the list.
    static func all(before key: KeyID?, limit: Int, in tx: Transaction) throws -> [KeyInfo] {
        try tx.rows(
            keys
                + " WHERE company_id = \(tx.company) AND id < \(key?.rawValue ?? .max) ORDER BY id DESC LIMIT \(limit)",
            info)
    }

    static func insert(_ key: KeyInfo, hash: [UInt8], in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO api_keys (id, company_id, name, hash, role, scopes, expires_at, created_at, created_by)
            VALUES (\(key.id), \(tx.company), \(key.name), \(hash), \(key.role.name),
                    \(key.scopes?.joined(separator: " ")), \(key.expiresAt), \(key.createdAt), \(key.createdBy))
            """)
    }

    /// - Returns: false when there is no such key, or it is revoked already.
    static func revoke(_ key: KeyID, at time: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE api_keys SET revoked_at = \(time)
            WHERE company_id = \(tx.company) AND id = \(key) AND revoked_at IS NULL
            """) == 1
    }

    static func noteUse(of key: KeyID, at time: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE api_keys SET last_used_at = \(time) WHERE id = \(key) AND coalesce(last_used_at, 0) < \(time)")
    }

    /// Everything the gatekeeper needs of every key of the hub that is not revoked.
    static func records(in tx: Transaction) throws -> [(KeyID, AccessSnapshot.KeyRecord)] {
        try tx.rows("SELECT id, company_id, hash, role, scopes, expires_at FROM api_keys WHERE revoked_at IS NULL") {
            row in
            let record = AccessSnapshot.KeyRecord(
                company: CompanyID(row.int64(1)), hash: row.blob(2), role: Role(name: row.string(3)) ?? .viewer,
                scopes: scopes(row.stringOrNil(4)).map(Set.init),
                expires: row.int64OrNil(5).map { Timestamp(milliseconds: $0) })
            return (KeyID(row.int64(0)), record)
        }
    }

    private static let keys: SQL =
        """
        SELECT id, name, role, scopes, expires_at, last_used_at, revoked_at, created_at, created_by FROM api_keys
        """

    private static func info(_ row: Row) -> KeyInfo {
        KeyInfo(
            id: KeyID(row.int64(0)), name: row.string(1), role: Role(name: row.string(2)) ?? .viewer,
            scopes: scopes(row.stringOrNil(3)), expiresAt: row.int64OrNil(4).map { Timestamp(milliseconds: $0) },
            lastUsedAt: row.int64OrNil(5).map { Timestamp(milliseconds: $0) },
            revokedAt: row.int64OrNil(6).map { Timestamp(milliseconds: $0) },
            createdAt: Timestamp(milliseconds: row.int64(7)), createdBy: row.string(8))
    }

    private static func scopes(_ text: String?) -> [String]? {
        text.map { $0.split(separator: " ").map(String.init) }
    }
}
