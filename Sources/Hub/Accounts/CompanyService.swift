import ModuleKit

/// The rules about companies; each one made or changed goes to `Database.onCommit` as a ``Company``.
package struct CompanyService: Sendable {
    let context: AccountsContext
    let users: UserService

    private var database: Database { context.database }

    /// The company.
    ///
    /// - Throws: ``AccountsError/unknown(_:)``
    package func find(_ company: CompanyID) async throws -> Company {
        try await database.read(company) { tx in try self.company(in: tx) }
    }

    /// The company of that slug.
    package func find(slug: String) async throws -> Company? {
        try await database.read(tenant: 0) { tx in try CompanyStore.find(slug: slug, in: tx) }
    }

    /// All companies of the hub, oldest first: for what the program keeps of each in memory.
    package func all() async throws -> [Company] {
        try await database.read(tenant: 0) { tx in
            var all: [Company] = []
            while true {
                let page = try CompanyStore.all(after: all.last?.id, limit: 500, in: tx)
                all += page
                guard page.count == 500 else { return all }
            }
        }
    }

    /// All companies of the hub after one, oldest first: for the console.
    package func list(after company: CompanyID? = nil, limit: Int = 500) async throws -> [Company] {
        try await database.read(tenant: 0) { tx in try CompanyStore.all(after: company, limit: limit, in: tx) }
    }

    /// The companies that a person can sign in to.
    func list(of user: UserID) async throws -> [Company] {
        try await database.read(tenant: 0) { tx in try CompanyStore.all(of: user, in: tx).map(\.company) }
    }

    /// Makes a company; a person who makes one owns it.
    ///
    /// - Throws: ``AccountsError/slugTaken(_:)``, ``AccountsError/invalid(_:)``
    package func create(_ new: NewCompany, by actor: Actor = .commandLine) async throws -> Company {
        try Self.check(timeZone: new.timeZone)
        return try await database.write(try await newID()) { tx in try create(new, by: actor, in: tx) }
    }

    /// The same once for one `Idempotency-Key`, with the answer made in the same transaction.
    func create(
        _ new: NewCompany, by actor: Actor, once: Once?, answer: @escaping @Sendable (Company) -> Response
    ) async throws -> Response {
        try Self.check(timeZone: new.timeZone)
        return try await database.write(try await newID()) { tx in
            try Once.run(once, in: tx) { answer(try create(new, by: actor, in: tx)) }
        }
    }

    /// Changes what is named in `patch`.
    ///
    /// - Throws: ``AccountsError/slugTaken(_:)``, ``AccountsError/invalid(_:)``
    func update(_ company: CompanyID, _ patch: CompanyPatch, by actor: Actor) async throws -> Company {
        if let zone = patch.timeZone { try Self.check(timeZone: zone) }
        let at = context.now()
        return try await database.write(company) { tx in
            let before = try self.company(in: tx)
            let after = patch.applied(to: before)
            guard after != before else { return before }
            try checkSlug(of: after, in: tx)
            try CompanyStore.update(after, in: tx)
            tx.afterCommit(after)
            var changes = JSONObject()
            changes.note("name", .string(before.name), .string(after.name))
            changes.note("slug", before.slug.map { .string($0) } ?? .null, after.slug.map { .string($0) } ?? .null)
            changes.note("region", .string(before.region), .string(after.region))
            changes.note("currency", .string(before.currency), .string(after.currency))
            changes.note("timeZone", .string(before.timeZone), .string(after.timeZone))
            changes.note(
                "retentionDays", .integer(Int64(before.retentionDays)), .integer(Int64(after.retentionDays)))
            try Audit.record("company.updated", company.wire, changes, by: actor, at: at, in: tx)
            return after
        }
    }

    /// A company's id comes first, for the transaction that makes the company is the company's own.
    private func newID() async throws -> CompanyID {
        try await database.write(tenant: 0) { tx in try tx.newID() }
    }

    private func create(_ new: NewCompany, by actor: Actor, in tx: Transaction) throws -> Company {
        let at = context.now()
        let company = Company(
            id: tx.company, name: new.name, slug: new.slug, region: new.region, currency: new.currency,
            timeZone: new.timeZone, retentionDays: new.retentionDays, createdAt: at)
        try checkSlug(of: company, in: tx)
        try CompanyStore.insert(company, in: tx)
        tx.afterCommit(company)
        try Audit.record("company.created", company.id.wire, ["name": .string(company.name)], by: actor, at: at, in: tx)
        if let user = actor.user { try users.found(user, at: at, in: tx) }
        return company
    }

    private func company(in tx: Transaction) throws -> Company {
        guard let company = try CompanyStore.find(tx.company, in: tx) else {
            throw AccountsError.unknown("company \(tx.company.wire)")
        }
        return company
    }

    private func checkSlug(of company: Company, in tx: Transaction) throws {
        guard let slug = company.slug, let other = try CompanyStore.find(slug: slug, in: tx), other.id != company.id
        else {
            return
        }
        throw AccountsError.slugTaken(slug)
    }

    private static func check(timeZone: String) throws {
        guard let problem = Fields.problem(ofTimeZone: timeZone) else { return }
        throw AccountsError.invalid([problem])
    }
}
