import ModuleKit
import OpenSSL

/// The rules about members of a company: who may make whom what, and that one owner stays.
package struct UserService: Sendable {
    let context: AccountsContext

    /// How long an invitation is good for.
    static let invitationLifetime = Duration.seconds(7 * 86_400)

    private var database: Database { context.database }

    /// The members after one, in the order they were made.
    package func list(after user: UserID?, limit: Int, in company: CompanyID) async throws -> [User] {
        try await database.read(company) { tx in try UserStore.members(after: user, limit: limit, in: tx) }
    }

    /// - Throws: ``AccountsError/unknown(_:)``
    func find(_ user: UserID, in company: CompanyID) async throws -> User {
        try await database.read(company) { tx in try member(user, in: tx) }
    }

    /// The member with that e-mail, or nil.
    package func find(email: String, in company: CompanyID) async throws -> User? {
        try await database.read(company) { tx in
            try UserStore.credentials(email: email, in: tx).flatMap { try UserStore.member($0.user, in: tx) }
        }
    }

    /// Whether somebody is a member of the transaction's company and not disabled.
    package static func isMember(_ user: UserID, in tx: Transaction) throws -> Bool {
        try UserStore.member(user, in: tx).map { !$0.disabled } ?? false
    }

    /// Makes a member: with a password, somebody new who can sign in; without one, an invitation.
    ///
    /// A person whom the hub knows from another company is always invited: they accept with the password they have, so
    /// neither company can sign in as them.
    ///
    /// - Parameter hubOwner: Whether they run the whole hub, when they are new to it: for the console.
    /// - Throws: ``AccountsError/alreadyMember(_:)``, ``AccountsError/passwordOfAnother``, ``AccountsError/aboveYou(_:)``
    package func create(
        _ new: NewUser, hubOwner: Bool = false, in company: CompanyID, by actor: Actor = .commandLine
    ) async throws -> CreatedUser {
        let password = try await hash(of: new)
        return try await database.write(company) { tx in
            try create(new, password: password, hubOwner: hubOwner, by: actor, in: tx)
        }
    }

    /// The same once for one `Idempotency-Key`, with the answer made in the same transaction.
    func create(
        _ new: NewUser, in company: CompanyID, by actor: Actor, once: Once?,
        answer: @escaping @Sendable (CreatedUser) -> Response
    ) async throws -> Response {
        let password = try await hash(of: new)
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) {
                answer(try create(new, password: password, hubOwner: false, by: actor, in: tx))
            }
        }
    }

    /// Changes what is named in `patch`.
    ///
    /// - Throws: ``AccountsError/lastOwner``, ``AccountsError/aboveYou(_:)``, ``AccountsError/unknown(_:)``
    func update(_ user: UserID, _ patch: UserPatch, in company: CompanyID, by actor: Actor) async throws -> User {
        let at = context.now()
        return try await database.write(company) { tx in
            let before = try member(user, in: tx)
            var after = before
            after.name = patch.name ?? before.name
            after.role = patch.role ?? before.role
            after.disabled = patch.disabled ?? before.disabled
            guard after != before else { return before }
            guard max(before.role, after.role) <= actor.role else { throw AccountsError.aboveYou(actor.role) }
            try keepAnOwner(before, after, in: tx)
            try UserStore.updateMember(after, in: tx)
            var changes = JSONObject()
            changes.note("name", .string(before.name), .string(after.name))
            changes.note("role", .string(before.role.name), .string(after.role.name))
            changes.note("disabled", .bool(before.disabled), .bool(after.disabled))
            try Audit.record("user.updated", user.wire, changes, by: actor, at: at, in: tx)
            if after.disabled && !before.disabled {
                try endSessions(of: user, at: at, in: tx)
                try withdraw(user, "disabled", in: tx)
            } else if after.role != before.role || after.disabled != before.disabled {
                try tell(after, widened: after.role >= before.role, in: tx)
            }
            return after
        }
    }

    /// Ends a membership; the person stays known to the hub by what the audit log says they did.
    ///
    /// - Throws: ``AccountsError/lastOwner``, ``AccountsError/aboveYou(_:)``, ``AccountsError/unknown(_:)``
    func remove(_ user: UserID, from company: CompanyID, by actor: Actor) async throws {
        let at = context.now()
        try await database.write(company) { tx in
            let before = try member(user, in: tx)
            guard before.role <= actor.role else { throw AccountsError.aboveYou(actor.role) }
            try keepAnOwner(before, nil, in: tx)
            try UserStore.deleteMember(user, in: tx)
            try Audit.record(
                "user.removed", user.wire, ["email": .string(before.email), "role": .string(before.role.name)],
                by: actor,
                at: at, in: tx)
            try endSessions(of: user, at: at, in: tx)
            try withdraw(user, "removed", in: tx)
        }
    }

    /// Makes a new invitation for somebody who has not accepted; the one before is over.
    ///
    /// - Throws: ``AccountsError/notInvited``, ``AccountsError/aboveYou(_:)``, ``AccountsError/unknown(_:)``
    func inviteAgain(
        _ user: UserID, in company: CompanyID, by actor: Actor, once: Once?,
        answer: @escaping @Sendable (CreatedUser) -> Response
    ) async throws -> Response {
        try await database.write(company) { tx in
            try Once.run(once, in: tx) { answer(try inviteAgain(user, by: actor, in: tx)) }
        }
    }

    private func inviteAgain(_ user: UserID, by actor: Actor, in tx: Transaction) throws -> CreatedUser {
        let at = context.now()
        let member = try member(user, in: tx)
        guard member.invited else { throw AccountsError.notInvited }
        guard member.role <= actor.role else { throw AccountsError.aboveYou(actor.role) }
        try Audit.record("user.invited", user.wire, by: actor, at: at, in: tx)
        return CreatedUser(user: member, invitation: try invite(user, at: at, in: tx))
    }
}

extension UserService {
    func hash(of new: NewUser) async throws -> PasswordHash? {
        guard let password = new.password else { return nil }
        try SessionService.check(password, field: "password", email: new.email)
        return try await context.booth.hash(password)
    }

    /// Makes a member in the transaction's company.
    func create(
        _ new: NewUser, password: PasswordHash?, hubOwner: Bool, by actor: Actor, in tx: Transaction
    ) throws -> CreatedUser {
        let at = context.now()
        guard new.role <= actor.role else { throw AccountsError.aboveYou(actor.role) }
        let known = try UserStore.credentials(email: new.email, in: tx)
        if let known {
            guard try UserStore.member(known.user, in: tx) == nil else { throw AccountsError.alreadyMember(new.email) }
            guard password == nil else { throw AccountsError.passwordOfAnother }
        }
        let id: UserID = try known?.user ?? tx.newID()
        if known == nil {
            try UserStore.insert(id, email: new.email, password: password, hubOwner: hubOwner, at: at, in: tx)
            if hubOwner { tx.afterCommit(AccessChange(.hubOwner(id, true), company: tx.company, withdraws: false)) }
        }
        let user = User(
            id: id, email: known?.email ?? new.email, name: new.name, role: new.role, invited: password == nil,
            disabled: false, createdAt: at)
        try UserStore.insertMember(user, in: tx)
        try Audit.record(
            "user.created", id.wire,
            ["email": .string(user.email), "role": .string(user.role.name), "invited": .bool(user.invited)], by: actor,
            at: at, in: tx)
        guard user.invited else {
            try tell(user, widened: true, in: tx)
            return CreatedUser(user: user, invitation: nil)
        }
        return CreatedUser(user: user, invitation: try invite(id, at: at, in: tx))
    }

    /// Makes whoever founds the transaction's company its owner.
    func found(_ user: UserID, at: Timestamp, in tx: Transaction) throws {
        guard let known = try UserStore.credentials(user, in: tx) else { return }
        let owner = User(
            id: user, email: known.email, name: try UserStore.name(of: user, in: tx) ?? known.email, role: .owner,
            invited: false, disabled: false, createdAt: at)
        try UserStore.insertMember(owner, in: tx)
        try tell(owner, widened: true, in: tx)
    }

    private func member(_ user: UserID, in tx: Transaction) throws -> User {
        guard let member = try UserStore.member(user, in: tx) else { throw AccountsError.unknown("user \(user.wire)") }
        return member
    }

    private func invite(_ user: UserID, at: Timestamp, in tx: Transaction) throws -> CreatedUser.Invitation {
        let token = Random.token(byteCount: 24)
        let until = at + Self.invitationLifetime
        try UserStore.setInvitation(Digest.sha256(Array(token.utf8)), of: user, until: until, in: tx)
        return CreatedUser.Invitation(token: token, expiresAt: until)
    }

    private func keepAnOwner(_ before: User, _ after: User?, in tx: Transaction) throws {
        guard before.role == .owner, before.isActive else { return }
        if let after, after.role == .owner, after.isActive { return }
        guard try UserStore.hasOwner(besides: before.id, in: tx) else { throw AccountsError.lastOwner }
    }

    private func endSessions(of user: UserID, at: Timestamp, in tx: Transaction) throws {
        let ended = try SessionStore.end(of: user, company: tx.company, keeping: nil, at: at, in: tx)
        for session in ended { tx.afterCommit(AccessChange(.session(session.id), company: tx.company, user: user)) }
    }

    private func withdraw(_ user: UserID, _ words: String, in tx: Transaction) throws {
        try context.change(AccessChange(.member(user, tx.company, nil), company: tx.company), words, in: tx)
    }

    private func tell(_ user: User, widened: Bool, in tx: Transaction) throws {
        let isKnown = try UserStore.credentials(user.id, in: tx)?.disabled == false
        let role = user.isActive && isKnown ? user.role : nil
        let change = AccessChange(.member(user.id, tx.company, role), company: tx.company, withdraws: !widened)
        try context.change(change, "role is \(user.role.name)", in: tx)
    }
}
