import Accounts
import Directory
import ModuleKit

/// What every part of the module works with.
struct ImportContext: Sendable {
    let database: Database
    let folder: ImportFolder
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    /// Who can own a contact.
    let members: @Sendable (CompanyID) async throws -> [User]
    let now: @Sendable () -> Timestamp
    /// Rows in one closure of the writer.
    let rowsPerBatch: Int

    /// - Throws: ``ImportError/unknown(_:)``
    func find(_ id: ImportID, in company: CompanyID) async throws -> Import {
        try await database.read(company) { try Self.find(id, in: $0) }
    }

    /// - Throws: ``ImportError/unknown(_:)``
    static func find(_ id: ImportID, in tx: Transaction) throws -> Import {
        guard let file = try ImportStore.find(id, in: tx) else { throw ImportError.unknown(id) }
        return file
    }

    /// The company's own fields that may be written.
    func fields(of company: CompanyID) async throws -> [ContactField] {
        try await database.read(company) { try Self.fields(in: $0) }
    }

    /// The company's own fields that may be written.
    static func fields(in tx: Transaction) throws -> [ContactField] {
        try ContactFieldStore.all(in: tx).filter { $0.state != .removing }
    }

    /// What reads the rows of a file, and what says what becomes of them.
    func readers(_ plan: ImportPlan, of company: CompanyID) async throws -> (RowReader, ContactMerge) {
        let fields = try await fields(of: company)
        let members = plan.mapping.contains(.owner) ? try await members(company) : []
        return (
            RowReader(plan, parser: parser, fields: fields, members: MemberBook(members)),
            ContactMerge(plan, fields: fields)
        )
    }

    /// Puts an import that is under way to its end, and removes its file; one that somebody has cancelled meanwhile stays so.
    func end(_ file: Import, _ state: Import.State, error: String? = nil, in company: CompanyID) async throws {
        let at = now()
        try await database.write(company) { tx in
            guard try ImportStore.find(file.id, in: tx)?.state == .running else { return }
            try ImportStore.end(file.id, state, error: error, at: at, in: tx)
            try ImportNews.publish(file.id, in: tx)
        }
        if let name = file.file { await folder.remove(name) }
    }
}
