import ModuleKit

/// Every statement about sign-ins: a session is a family of refresh tokens, of which the newest counts.
enum SessionStore {
    struct Session: Sendable, Hashable {
        let id: SessionID
        let company: CompanyID
        let user: UserID
        let expires: Timestamp
        let ended: Timestamp?
    }

    static func insert(_ session: Session, at time: Timestamp, remote: String?, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO sessions (id, company_id, user_id, created_at, expires_at, remote)
            VALUES (\(session.id), \(session.company), \(session.user), \(time), \(session.expires), \(remote))
            """)
    }

    static func find(_ session: SessionID, in tx: Transaction) throws -> Session? {
        try tx.first(
            "SELECT id, company_id, user_id, expires_at, ended_at FROM sessions WHERE id = \(session)", self.session)
    }

    /// The refresh token's session, and whether the token was used or outlived before.
    static func session(ofRefresh hash: [UInt8], in tx: Transaction) throws
        -> (session: Session, used: Bool, expires: Timestamp)?
    {
        try tx.first(
            """
            SELECT s.id, s.company_id, s.user_id, s.expires_at, s.ended_at, r.used_at, r.expires_at
            FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id WHERE r.hash = \(hash)
            """
        ) { row in (session: session(row), used: !row.isNull(5), expires: Timestamp(milliseconds: row.int64(6))) }
    }

    static func insertRefresh(_ hash: [UInt8], of session: SessionID, until time: Timestamp, in tx: Transaction) throws
    {
        try tx.execute(
            "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES (\(hash), \(session), \(time))")
    }

    static func useRefresh(_ hash: [UInt8], at time: Timestamp, in tx: Transaction) throws {
        try tx.execute("UPDATE refresh_tokens SET used_at = \(time) WHERE hash = \(hash)")
    }

    static func move(_ session: SessionID, to company: CompanyID, in tx: Transaction) throws {
        try tx.execute("UPDATE sessions SET company_id = \(company) WHERE id = \(session)")
    }

    /// - Returns: The sessions that this ended: those of the person, in one company or in all, but the one to keep.
    static func end(
        of user: UserID, company: CompanyID?, keeping kept: SessionID?, at time: Timestamp, in tx: Transaction
    ) throws -> [Session] {
        let place: SQL = company.map { " AND company_id = \($0)" } ?? ""
        return try tx.rows(
            """
            UPDATE sessions SET ended_at = \(time)
            WHERE user_id = \(user) AND id <> \(kept?.rawValue ?? 0) AND ended_at IS NULL\(place)
            RETURNING id, company_id, user_id, expires_at, ended_at
            """, session)
    }

    /// - Returns: false when it had ended before.
    static func end(_ session: SessionID, at time: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.execute("UPDATE sessions SET ended_at = \(time) WHERE id = \(session) AND ended_at IS NULL") == 1
    }

    /// Removes what of a person's sessions nothing can come of any more; their refresh tokens go with them.
    static func forget(of user: UserID, endedBefore time: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            "DELETE FROM sessions WHERE user_id = \(user) AND (expires_at < \(time) OR ended_at < \(time))")
    }

    /// Everything the gatekeeper needs besides keys.
    static func snapshot(endedAfter time: Timestamp, in tx: Transaction) throws -> AccessSnapshot {
        var access = AccessSnapshot()
        let members = try tx.rows(
            """
            SELECT m.user_id, m.company_id, m.role FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.invited = 0 AND m.disabled = 0 AND u.disabled = 0
            """
        ) { row in
            (
                AccessSnapshot.Member(user: UserID(row.int64(0)), company: CompanyID(row.int64(1))),
                Role(name: row.string(2))
            )
        }
        for (member, role) in members { access.members[member] = role }
        let ended = try tx.rows("SELECT id, ended_at FROM sessions WHERE ended_at > \(time)") {
            (SessionID($0.int64(0)), Timestamp(milliseconds: $0.int64(1)))
        }
        for (session, time) in ended { access.endedSessions[session] = time }
        access.hubOwners = Set(
            try tx.rows("SELECT id FROM users WHERE hub_owner = 1 AND disabled = 0") { UserID($0.int64(0)) })
        for (key, record) in try KeyStore.records(in: tx) { access.keys[key] = record }
        return access
    }

    private static func session(_ row: Row) -> Session {
        Session(
            id: SessionID(row.int64(0)), company: CompanyID(row.int64(1)), user: UserID(row.int64(2)),
            expires: Timestamp(milliseconds: row.int64(3)), ended: row.int64OrNil(4).map { Timestamp(milliseconds: $0) }
        )
    }
}
