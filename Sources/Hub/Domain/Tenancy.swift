import SQLite
import Web

// The platform knows a tenant by a number; from here up it is a company.

extension Transaction {
    /// Whose transaction this is; the first column of every key.
    package var company: CompanyID { CompanyID(tenant) }

    /// A new identifier, larger than all before it.
    package func newID<Kind>(_ kind: Kind.Type = Kind.self) throws -> ID<Kind> {
        ID(try newID() as Int64)
    }
}

extension Database {
    /// Runs `body` on the writer's thread; returns after the commit is on disk.
    package func write<T: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await write(tenant: company.rawValue, body)
    }

    /// Runs `body` on a reader's thread in one read transaction.
    package func read<T: Sendable>(
        _ company: CompanyID, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        try await read(tenant: company.rawValue, body)
    }

    /// Queues `body` for the writer; `then` runs on the calling loop after the commit.
    ///
    /// - Parameter isBulk: It is one of many in a row, and whoever else writes goes before it.
    package func submit<T: Sendable>(
        _ company: CompanyID, isBulk: Bool = false, _ body: @escaping @Sendable (Transaction) throws -> T,
        then: @escaping @Sendable (Result<T, any Error>) -> Void
    ) {
        submit(tenant: company.rawValue, isBulk: isBulk, body, then: then)
    }

    /// Runs `body` at once on the calling loop's own connection: indexed point reads only.
    package func readHere<T>(_ company: CompanyID, _ body: (Transaction) throws -> T) throws -> T {
        try readHere(tenant: company.rawValue, body)
    }
}

extension Request {
    /// The company of whoever is signed in; the router has refused everybody else on such a route.
    package var company: CompanyID { CompanyID(caller?.tenant ?? 0) }
}

extension Request {
    /// Who writes, as it stands in histories: `usr_…`, `key_…`, or `program`.
    package var author: String {
        switch caller?.subject {
        case .user(let id): UserID(id).wire
        case .key(let id): KeyID(id).wire
        case .program, nil: "program"
        }
    }
}
