import ModuleKit

/// Every statement about people, their memberships and invitations.
enum UserStore {
    /// What a person signs in with, whatever companies they are in.
    struct Credentials: Sendable, Hashable {
        let user: UserID
        let email: String
        let password: PasswordHash?
        /// In the whole hub.
        let disabled: Bool
    }

    static func credentials(email: String, in tx: Transaction) throws -> Credentials? {
        try tx.first(
            "SELECT id, email, password, disabled FROM users WHERE email_key = \(email.lowercased())", credentials)
    }

    static func credentials(_ user: UserID, in tx: Transaction) throws -> Credentials? {
        try tx.first("SELECT id, email, password, disabled FROM users WHERE id = \(user)", credentials)
    }

    static func insert(
        _ user: UserID, email: String, password: PasswordHash?, hubOwner: Bool, at time: Timestamp, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO users (id, email, email_key, password, hub_owner, created_at)
            VALUES (\(user), \(email), \(email.lowercased()), \(password?.text), \(hubOwner), \(time))
            """)
    }

    static func setPassword(_ password: PasswordHash, of user: UserID, in tx: Transaction) throws {
        try tx.execute("UPDATE users SET password = \(password.text) WHERE id = \(user)")
    }

    static func setDisabled(_ disabled: Bool, _ user: UserID, in tx: Transaction) throws {
        try tx.execute("UPDATE users SET disabled = \(disabled) WHERE id = \(user)")
    }

    /// Every company the person is a member of, in whatever state.
    static func companies(of user: UserID, in tx: Transaction) throws -> [CompanyID] {
        try tx.rows("SELECT company_id FROM memberships WHERE user_id = \(user) ORDER BY company_id LIMIT 10000") {
            CompanyID($0.int64(0))
        }
    }

    // MARK: Memberships

    static func member(_ user: UserID, in tx: Transaction) throws -> User? {
        try tx.first(
            members + " WHERE m.company_id = \(tx.company) AND m.user_id = \(user)", self.user)
    }

    /// The members of the company after one, in the order they were made.
    static func members(after user: UserID?, limit: Int, in tx: Transaction) throws -> [User] {
        try tx.rows(
            members
                + """
                 WHERE m.company_id = \(tx.company) AND m.user_id > \(user?.rawValue ?? 0)
                ORDER BY m.user_id LIMIT \(limit)
                """, self.user)
    }

    /// What the company calls them that they have been in longest.
    static func name(of user: UserID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM memberships WHERE user_id = \(user) ORDER BY created_at LIMIT 1") {
            $0.string(0)
        }
    }

    static func insertMember(_ user: User, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO memberships (company_id, user_id, name, role, invited, created_at)
            VALUES (\(tx.company), \(user.id), \(user.name), \(user.role.name), \(user.invited), \(user.createdAt))
            """)
    }

    static func updateMember(_ user: User, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE memberships SET name = \(user.name), role = \(user.role.name), invited = \(user.invited),
              disabled = \(user.disabled)
            WHERE company_id = \(tx.company) AND user_id = \(user.id)
            """)
    }

    static func deleteMember(_ user: UserID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM memberships WHERE company_id = \(tx.company) AND user_id = \(user)")
    }

    /// Whether somebody else owns the company and can sign in to it.
    static func hasOwner(besides user: UserID, in tx: Transaction) throws -> Bool {
        try tx.exists(
            """
            SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.company_id = \(tx.company) AND m.user_id <> \(user) AND m.role = 'owner'
              AND m.invited = 0 AND m.disabled = 0 AND u.disabled = 0
            LIMIT 1
            """)
    }

    // MARK: Invitations

    static func setInvitation(_ hash: [UInt8], of user: UserID, until time: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO invitations (hash, company_id, user_id, expires_at)
            VALUES (\(hash), \(tx.company), \(user), \(time))
            ON CONFLICT (company_id, user_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at
            """)
    }

    static func invitation(_ hash: [UInt8], at now: Timestamp, in tx: Transaction) throws -> (UserID, CompanyID)? {
        try tx.first("SELECT user_id, company_id FROM invitations WHERE hash = \(hash) AND expires_at > \(now)") {
            (UserID($0.int64(0)), CompanyID($0.int64(1)))
        }
    }

    static func deleteInvitation(of user: UserID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM invitations WHERE company_id = \(tx.company) AND user_id = \(user)")
    }

    // MARK: Rows

    private static let members: SQL =
        """
        SELECT u.id, u.email, m.name, m.role, m.invited, m.disabled, m.created_at
        FROM memberships m JOIN users u ON u.id = m.user_id
        """

    private static func user(_ row: Row) -> User {
        User(
            id: UserID(row.int64(0)), email: row.string(1), name: row.string(2),
            role: Role(name: row.string(3)) ?? .viewer,
            invited: row.bool(4), disabled: row.bool(5), createdAt: Timestamp(milliseconds: row.int64(6)))
    }

    private static func credentials(_ row: Row) -> Credentials {
        Credentials(
            user: UserID(row.int64(0)), email: row.string(1), password: row.stringOrNil(2).flatMap { PasswordHash($0) },
            disabled: row.bool(3))
    }
}
