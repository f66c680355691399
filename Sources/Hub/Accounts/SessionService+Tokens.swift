import ModuleKit
import OpenSSL

extension SessionService {
    /// The person as the transaction's company knows them, when they may sign in there.
    func activeMember(_ user: UserID, in tx: Transaction) throws -> User? {
        guard let member = try UserStore.member(user, in: tx), member.isActive,
            try UserStore.credentials(user, in: tx)?.disabled == false
        else { return nil }
        return member
    }

    /// Opens a session in the transaction's company.
    func open(for user: UserID, remote: String, at: Timestamp, in tx: Transaction) throws -> SignedIn {
        guard let member = try activeMember(user, in: tx) else { throw AccountsError.noCompany }
        try SessionStore.forget(of: user, endedBefore: at - .seconds(86_400), in: tx)
        let id: SessionID = try tx.newID()
        let session = SessionStore.Session(
            id: id, company: tx.company, user: user, expires: at + Self.lifetime, ended: nil)
        try SessionStore.insert(session, at: at, remote: remote, in: tx)
        let actor = Actor(.user(user), role: member.role, remote: remote)
        try Audit.record("session.started", id.wire, by: actor, at: at, in: tx)
        return try grant(id, to: member, until: session.expires, at: at, in: tx)
    }

    /// Makes the next pair of tokens of a session.
    func grant(
        _ session: SessionID, to member: User, until end: Timestamp, at: Timestamp, in tx: Transaction
    ) throws -> SignedIn {
        guard let company = try CompanyStore.find(tx.company, in: tx) else { throw AccountsError.noCompany }
        let refresh = Random.token(byteCount: 32)
        let until = min(at + Self.pause, end)
        try SessionStore.insertRefresh(Digest.sha256(Array(refresh.utf8)), of: session, until: until, in: tx)
        let token = AccessToken(user: member.id, company: company.id, role: member.role, session: session, at: at)
        return SignedIn(
            accessToken: context.gatekeeper.sign(token), refreshToken: refresh, refreshUntil: until, at: at,
            user: member,
            company: company)
    }

    func end(
        _ session: SessionStore.Session, _ action: String, _ words: String, by actor: Actor, at: Timestamp,
        in tx: Transaction
    ) throws {
        guard try SessionStore.end(session.id, at: at, in: tx) else { return }
        try Audit.record(action, session.id.wire, by: actor, at: at, company: session.company, in: tx)
        let change = AccessChange(.session(session.id), company: session.company, user: session.user)
        try context.change(change, words, in: tx)
    }

    /// - Throws: ``AccountsError/invalid(_:)``
    static func check(_ password: String, field: String, email: String) throws {
        guard let problem = Fields.problem(ofPassword: password, field: field, email: email) else { return }
        throw AccountsError.invalid([problem])
    }
}

/// What a person has after signing in.
struct SignedIn: Sendable {
    let accessToken: String
    /// For the cookie alone; scripts never see it.
    let refreshToken: String
    let refreshUntil: Timestamp
    let at: Timestamp
    let user: User
    let company: Company
}

extension SignedIn: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("accessToken", accessToken)
            $0.member("expiresIn", AccessToken.lifetime.components.seconds)
            $0.member("user", user)
            $0.member("company", company)
        }
    }

    static let schema = Schema.object([
        .required("accessToken", .string, "Send it as `Authorization: Bearer …`"),
        .required("expiresIn", .integer(min: 1), "Seconds"), .required("user", User.schema),
        .required("company", Company.schema),
    ])
}

/// How often passwords may be tried: by e-mail against guessing one, by address against guessing many.
struct SignInLimits: Sendable {
    /// Ten at once, then one a minute.
    private let byEmail = AttemptLimiter(burst: 10, interval: .seconds(60))
    /// Fifty at once, then one each ten seconds.
    private let byAddress = AttemptLimiter(burst: 50, interval: .seconds(10))

    /// - Throws: ``AccountsError/tooManyAttempts(_:)``
    func admit(email: String, from address: String, at now: Timestamp) throws {
        if let wait = byAddress.attempt(AttemptLimiter.name(ofAddress: address), at: now) {
            throw AccountsError.tooManyAttempts(wait)
        }
        if let wait = byEmail.attempt(email.lowercased(), at: now) { throw AccountsError.tooManyAttempts(wait) }
    }

    /// Whoever knew the password was not guessing.
    func forgive(email: String) { byEmail.forgive(email.lowercased()) }
}
