import HTTP
import ModuleKit

/// `/api/auth`: HTTP only; decodes, calls the service, encodes.
struct AuthRoutes: Sendable {
    let sessions: SessionService
    let companies: CompanyService
    let users: UserService
    let keys: KeyService
    let gatekeeper: Gatekeeper

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/auth/login",    .anyone,   login)   .summary("Sign in").body(LoginBody.self, maxBytes: 4096).returns(SignedIn.schema).problems(.unauthorized, .forbidden, .tooManyRequests),
        .post("/api/auth/accept",   .anyone,   accept)  .summary("Accept an invitation").body(AcceptBody.self, maxBytes: 4096).returns(SignedIn.schema).problems(.unauthorized, .gone, .tooManyRequests),
        .post("/api/auth/refresh",  .anyone,   refresh) .summary("Trade the refresh cookie for new tokens", details: "The body may be empty.").body(RefreshBody.self, maxBytes: 4096).returns(SignedIn.schema).problems(.unauthorized, .forbidden),
        .post("/api/auth/logout",   .anyone,   logout)  .summary("End the session").returnsNothing(),
        .get ("/api/auth/me",       .signedIn, me)      .summary("Who is asking").returns(Me.schema),
        .post("/api/auth/password", .signedIn, password).summary("Change the password; other sessions end").body(PasswordBody.self, maxBytes: 4096).returnsNothing().problems(.tooManyRequests),
        .post("/api/ws-ticket",     .signedIn, ticket)  .summary("A text that opens one socket within 30 seconds").tag("auth").returns(Ticket.schema),
    ]}

    private func login(_ request: Request) async throws -> Response {
        let body = try request.json(LoginBody.self)
        return answer(
            try await sessions.signIn(
                email: body.email, password: body.password, company: body.company, remote: request.remoteAddress),
            to: request)
    }

    private func accept(_ request: Request) async throws -> Response {
        let body = try request.json(AcceptBody.self)
        return answer(
            try await sessions.accept(body.token, password: body.password, remote: request.remoteAddress), to: request)
    }

    private func refresh(_ request: Request) async throws -> Response {
        let company = request.body.isEmpty ? nil : try request.json(RefreshBody.self).company
        guard let token = request.headers.cookie(SessionCookies.refresh) else { throw AccountsError.signInEnded }
        return answer(
            try await sessions.refresh(token, company: company, remote: request.remoteAddress), to: request)
    }

    private func logout(_ request: Request) async throws -> Response {
        // Whoever signs out with an access token that is over has lost nothing.
        let caller = try? gatekeeper.authenticate(request.head, allowsQueryToken: false)
        try await sessions.signOut(
            refresh: request.headers.cookie(SessionCookies.refresh), session: caller?.session.map { SessionID($0) },
            remote: request.remoteAddress)
        return SessionCookies.clear(on: .noContent, secure: request.secure)
    }

    private func me(_ request: Request) async throws -> Response {
        let company = try await companies.find(request.company)
        switch request.caller?.subject {
        case .user(let id):
            let user = try await users.find(UserID(id), in: company.id)
            return try await .json(Me(user: user, company: company, companies: companies.list(of: user.id))).uncached
        case .key(let id):
            return try await .json(Me(key: keys.find(KeyID(id), in: company.id), company: company)).uncached
        case .program, nil: return .json(Me(company: company))
        }
    }

    private func password(_ request: Request) async throws -> Response {
        let body = try request.json(PasswordBody.self)
        guard case .user(let user) = request.caller?.subject, let session = request.caller?.session else {
            throw AccountsError.personOnly
        }
        try await sessions.changePassword(
            of: UserID(user), keeping: SessionID(session), from: body.current, to: body.new, by: Actor(request))
        return .noContent
    }

    private func ticket(_ request: Request) async throws -> Response {
        guard let caller = request.caller else { throw Problem.unauthorized() }
        return .json(Ticket(text: try gatekeeper.ticket(for: caller))).uncached
    }

    private func answer(_ signedIn: SignedIn, to request: Request) -> Response {
        SessionCookies.set(signedIn, on: .json(signedIn).uncached, secure: request.secure)
    }
}
