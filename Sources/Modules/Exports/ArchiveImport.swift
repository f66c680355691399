import Accounts
import ModuleKit
import OpenSSL

/// What came of reading an archive.
package struct ArchiveResult: Sendable, JSONEncodable {
    /// Rows by table.
    package let rows: [String: Int]
    package let recordings: Int
    /// Whether everything has the ids that it had; else all are larger by the same amount.
    package let keptIDs: Bool

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("rows", rows)
            $0.member("recordings", recordings)
            $0.member("keptIds", keptIDs)
        }
    }

    static let schema: Schema = .object([
        .required("rows", .map(of: .integer(min: 0)), "How many rows of each table came in."),
        .required("recordings", .integer(min: 0)),
        .required(
            "keptIds", .boolean, "Whether everything has the ids that it had; else all are larger by the same amount."),
    ])
}

/// Reads an archive into an empty company: everything is checked before anything is written, and what an attempt that was
/// cut short has left is removed by the next.
struct ArchiveImportService: Sendable {
    /// Rows of one transaction.
    private static let batchRows = 1_000
    private static let lineLimit = 16 << 20

    let database: Database
    let surroundings: ArchiveSurroundings
    let now: @Sendable () -> Timestamp

    /// - Parameter note: Writes into the audit log, in the last transaction.
    /// - Throws: ``ArchiveError``
    func read(
        _ path: String, into company: CompanyID, note: @escaping @Sendable (ArchiveResult, Transaction) throws -> Void
    ) async throws -> ArchiveResult {
        let (tar, manifest) = try await ExportFolder.offLoop {
            let tar = try TarReader(path)
            return (tar, try ArchiveManifest(tar))
        }
        let tables = try await tables(manifest, of: company)
        guard try await database.read(company, { try CompanySeal.seal(in: $0) }) == nil else {
            throw WordsAreSealed("Reading an archive")
        }
        try await clear(tables, of: company)
        let ids = try await ids(manifest, tables, tar, in: company)
        let source = manifest.company["id"].string.flatMap { CompanyID(wire: $0) } ?? CompanyID(0)
        let at = now()
        try await database.write(company) { try ArchiveImportStore.begin(from: source, ids.shift, at: at, in: $0) }
        for (table, rows) in tables {
            let parts = manifest.parts[rows.table] ?? []
            for part in parts { try await add(part, of: tar, to: rows, table, ids, in: company) }
        }
        for (hash, entry) in manifest.recordings {
            let pieces = EntryPieces(tar, entry)
            try await surroundings.keepRecording(hash, company) { try await pieces.next() }
        }
        let counts = tables.map { ($0.rows.table, manifest.rows[$0.rows.table] ?? 0) }.filter { $0.1 > 0 }
        let result = ArchiveResult(
            rows: Dictionary(uniqueKeysWithValues: counts), recordings: manifest.recordings.count,
            keptIDs: ids.shift == 0)
        let ended = now()
        try await database.write(company) { tx in
            try ArchiveImportStore.end(at: ended, in: tx)
            try tx.publish(
                ArchiveImported(
                    contacts: result.rows["contacts"] ?? 0, calls: result.rows["calls"] ?? 0,
                    recordings: result.recordings), on: .contacts, .calls, .admin)
            try note(result, tx)
        }
        return result
    }

    private typealias Tables = [(table: ArchiveTable, rows: WholeRows)]

    /// The tables here; what the archive has besides is refused, for it would be lost.
    private func tables(_ manifest: ArchiveManifest, of company: CompanyID) async throws -> Tables {
        let known = surroundings.tables
        let tables = try await database.read(company) { tx in try known.map { ($0, try $0.rows(in: tx)) } }
        let names = Set(tables.map(\.1.table))
        for (name, columns) in manifest.columns where manifest.rows[name] != 0 {
            let own = tables.first { $0.1.table == name }?.1.columns.map(\.name) ?? []
            guard names.contains(name), columns.isSubset(of: own) else {
                throw ArchiveError.unreadable(
                    "It has `\(name)` in a form that this program does not know; it is of a newer one.")
            }
        }
        // Columns that are younger than the archive get what they are without being told.
        return try await database.read(company) { tx in
            try known.map { table in
                let present = manifest.columns[table.name.description] ?? []
                let own = try table.rows(in: tx)
                let younger = Set(own.columns.map(\.name)).subtracting(present)
                let rows = try ArchiveTable(
                    table.name, omitting: table.omitted.union(present.isEmpty ? [] : younger), where: table.condition,
                    people: table.people
                ).rows(in: tx)
                return (table, rows)
            }
        }
    }

    /// Makes sure that nothing is there, but for what an attempt has left that was cut short.
    private func clear(_ tables: Tables, of company: CompanyID) async throws {
        let isUnfinished = try await database.read(company) { try ArchiveImportStore.isUnfinished(in: $0) }
        for (_, rows) in tables.reversed() {
            if isUnfinished {
                while try await database.write(company, { try rows.remove(limit: Self.batchRows, in: $0) })
                    == Self.batchRows
                {}
            }
            guard try await database.read(company, { try rows.isEmpty(in: $0) }) else {
                throw ArchiveError.notEmpty(table: rows.table)
            }
        }
    }

    // MARK: Ids

    private func ids(
        _ manifest: ArchiveManifest, _ tables: Tables, _ tar: TarReader, in company: CompanyID
    ) async throws -> ArchiveIDs {
        let source = manifest.company["id"].string.flatMap { CompanyID(wire: $0) }
        let isKnown = try await database.read(tenant: 0) { tx in
            try source.map { try ArchiveImportStore.isHere($0, in: tx) } ?? false
        }
        let shifts =
            (isKnown ? [] : [0]) + ArchiveIDs.candidates { Int64(Random.bytes(4).reduce(0) { $0 << 8 | Int($1) }) }
        for shift in shifts {
            guard try await areFree(shift, manifest, tables, tar) else { continue }
            var ids = ArchiveIDs(shift: shift)
            let people = manifest.company["people"].array ?? []
            ids.people = try await database.read(company) { [surroundings] tx in
                var found: [Int64: Int64] = [:]
                for person in people {
                    guard let id = person["id"].string.flatMap({ UserID(wire: $0) }),
                        let email = person["email"].string,
                        let here = try surroundings.member(email, tx)
                    else { continue }
                    found[id.rawValue] = here.rawValue
                }
                return found
            }
            for account in manifest.company["accounts"].array ?? [] {
                guard let id = account["id"].string.flatMap({ AccountID(wire: $0) }) else { continue }
                ids.accounts[id.rawValue] = try await surroundings.account(account, company)?.rawValue
            }
            return ids
        }
        throw ArchiveError.unreadable("Its ids are taken here, or ahead of this hub's clock.")
    }

    /// Whether no row here has an id of the archive's where ids are unique in the whole hub, and none is still to be made.
    private func areFree(
        _ shift: Int64, _ manifest: ArchiveManifest, _ tables: Tables, _ tar: TarReader
    ) async throws -> Bool {
        let next: Int64 = try await database.write(tenant: 0) { try $0.newID() }
        for (_, rows) in tables where rows.columns.contains(where: { $0.name == "id" && $0.kind == .integer }) {
            for part in manifest.parts[rows.table] ?? [] {
                let ids = try await ExportFolder.offLoop {
                    try Self.lines(of: part, in: tar).compactMap { $0["id"].int64 }.map { $0 + shift }
                }
                guard ids.allSatisfy({ $0 < next }) else { return false }
                guard rows.hasUniqueID else { continue }
                let isTaken = try await database.read(tenant: 0) { tx in
                    try ids.contains { try rows.has(id: $0, in: tx) }
                }
                if isTaken { return false }
            }
        }
        return true
    }

    // MARK: Rows

    private func add(
        _ part: TarReader.Entry, of tar: TarReader, to rows: WholeRows, _ table: ArchiveTable, _ ids: ArchiveIDs,
        in company: CompanyID
    ) async throws {
        let lines = try await ExportFolder.offLoop { try Self.lines(of: part, in: tar) }
        for start in stride(from: 0, to: lines.count, by: Self.batchRows) {
            let batch = lines[start..<min(start + Self.batchRows, lines.count)]
            let values = try batch.map { line in
                try rows.columns.map { column in
                    ids.value(try Self.value(line[column.name], column), of: column.name, people: table.people)
                }
            }
            try await database.write(company) { tx in for row in values { try rows.insert(row, in: tx) } }
        }
    }

    private static func lines(of part: TarReader.Entry, in tar: TarReader) throws -> [JSONValue] {
        try tar.whole(part, limit: Int64(lineLimit)).split(separator: 0x0A).map { line in
            do { return try JSONParser.parse(Array(line)) } catch {
                throw ArchiveError.unreadable("A line is not JSON: \(error)")
            }
        }
    }

    private static func value(_ json: JSONValue, _ column: WholeRows.Column) throws -> SQLValue {
        switch (column.kind, json) {
        case (_, .null): return .null
        case (.integer, .integer(let number)): return .integer(number)
        case (.real, _): if let number = json.double { return .real(number) }
        case (.text, .string(let text)): return .utf8(Array(text.utf8))
        case (.blob, .string(let text)): if let bytes = Base64.decode(text) { return .blob(bytes) }
        default: break
        }
        throw ArchiveError.unreadable("`\(column.name)` is not of the type that its column has.")
    }
}

/// The bytes of an entry, piece by piece.
private actor EntryPieces {
    private let tar: TarReader
    private let entry: TarReader.Entry
    private var place: Int64 = 0

    init(_ tar: TarReader, _ entry: TarReader.Entry) { (self.tar, self.entry) = (tar, entry) }

    func next() async throws -> [UInt8]? {
        let (tar, entry, at) = (tar, entry, place)
        let bytes = try await ExportFolder.offLoop { try tar.read(entry, at: at, 1 << 18) }
        place = at + Int64(bytes.count)
        return bytes.isEmpty ? nil : bytes
    }
}
