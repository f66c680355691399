import HTTP
import ModuleKit
import OpenSSL
import Reactor

/// Knows who sends a request, without I/O; owns what it knows behind its lock.
///
/// Roles, keys and ended sessions are held in memory, loaded at start and kept true by ``apply(_:)`` after each commit, so
/// that what has been withdrawn is refused from the next request on.
package final class Gatekeeper: Authenticator {
    private struct State {
        var access = AccessSnapshot()
        /// Counts the changes: what was found good before a change is not remembered after it.
        var version = 0
        var cache = TokenCache()
        var tickets: [[UInt8]: Ticket] = [:]
        var uses: [KeyID: Timestamp] = [:]
    }

    private struct Ticket {
        let caller: Caller
        let expires: Timestamp
    }

    private let state = Lock(State())
    private let signer: AccessTokenSigner
    private let origins: Set<String>
    private let now: @Sendable () -> Timestamp

    /// How long a ticket for a socket is good for.
    package static let ticketLifetime = Duration.seconds(30)
    private static let ticketBound = 10_000

    /// - Parameter origins: Where our own pages come from besides the host they are asked from, such as `https://hub.example`.
    package init(_ secrets: HubSecrets, origins: [String] = [], now: @escaping @Sendable () -> Timestamp) {
        signer = AccessTokenSigner(secrets)
        // An address may have a path; an Origin has none (RFC 6454 §7).
        self.origins = Set(
            origins.map { $0.lowercased().split(separator: "/").prefix(2).joined(separator: "//") })
        self.now = now
    }

    /// The caller by header; where a socket may, by `?token=` or by the cookie of our own page.
    package func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? {
        if let field = head.headers.bytes("authorization") {
            guard let token = Self.bearer(field) else {
                throw .unauthorized("Only `Authorization: Bearer …` is read here.")
            }
            return try caller(token)
        }
        guard allowsQueryToken else { return nil }
        if let query = head.queryBytes, let token = try Self.token(inQuery: query) {
            return try token.starts(with: Self.ticketPrefix) ? redeem(token) : caller(token[...])
        }
        guard let cookie = head.headers.cookie(SessionCookies.access) else { return nil }
        try checkOrigin(head)
        return try caller(Array(cookie.utf8)[...])
    }

    // MARK: Tokens

    /// Whom a token stands for, as a socket sends it to stay signed in; nil when it is not valid.
    package func caller(ofToken token: String) -> Caller? {
        // The socket is told that it is not valid, and nothing more.
        try? caller(Array(token.utf8)[...])
    }

    private func caller(_ token: ArraySlice<UInt8>) throws(Problem) -> Caller {
        let time = now()
        let hash = TokenCache.hash(of: token)
        let (found, version) = state.withLock { state in
            guard let entry = state.cache.find(token, hash: hash) else { return (Caller?.none, state.version) }
            if case .key(let id) = entry.caller.subject, time.milliseconds - entry.noted.milliseconds >= 60_000 {
                state.uses[KeyID(id)] = time
                state.cache.note(time, hash: hash)
            }
            return (entry.caller, state.version)
        }
        if let found {
            guard let expires = found.expires, expires <= time.milliseconds else { return found }
            throw Self.expired
        }
        let caller = try token.starts(with: APIKey.prefix) ? machine(token, at: time) : person(token, at: time)
        state.withLock { state in
            if case .key(let id) = caller.subject { state.uses[KeyID(id)] = time }
            guard state.version == version else { return }
            state.cache.insert(TokenCache.Entry(token: Array(token), caller: caller, noted: time), hash: hash)
        }
        return caller
    }

    private func machine(_ token: ArraySlice<UInt8>, at time: Timestamp) throws(Problem) -> Caller {
        guard let key = APIKey(token), let record = state.withLock({ $0.access.keys[key.id] }),
            constantTimeEquals(key.hash, record.hash)
        else { throw Self.refused("This API key is unknown or revoked.") }
        if let expires = record.expires, expires <= time { throw Self.expired }
        return record.caller(key.id)
    }

    private func person(_ token: ArraySlice<UInt8>, at time: Timestamp) throws(Problem) -> Caller {
        guard let token = signer.read(token, at: time) else {
            throw Self.refused("This token is not valid, or no longer.")
        }
        let caller = state.withLock { state in
            state.access.caller(token.user, in: token.company, session: token.session, expires: token.expires)
        }
        guard let caller else { throw Self.refused("This sign-in has ended.") }
        return caller
    }

    // MARK: Tickets

    /// A text that opens one socket within 30 seconds as whoever asks for it.
    func ticket(for caller: Caller) throws -> String {
        let text = String(decoding: Self.ticketPrefix, as: UTF8.self) + Random.token(byteCount: 24)
        let time = now()
        let hash = Digest.sha256(Array(text.utf8))
        let kept = state.withLock { state in
            if state.tickets.count >= Self.ticketBound {
                state.tickets = state.tickets.filter { $0.value.expires > time }
            }
            guard state.tickets.count < Self.ticketBound else { return false }
            state.tickets[hash] = Ticket(caller: caller, expires: time + Self.ticketLifetime)
            return true
        }
        guard kept else { throw Problem.unavailable("Too many tickets are about.", retryAfterSeconds: 30) }
        return text
    }

    private func redeem(_ token: [UInt8]) throws(Problem) -> Caller {
        let hash = Digest.sha256(token)
        let time = now()
        let ticket = state.withLock { $0.tickets.removeValue(forKey: hash) }
        guard let ticket, ticket.expires > time, let caller = standing(of: ticket.caller) else {
            throw Self.refused("This ticket has been used, or is older than 30 seconds.")
        }
        return caller
    }

    // MARK: Changes

    /// The caller as of now: with the present role; nil when the sign-in or the key is over.
    ///
    /// For sockets, when access has changed in their company.
    package func standing(of caller: Caller) -> Caller? {
        let time = now()
        return state.withLock { state in
            switch caller.subject {
            case .program: return caller
            case .key(let id):
                guard let record = state.access.keys[KeyID(id)], record.expires.map({ $0 > time }) ?? true else {
                    return nil
                }
                return record.caller(KeyID(id))
            case .user(let id):
                guard let session = caller.session, let expires = caller.expires, expires > time.milliseconds else {
                    return nil
                }
                return state.access.caller(
                    UserID(id), in: CompanyID(caller.tenant), session: SessionID(session),
                    expires: Timestamp(milliseconds: expires))
            }
        }
    }

    /// Takes what the database says, at start.
    func load(_ access: AccessSnapshot) {
        state.withLock { state in
            state.access = access
            state.version += 1
            state.cache.removeAll()
        }
    }

    /// Takes changes in the order of their commits; what they withdraw is refused from now on.
    func apply(_ changes: [AccessChange]) {
        guard !changes.isEmpty else { return }
        let time = now()
        state.withLock { state in
            for change in changes { state.access.apply(change, at: time) }
            state.version += 1
            state.cache.removeAll()
        }
    }

    /// Which keys have been used since this was last asked, and when; each is told at most once a minute.
    func takeUses() -> [KeyID: Timestamp] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
    }

    func sign(_ token: AccessToken) -> String { signer.sign(token) }
}

extension Gatekeeper {
    static let ticketPrefix = Array("sbt_".utf8)

    private static var expired: Problem { refused("This sign-in is over: refresh it, or make a new key.") }

    private static func refused(_ detail: String) -> Problem {
        var problem = Problem.unauthorized(detail)
        problem.headers = [("WWW-Authenticate", "Bearer error=\"invalid_token\"")]
        return problem
    }

    /// The token of `Bearer <token>`, whatever the case of the scheme (RFC 9110 §11.1).
    private static func bearer(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard field.count > 7, field.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 0x20 == $1 }) else {
            return nil
        }
        let token = field.dropFirst(7).drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : token
    }

    private static func token(inQuery query: ArraySlice<UInt8>) throws(Problem) -> [UInt8]? {
        for pair in query.split(separator: UInt8(ascii: "&")) where pair.starts(with: "token=".utf8) {
            let value = pair.dropFirst(6)
            // Tokens of ours have no character that needs an escape; a client that escapes all the same is understood.
            guard value.contains(UInt8(ascii: "%")) else { return Array(value) }
            guard let decoded = PercentCoding.decode(value) else {
                throw .unreadable("`token` is not percent-encoded text.")
            }
            return decoded
        }
        return nil
    }

    /// A browser sends our cookie with what a foreign page asks for, too: then its Origin is not ours (RFC 6455 §10.2).
    private func checkOrigin(_ head: RequestHead) throws(Problem) {
        guard let origin = head.headers["origin"]?.lowercased() else {
            guard head.asksUpgrade(to: "websocket") else { return }
            throw .forbidden("A socket that signs in by cookie needs an Origin.")
        }
        guard !origins.contains(origin) else { return }
        let authority = origin.split(separator: "/", maxSplits: 2).last.map(String.init)
        guard let authority, let host = head.host?.lowercased(), authority == host else {
            throw .forbidden("The sign-in of this page does not count for \(origin).")
        }
    }
}
