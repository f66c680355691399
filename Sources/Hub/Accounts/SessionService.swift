import ModuleKit
import OpenSSL

/// The rules of signing in: sessions, refresh tokens that are good for one use, passwords.
package struct SessionService: Sendable {
    let context: AccountsContext
    let limits: SignInLimits

    /// How long a session may pause.
    static let pause = Duration.seconds(14 * 86_400)
    /// How long a session may last, however often it is refreshed.
    static let lifetime = Duration.seconds(90 * 86_400)

    private var database: Database { context.database }

    /// Opens a session for whoever knows the password.
    ///
    /// - Parameter company: Which of the person's companies; nil for the one they have been in longest.
    /// - Throws: ``AccountsError/wrongCredentials``, ``AccountsError/tooManyAttempts(_:)``, ``AccountsError/noCompany``
    func signIn(email: String, password: String, company: CompanyID?, remote: String) async throws -> SignedIn {
        let at = context.now()
        try limits.admit(email: email, from: remote, at: at)
        let found = try await database.read(tenant: 0) { tx in try UserStore.credentials(email: email, in: tx) }
        // As much work for an e-mail that nobody has: the time it takes tells nothing.
        let matches = try await context.booth.verify(password, against: found?.password)
        guard let found, let hash = found.password, matches, !found.disabled else {
            throw AccountsError.wrongCredentials
        }
        limits.forgive(email: email)
        let companies = try await database.read(tenant: 0) { tx in
            try CompanyStore.all(of: found.user, in: tx).map(\.company.id)
        }
        let chosen = company ?? companies.first
        guard let chosen, companies.contains(chosen) else { throw AccountsError.noCompany }
        let renewed = context.booth.isOutdated(hash) ? try await context.booth.hash(password) : nil
        return try await database.write(chosen) { tx in
            // The password may have been changed while the old one was checked.
            guard try UserStore.credentials(found.user, in: tx)?.password == hash else {
                throw AccountsError.wrongCredentials
            }
            if let renewed { try UserStore.setPassword(renewed, of: found.user, in: tx) }
            return try open(for: found.user, remote: remote, at: at, in: tx)
        }
    }

    /// Trades a refresh token for new tokens; an old one that comes again is stolen, or its successor was: the session ends.
    ///
    /// - Parameter company: Goes on in another of the person's companies.
    /// - Throws: ``AccountsError/signInEnded``, ``AccountsError/noCompany``
    func refresh(_ token: String, company: CompanyID?, remote: String) async throws -> SignedIn {
        let at = context.now()
        let hash = Digest.sha256(Array(token.utf8))
        let found = try await database.read(tenant: 0) { tx in try SessionStore.session(ofRefresh: hash, in: tx) }
        guard let found else { throw AccountsError.signInEnded }
        let place = found.used ? found.session.company : company ?? found.session.company
        // What ends the session must be kept, so it is no error before the commit.
        let signedIn: SignedIn? = try await database.write(place) { tx in
            guard let (session, used, expires) = try SessionStore.session(ofRefresh: hash, in: tx), session.ended == nil
            else {
                return nil
            }
            let actor = Actor(.user(session.user), role: .viewer, remote: remote)
            guard !used else {
                try end(
                    session, "session.reused", "session ended: an old refresh token was used", by: actor, at: at, in: tx
                )
                return nil
            }
            guard expires > at, session.expires > at else { return nil }
            guard let member = try activeMember(session.user, in: tx) else {
                guard company == nil else { throw AccountsError.noCompany }
                try end(session, "session.ended", "session ended", by: actor, at: at, in: tx)
                return nil
            }
            try SessionStore.useRefresh(hash, at: at, in: tx)
            if session.company != tx.company {
                try SessionStore.move(session.id, to: tx.company, in: tx)
                try Audit.record("session.started", session.id.wire, by: actor, at: at, in: tx)
            }
            return try grant(session.id, to: member, until: session.expires, at: at, in: tx)
        }
        guard let signedIn else { throw AccountsError.signInEnded }
        return signedIn
    }

    /// Ends the session of a refresh token, or of an access token; no harm when it has ended before.
    func signOut(refresh token: String?, session: SessionID?, remote: String) async throws {
        let at = context.now()
        let hash = token.map { Digest.sha256(Array($0.utf8)) }
        let found = try await database.read(tenant: 0) { tx -> SessionStore.Session? in
            if let hash, let found = try SessionStore.session(ofRefresh: hash, in: tx) { return found.session }
            return try session.flatMap { try SessionStore.find($0, in: tx) }
        }
        guard let found, found.ended == nil else { return }
        try await database.write(found.company) { tx in
            let actor = Actor(.user(found.user), role: .viewer, remote: remote)
            try end(found, "session.ended", "session ended", by: actor, at: at, in: tx)
        }
    }

    /// Turns an invitation into a membership, and opens a session.
    ///
    /// - Parameter password: The person's own; for somebody new to the hub, the one they choose now.
    /// - Throws: ``AccountsError/invitationOver``, ``AccountsError/wrongCredentials``
    func accept(_ invitation: String, password: String, remote: String) async throws -> SignedIn {
        let at = context.now()
        let hash = Digest.sha256(Array(invitation.utf8))
        let found = try await database.read(tenant: 0) { tx -> (CompanyID, UserStore.Credentials)? in
            guard let (user, company) = try UserStore.invitation(hash, at: at, in: tx) else { return nil }
            return try UserStore.credentials(user, in: tx).map { (company, $0) }
        }
        guard let (company, credentials) = found, !credentials.disabled else { throw AccountsError.invitationOver }
        try limits.admit(email: credentials.email, from: remote, at: at)
        let chosen: PasswordHash?
        if credentials.password != nil {
            let matches = try await context.booth.verify(password, against: credentials.password)
            guard matches else { throw AccountsError.wrongCredentials }
            chosen = nil
        } else {
            try Self.check(password, field: "password", email: credentials.email)
            chosen = try await context.booth.hash(password)
        }
        limits.forgive(email: credentials.email)
        return try await database.write(company) { tx in
            guard let (user, _) = try UserStore.invitation(hash, at: at, in: tx),
                try UserStore.credentials(user, in: tx)?.password == credentials.password,
                var member = try UserStore.member(user, in: tx), !member.disabled
            else { throw AccountsError.invitationOver }
            if let chosen { try UserStore.setPassword(chosen, of: user, in: tx) }
            member.invited = false
            try UserStore.updateMember(member, in: tx)
            try UserStore.deleteInvitation(of: user, in: tx)
            let actor = Actor(.user(user), role: member.role, remote: remote)
            try Audit.record("user.accepted", user.wire, by: actor, at: at, in: tx)
            let change = AccessChange(.member(user, company, member.role), company: company, withdraws: false)
            try context.change(change, "joined as \(member.role.name)", in: tx)
            return try open(for: user, remote: remote, at: at, in: tx)
        }
    }

    /// Changes the password of whoever is signed in, and ends their other sessions, in all companies.
    ///
    /// - Throws: ``AccountsError/invalid(_:)`` when the present password is wrong or the new one is too simple.
    func changePassword(
        of user: UserID, keeping session: SessionID, from present: String, to new: String, by actor: Actor
    )
        async throws
    {
        let at = context.now()
        let found = try await database.read(tenant: 0) { tx in try UserStore.credentials(user, in: tx) }
        guard let found else { throw AccountsError.signInEnded }
        try limits.admit(email: found.email, from: actor.remote ?? "", at: at)
        guard try await context.booth.verify(present, against: found.password) else {
            throw AccountsError.invalid([FieldProblem(field: "current", detail: "`current` is not your password.")])
        }
        limits.forgive(email: found.email)
        try Self.check(new, field: "new", email: found.email)
        let hash = try await context.booth.hash(new)
        try await replacePassword(of: found, by: hash, keeping: session, actor: actor, at: at)
    }

    /// Sets a password from the console, and ends all sessions of the person.
    ///
    /// - Throws: ``AccountsError/unknown(_:)``, ``AccountsError/invalid(_:)``
    package func setPassword(of email: String, to new: String, by actor: Actor = .commandLine) async throws {
        let at = context.now()
        try Self.check(new, field: "password", email: email)
        let hash = try await context.booth.hash(new)
        let found = try await database.read(tenant: 0) { tx in try UserStore.credentials(email: email, in: tx) }
        guard let found else { throw AccountsError.unknown("person with the e-mail \(email)") }
        try await replacePassword(of: found, by: hash, keeping: nil, actor: actor, at: at)
    }

    /// Keeps a person out of the whole hub, or lets them in again: for the console.
    ///
    /// - Throws: ``AccountsError/unknown(_:)``
    package func setDisabled(_ disabled: Bool, email: String, by actor: Actor = .commandLine) async throws {
        let at = context.now()
        let user = try await database.write(tenant: 0) { tx in
            guard let found = try UserStore.credentials(email: email, in: tx) else {
                throw AccountsError.unknown("person with the e-mail \(email)")
            }
            try UserStore.setDisabled(disabled, found.user, in: tx)
            let ended = disabled ? try SessionStore.end(of: found.user, company: nil, keeping: nil, at: at, in: tx) : []
            for session in ended {
                tx.afterCommit(AccessChange(.session(session.id), company: session.company, user: session.user))
            }
            return found.user
        }
        // Each company's log is written in a transaction of its own; the sessions are over already.
        for company in try await database.read(tenant: 0, { tx in try UserStore.companies(of: user, in: tx) }) {
            try await database.write(company) { tx in
                let action = disabled ? "user.disabled" : "user.enabled"
                try Audit.record(action, user.wire, by: actor, at: at, in: tx)
                let role = try activeMember(user, in: tx)?.role
                let change = AccessChange(.member(user, company, role), company: company, withdraws: disabled)
                try context.change(change, disabled ? "disabled" : "enabled", in: tx)
            }
        }
    }

    private func replacePassword(
        of person: UserStore.Credentials, by hash: PasswordHash, keeping kept: SessionID?, actor: Actor, at: Timestamp
    ) async throws {
        let companies = try await database.read(tenant: 0) { tx in
            try CompanyStore.all(of: person.user, in: tx).map(\.company.id)
        }
        let ended = try await database.write(tenant: 0) { tx in
            guard try UserStore.credentials(person.user, in: tx)?.password == person.password else {
                throw Problem.conflict("The password was changed meanwhile.")
            }
            try UserStore.setPassword(hash, of: person.user, in: tx)
            let ended = try SessionStore.end(of: person.user, company: nil, keeping: kept, at: at, in: tx)
            for session in ended {
                tx.afterCommit(AccessChange(.session(session.id), company: session.company, user: session.user))
            }
            for company in companies {
                try Audit.record("password.changed", person.user.wire, by: actor, at: at, company: company, in: tx)
            }
            return ended
        }
        // Each company's log is written in a transaction of its own; the sessions are over already.
        for company in Set(ended.map(\.company)) {
            try await database.write(company) { tx in
                _ = try tx.publish(AccessChanged(user: person.user, change: "password changed"), on: .admin)
            }
        }
    }
}
