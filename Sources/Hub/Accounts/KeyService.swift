import ModuleKit

/// The rules about API keys: nobody makes one that may more than they may, and the secret is shown once.
package struct KeyService: Sendable {
    let context: AccountsContext
    /// Whether the program has a permission of that name.
    let isPermission: @Sendable (String) -> Bool

    private var database: Database { context.database }

    /// The company's keys before one, newest first, revoked ones included.
    package func list(before key: KeyID? = nil, limit: Int = 500, in company: CompanyID) async throws -> [KeyInfo] {
        try await database.read(company) { tx in try KeyStore.all(before: key, limit: limit, in: tx) }
    }

    /// - Throws: ``AccountsError/unknown(_:)``
    func find(_ key: KeyID, in company: CompanyID) async throws -> KeyInfo {
        let found = try await database.read(company) { tx in try KeyStore.find(key, in: tx) }
        guard let found else { throw AccountsError.unknown("key \(key.wire)") }
        return found
    }

    /// Makes a key.
    ///
    /// - Throws: ``AccountsError/invalid(_:)``, ``AccountsError/aboveYou(_:)``, ``AccountsError/scopeBeyondYours(_:)``
    package func create(_ new: NewKey, in company: CompanyID, by actor: Actor) async throws -> CreatedKey {
        try check(new, by: actor)
        return try await database.write(company) { tx in try create(new, by: actor, in: tx) }
    }

    /// The same once for one `Idempotency-Key`, with the answer made in the same transaction.
    func create(
        _ new: NewKey, in company: CompanyID, by actor: Actor, once: Once?,
        answer: @escaping @Sendable (CreatedKey) -> Response
    ) async throws -> Response {
        try check(new, by: actor)
        return try await database.write(company) { tx in
            try Once.run(once, in: tx) { answer(try create(new, by: actor, in: tx)) }
        }
    }

    /// Ends a key; it is refused from the next request on.
    ///
    /// Whoever may revoke may revoke any, for a leaked key does not wait; only a key does not revoke itself, since the
    /// machine that holds it could never be told what became of its next request.
    ///
    /// - Throws: ``AccountsError/unknown(_:)``, ``AccountsError/ownKey``; revoking twice is no error.
    package func revoke(_ key: KeyID, in company: CompanyID, by actor: Actor) async throws {
        let at = context.now()
        try await database.write(company) { tx in
            guard let info = try KeyStore.find(key, in: tx) else { throw AccountsError.unknown("key \(key.wire)") }
            guard actor.key != key else { throw AccountsError.ownKey }
            guard try KeyStore.revoke(key, at: at, in: tx) else { return }
            try Audit.record("key.revoked", key.wire, ["name": .string(info.name)], by: actor, at: at, in: tx)
            try context.change(AccessChange(.key(key, nil), company: company), "key revoked", in: tx)
        }
    }

    /// Writes down when keys were last used: call it about once a minute, and at the end.
    package func recordUses() async throws {
        let uses = context.gatekeeper.takeUses()
        guard !uses.isEmpty else { return }
        try await database.write(tenant: 0) { tx in
            for (key, time) in uses { try KeyStore.noteUse(of: key, at: time, in: tx) }
        }
    }

    func create(_ new: NewKey, by actor: Actor, in tx: Transaction) throws -> CreatedKey {
        let at = context.now()
        let secret = APIKey(generating: try tx.newID())
        let key = KeyInfo(
            id: secret.id, name: new.name, role: new.role, scopes: new.scopes.map { Array(Set($0)).sorted() },
            expiresAt: new.expiresAt, lastUsedAt: nil, revokedAt: nil, createdAt: at, createdBy: actor.wire)
        try KeyStore.insert(key, hash: secret.hash, in: tx)
        var detail: JSONObject = ["name": .string(key.name), "role": .string(key.role.name)]
        if let scopes = key.scopes { detail["scopes"] = .array(scopes.map { .string($0) }) }
        if let expires = key.expiresAt { detail["expiresAt"] = .string(expires.rfc3339) }
        try Audit.record("key.created", key.id.wire, detail, by: actor, at: at, in: tx)
        let record = AccessSnapshot.KeyRecord(
            company: tx.company, hash: secret.hash, role: key.role, scopes: key.scopes.map(Set.init),
            expires: key.expiresAt)
        try context.change(
            AccessChange(.key(key.id, record), company: tx.company, withdraws: false), "key made", in: tx)
        return CreatedKey(key: key, secret: secret.text)
    }

    private func check(_ new: NewKey, by actor: Actor) throws {
        var problems: [FieldProblem] = []
        if let expires = new.expiresAt, expires <= context.now() {
            problems.append(FieldProblem(field: "expiresAt", detail: "`expiresAt` is over; it must be in the future."))
        }
        for (index, scope) in (new.scopes ?? []).enumerated() where !isPermission(scope) {
            problems.append(
                FieldProblem(field: "scopes[\(index)]", detail: "`\(scope)` is no permission of this program."))
        }
        guard problems.isEmpty else { throw AccountsError.invalid(problems) }
        guard new.role <= actor.role else { throw AccountsError.aboveYou(actor.role) }
        guard let own = actor.scopes, !own.contains("*") else { return }
        guard let wanted = new.scopes else { throw AccountsError.scopeBeyondYours(["all that the role may"]) }
        let beyond = wanted.filter { !own.contains($0) }
        guard beyond.isEmpty else { throw AccountsError.scopeBeyondYours(beyond) }
    }
}
