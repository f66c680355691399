import Directory
import ModuleKit

/// Takes files in: keeps them until they are imported, or imports them while they come.
struct ImportIntake: Sendable {
    /// Files of a company that may wait to be imported.
    static let fileBound = 20
    private static let sampleRows = 10
    private static let sampleCharacters = 200

    let context: ImportContext

    /// Gives the next bytes of a file; nil at its end, as often as it is asked.
    typealias Chunks = () async throws -> [UInt8]?

    // MARK: Kept first

    /// Keeps a file, and says what it is and what its columns may become.
    func keep(
        _ name: String, by author: String, in company: CompanyID, chunk: Chunks,
        noting note: @escaping @Sendable (Import, Transaction) throws -> Void
    ) async throws -> Import {
        try await context.database.read(company) { try Self.checkRoom(in: $0) }
        do {
            let file = try await context.folder.create()
            do {
                return try await keep(name, file, by: author, in: company, chunk: chunk, noting: note)
            } catch {
                await context.folder.remove(file.name)
                throw error
            }
        } catch let failure as ImportFolder.Failure {
            throw ImportError.noRoom(failure.description)
        } catch let fault as TableReader.Fault {
            throw ImportError.unreadable(fault.detail, imported: ImportCounts())
        }
    }

    private func keep(
        _ name: String, _ file: ImportFile, by author: String, in company: CompanyID, chunk: Chunks,
        noting note: @escaping @Sendable (Import, Transaction) throws -> Void
    ) async throws -> Import {
        var table = TableReader()
        var (bytes, total): (Int64, Int) = (0, 0)
        var sample: [[String]] = []
        var isAtEnd = false
        while !isAtEnd {
            if let piece = try await chunk() {
                bytes += Int64(piece.count)
                try await file.append(piece)
                table.append(piece)
            } else {
                table.finish()
                isAtEnd = true
            }
            while try table.next() {
                guard (0..<table.count).contains(where: { !table.field($0).isEmpty }) else { continue }
                total += 1
                if sample.count < Self.sampleRows { sample.append(Self.texts(table)) }
            }
        }
        if total == 0, table.columns != nil {
            throw TableReader.Fault(detail: "The file names its columns and has no row of contacts.")
        }
        try await context.folder.keep(file)
        let made = try await draft(name, table, sample, by: author, in: company)
        let (size, rows) = (bytes, total)
        return try await context.database.write(company) { tx in
            try Self.checkRoom(in: tx)
            let kept = try Self.insert(made, bytes: size, file: file.name, total: rows, in: tx)
            try note(kept, tx)
            return kept
        }
    }

    private static func checkRoom(in tx: Transaction) throws {
        if try ImportStore.openFiles(bound: fileBound, in: tx) == fileBound {
            throw ImportError.tooManyFiles(fileBound)
        }
    }

    private static func texts(_ table: TableReader) -> [String] {
        (0..<table.count).map { String((FieldText.read(table.field($0)) ?? "").prefix(sampleCharacters)) }
    }

    // MARK: While it comes

    /// How a file is to be imported while it comes.
    struct Order: Sendable {
        var company: CompanyID
        var name: String
        var author: String
        /// How national numbers are read; the company's region when nil.
        var region: String?
        /// What the new contacts' `source` says.
        var source = "import"
        var errorLimit = 100
        var progress: @Sendable (ImportCounts) -> Void = { _ in }
    }

    /// Imports a file while it comes, with what its columns seem to be; fills only what is empty.
    func bringIn(_ order: Order, chunk: @escaping Chunks) async throws -> ImportResult {
        var (table, isAtEnd) = (TableReader(), false)
        let pieces: Chunks = {
            guard !isAtEnd else { return nil }
            let bytes = try await chunk()
            isAtEnd = bytes == nil
            return bytes
        }
        do {
            while try !table.readColumns(), !isAtEnd {
                if let bytes = try await pieces() { table.append(bytes) } else { table.finish() }
            }
        } catch let fault as TableReader.Fault {
            throw ImportError.unreadable(fault.detail, imported: ImportCounts())
        }
        let file = try await begin(order, table)
        let (reader, merge) = try await context.readers(file.plan, of: order.company)
        let run = ImportRun(
            database: context.database, file: file, company: order.company, reader: reader, merge: merge,
            now: context.now, rowsPerBatch: context.rowsPerBatch, errorLimit: order.errorLimit,
            progress: order.progress)
        var result: ImportResult
        do { result = try await run.run(&table, chunk: pieces) } catch {
            let fault = error as? TableReader.Fault
            // Where not even this can be written, the next start does.
            try? await context.end(
                file, .failed, error: fault?.detail ?? "The file did not come to its end.", in: order.company)
            guard let fault else {
                guard error is ImportBatch.OutOfTurn else { throw error }
                throw ImportError.state(
                    try await context.find(file.id, in: order.company), "Somebody has cancelled the import.")
            }
            throw ImportError.unreadable(
                fault.detail, imported: try await context.find(file.id, in: order.company).counts)
        }
        try await context.end(file, .done, in: order.company)
        result.id = file.id
        result.ignoredColumns = zip(file.columns, file.plan.mapping).filter { $0.1 == nil }.map(\.0)
        return result
    }

    private func begin(_ order: Order, _ table: TableReader) async throws -> Import {
        guard table.columns != nil else {
            throw ImportError.noHeader("The file is empty; its first row must name the columns.")
        }
        var draft = try await draft(order.name, table, [], by: order.author, in: order.company)
        guard draft.plan.isEnough else { throw ImportError.noHeader(ImportPlan.lacking(draft.columns)) }
        draft.plan.existing = .fill
        draft.plan.source = order.source
        if let region = order.region { draft.plan.region = region }
        (draft.state, draft.startedAt) = (.running, draft.createdAt)
        let made = draft
        return try await context.database.write(order.company) { tx in
            try Self.insert(made, bytes: 0, file: nil, total: nil, in: tx)
        }
    }

    // MARK: Both

    private func draft(
        _ name: String, _ table: TableReader, _ sample: [[String]], by author: String, in company: CompanyID
    ) async throws -> Import {
        let columns = table.columns ?? []
        guard !columns.isEmpty else {
            throw ImportError.noHeader("The file is empty; its first row must name the columns.")
        }
        let region = context.region(company)
        let guess = ColumnGuess(region: region, parser: context.parser, fields: try await context.fields(of: company))
        let plan = ImportPlan(
            mapping: guess.mapping(of: columns, sample: sample), region: region, delimiter: table.delimiter)
        return Import(
            id: ImportID(0), name: name, state: plan.isEnough ? .ready : .new,
            source: ImportSource(table.form ?? .csv, columns: columns), encoding: table.encoding,
            delimiter: table.delimiter, bytes: 0, columns: columns, sample: sample, plan: plan, total: nil,
            author: author, createdAt: context.now())
    }

    private static func insert(
        _ draft: Import, bytes: Int64, file: String?, total: Int?, in tx: Transaction
    ) throws -> Import {
        let made = Import(
            id: try tx.newID(), name: draft.name, state: draft.state, source: draft.source, encoding: draft.encoding,
            delimiter: draft.delimiter, bytes: bytes, file: file, columns: draft.columns, sample: draft.sample,
            plan: draft.plan, total: total, author: draft.author, createdAt: draft.createdAt,
            startedAt: draft.startedAt)
        try ImportStore.insert(made, in: tx)
        return made
    }
}
