import ModuleKit

/// One table of a company's archive: whose rows go out and come back as they are.
package struct ArchiveTable: Sendable {
    /// The table.
    package let name: StaticString
    let omitted: Set<String>
    let condition: StaticString?
    let people: Set<String>
    private(set) var sealed: SealedTable?

    /// - Parameters:
    ///   - name: The table; it has a `company_id`.
    ///   - omitted: Columns that stay here: secrets, and what only this hub understands.
    ///   - condition: Which rows go out, of the table as `t`; nil for all. Removed ones never do.
    ///   - people: Integer columns that name users; those of another hub are others.
    package init(
        _ name: StaticString, omitting omitted: Set<String> = [], where condition: StaticString? = nil,
        people: Set<String> = ["owner_id", "user_id"]
    ) {
        self.name = name
        self.omitted = omitted
        self.condition = condition
        self.people = people
    }

    /// The same, with its columns opened where it is one of these.
    package func opening(_ sealed: [SealedTable]) -> ArchiveTable {
        var table = self
        table.sealed = sealed.first { $0.name == name.description }
        return table
    }

    func rows(in tx: Transaction) throws -> WholeRows {
        guard let rows = try WholeRows(name, omitting: omitted, where: condition, opening: sealed, in: tx) else {
            throw ArchiveError.unreadable("There is no table \(name).")
        }
        return rows
    }
}

/// What an archive is made of besides tables, and what is done with it: functions of other modules.
package struct ArchiveSurroundings: Sendable {
    /// In an order in which rows may be added: none before the one it refers to.
    package var tables: [ArchiveTable]
    /// The company, its people and its provider accounts, without secrets.
    package var company: @Sendable (_ tx: Transaction) throws -> JSONValue
    /// The stored sounds: a query of hash and size.
    package var recordings: @Sendable (_ tx: Transaction) throws -> [String]
    /// The file of a sound.
    package var recordingFile: @Sendable (_ hash: String, _ company: CompanyID) -> String
    /// Keeps a sound that comes piece by piece, unless its hash is another.
    package var keepRecording:
        @Sendable (
            _ hash: String, _ company: CompanyID, _ pieces: @escaping @Sendable () async throws -> [UInt8]?
        ) async throws -> Void
    /// The member of the company with that e-mail address.
    package var member: @Sendable (_ email: String, _ tx: Transaction) throws -> UserID?
    /// A provider account like one of another hub, whose secrets are to be given anew; nil: none can be made.
    package var account: @Sendable (_ account: JSONValue, _ company: CompanyID) async throws -> AccountID?

    package init(
        tables: [ArchiveTable], company: @escaping @Sendable (_ tx: Transaction) throws -> JSONValue,
        recordings: @escaping @Sendable (_ tx: Transaction) throws -> [String],
        recordingFile: @escaping @Sendable (_ hash: String, _ company: CompanyID) -> String,
        keepRecording:
            @escaping @Sendable (
                _ hash: String, _ company: CompanyID, _ pieces: @escaping @Sendable () async throws -> [UInt8]?
            ) async throws -> Void,
        member: @escaping @Sendable (_ email: String, _ tx: Transaction) throws -> UserID?,
        account: @escaping @Sendable (_ account: JSONValue, _ company: CompanyID) async throws -> AccountID?
    ) {
        self.tables = tables
        self.company = company
        self.recordings = recordings
        self.recordingFile = recordingFile
        self.keepRecording = keepRecording
        self.member = member
        self.account = account
    }
}
