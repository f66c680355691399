import ModuleKit

/// Who may do what at this moment, in memory: what the gatekeeper looks things up in.
struct AccessSnapshot: Sendable {
    /// The role of each person in each company; who may not sign in there is absent.
    var members: [Member: Role] = [:]
    /// The keys that are neither revoked nor replaced; expiry is looked at when they are used.
    var keys: [KeyID: KeyRecord] = [:]
    /// Sessions that ended before the last access token of theirs did.
    var endedSessions: [SessionID: Timestamp] = [:]
    /// Who runs the whole hub.
    var hubOwners: Set<UserID> = []

    /// A person in a company.
    struct Member: Hashable, Sendable {
        let user: UserID
        let company: CompanyID
    }

    /// What is needed of a key to know it again.
    struct KeyRecord: Hashable, Sendable {
        let company: CompanyID
        let hash: [UInt8]
        let role: Role
        let scopes: Set<String>?
        let expires: Timestamp?

        func caller(_ id: KeyID) -> Caller {
            Caller(
                tenant: company.rawValue, subject: .key(id.rawValue), role: role, scopes: scopes,
                expires: expires?.milliseconds)
        }
    }

    /// A person with the role they have now; nil when the session has ended, or they may not sign in there.
    func caller(_ user: UserID, in company: CompanyID, session: SessionID, expires: Timestamp) -> Caller? {
        guard endedSessions[session] == nil, let role = members[Member(user: user, company: company)] else {
            return nil
        }
        return Caller(
            tenant: company.rawValue, subject: .user(user.rawValue), role: role, expires: expires.milliseconds,
            isHubOwner: hubOwners.contains(user), session: session.rawValue)
    }

    mutating func apply(_ change: AccessChange, at now: Timestamp) {
        switch change.what {
        case .member(let user, let company, let role): members[Member(user: user, company: company)] = role
        case .key(let id, let record): keys[id] = record
        case .session(let id):
            endedSessions[id] = now
            // An access token outlives its session by at most its own lifetime.
            let past = now - AccessToken.lifetime - AccessTokenSigner.leeway
            endedSessions = endedSessions.filter { $0.value > past }
        case .hubOwner(let user, let isOne):
            if isOne { hubOwners.insert(user) } else { hubOwners.remove(user) }
        }
    }
}

/// A change of who may do what, as it goes from the transaction that made it to the gatekeeper and to open sockets.
package struct AccessChange: Sendable {
    enum What: Sendable, Hashable {
        /// Nil: may not sign in there any more.
        case member(UserID, CompanyID, Role?)
        /// Nil: revoked.
        case key(KeyID, AccessSnapshot.KeyRecord?)
        /// Ended.
        case session(SessionID)
        case hubOwner(UserID, Bool)
    }

    let what: What
    /// Whose sockets are to be checked again.
    package let company: CompanyID
    /// The person it is about, if it is one.
    package let user: UserID?
    /// The key it is about, if it is one.
    package let key: KeyID?
    /// The session that ended, if it is one: only its own sockets are over.
    package let session: SessionID?
    /// False when it only gives: nothing that is open has to be closed.
    package let withdraws: Bool

    init(_ what: What, company: CompanyID, user: UserID? = nil, withdraws: Bool = true) {
        self.what = what
        self.company = company
        self.withdraws = withdraws
        switch what {
        case .member(let member, _, _), .hubOwner(let member, _): (self.user, key, session) = (member, nil, nil)
        case .key(let id, _): (self.user, key, session) = (nil, id, nil)
        case .session(let id): (self.user, key, session) = (user, nil, id)
        }
    }
}
