import Directory
import ModuleKit

/// Brings the rows of a file in: parses while the writer writes, with bounded memory.
struct ImportRun: Sendable {
    let database: Database
    let file: Import
    let company: CompanyID
    let reader: RowReader
    let merge: ContactMerge
    let now: @Sendable () -> Timestamp
    let rowsPerBatch: Int
    /// Faults that the result tells; all are counted.
    var errorLimit = 100
    /// Batches that may wait for the writer.
    ///
    /// It commits what waits together, so more is faster: a page of an index is then written once for many rows. Whoever else
    /// writes goes before them.
    var batchesAhead = 24
    /// Told after each batch that is on disk.
    var progress: @Sendable (ImportCounts) -> Void = { _ in }

    /// Goes on with the import to the end of the file.
    ///
    /// - Parameters:
    ///   - table: What has read the file so far, as a rule nothing.
    ///   - chunk: The next bytes of the file, nil at its end.
    /// - Returns: What came of the rows that it brought in itself.
    /// - Throws: ``TableReader/Fault`` where the file can be read no further, ``ImportBatch/OutOfTurn`` when somebody has
    ///   cancelled it, `CancellationError` when the program stops; what is on disk by then stays.
    func run(
        _ table: inout TableReader, chunk: () async throws -> [UInt8]?
    ) async throws -> ImportResult {
        var flow = BatchFlow(database: database, company: company, progress: progress, errorLimit: errorLimit)
        var rows: [ImportRow] = []
        var (place, seen) = (file.counts.rows, 0)
        do {
            var isAtEnd = false
            while !isAtEnd {
                if let bytes = try await chunk() {
                    table.append(bytes)
                } else {
                    table.finish()
                    isAtEnd = true
                }
                while try table.next() {
                    guard let row = reader.row(table) else { continue }
                    seen += 1
                    // What another run of the program has brought in.
                    guard seen > file.counts.rows else { continue }
                    rows.append(row)
                    guard rows.count == rowsPerBatch else { continue }
                    try await flow.submit(batch(&rows, &place), ahead: batchesAhead)
                    try Task.checkCancellation()
                }
            }
            if !rows.isEmpty { try await flow.submit(batch(&rows, &place), ahead: batchesAhead) }
        } catch let fault as TableReader.Fault {
            if !rows.isEmpty { try await flow.submit(batch(&rows, &place), ahead: batchesAhead) }
            _ = try await flow.finish()
            throw fault
        } catch {
            // What waits for the writer must be over before anybody says what is on disk.
            _ = try? await flow.finish()  // The first failure is the one to tell.
            throw error
        }
        return try await flow.finish()
    }

    private func batch(_ rows: inout [ImportRow], _ place: inout Int) -> ImportBatch {
        defer {
            place += rows.count
            rows.removeAll(keepingCapacity: true)
        }
        return ImportBatch(id: file.id, place: place, rows: rows, merge: merge, at: now())
    }
}

/// Batches on their way to the writer: in order, and no more than a few at once; belongs to the task that imports.
struct BatchFlow {
    private let database: Database
    private let company: CompanyID
    private let progress: @Sendable (ImportCounts) -> Void
    private let errorLimit: Int
    private var result = ImportResult()
    private var waiting = 0
    private let outcomes: AsyncStream<Result<ImportBatch.Outcome, any Error>>
    private let completed: AsyncStream<Result<ImportBatch.Outcome, any Error>>.Continuation

    init(
        database: Database, company: CompanyID, progress: @escaping @Sendable (ImportCounts) -> Void, errorLimit: Int
    ) {
        (self.database, self.company, self.progress, self.errorLimit) = (database, company, progress, errorLimit)
        (outcomes, completed) = AsyncStream.makeStream(of: Result<ImportBatch.Outcome, any Error>.self)
    }

    /// Hands rows to the writer, as soon as few enough batches wait for it.
    mutating func submit(_ batch: ImportBatch, ahead: Int) async throws {
        while waiting >= ahead { try await take() }
        waiting += 1
        database.submit(
            company, isBulk: true, { try batch.write(in: $0) }, then: { [completed] in completed.yield($0) })
    }

    /// Waits until everything is on disk.
    ///
    /// - Throws: The first failure; then all that was submitted is over as well.
    mutating func finish() async throws -> ImportResult {
        var failure: (any Error)?
        while waiting > 0 {
            do { try await take() } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        return result
    }

    private mutating func take() async throws {
        waiting -= 1
        // In a task of its own, for in one that is cancelled the stream ends while the writer is still at work.
        let next = Task { [outcomes] in
            var iterator = outcomes.makeAsyncIterator()
            return await iterator.next()
        }
        guard let outcome = await next.value else { throw CancellationError() }
        let batch = try outcome.get()
        result.counts = result.counts + batch.counts
        result.errors += batch.faults.prefix(max(0, errorLimit - result.errors.count))
        progress(result.counts)
    }
}
