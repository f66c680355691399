import Directory
import ModuleKit

/// Loads contacts from a file of any size: parses while the writer writes, with bounded memory.
struct ImportService: Sendable {
    /// Rows in one closure of the writer: some 30 ms of its time.
    static let rowsPerBatch = 2_000

    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let now: @Sendable () -> Timestamp

    /// How an import is to run.
    struct Terms: Sendable {
        var company: CompanyID
        /// How national numbers are read; the company's region when nil.
        var region: String?
        /// What the new contacts' `source` says.
        var source = "import"
        /// Faults that are told; all are counted.
        var errorLimit = 100
        /// Batches that may wait for the writer.
        ///
        /// It commits what waits together, so more is faster (a page of an index is then written once for many rows), and
        /// whoever else writes waits longer.
        var batchesAhead: Int
    }

    /// Reads the file to its end.
    ///
    /// - Parameters:
    ///   - chunk: The next bytes of the file, nil at its end.
    ///   - progress: Told after each batch that is on disk.
    func run(
        _ terms: Terms, chunk: () async throws -> [UInt8]?, progress: @escaping @Sendable (ImportCounts) -> Void
    ) async throws -> ImportResult {
        let region = terms.region ?? region(terms.company)
        let window = BatchWindow(database: database, terms: terms, now: now, progress: progress)
        var tally = window.start()
        var csv = CSVReader()
        var reader: RowReader?
        var rows: [ImportRow] = []
        do {
            var isAtEnd = false
            while !isAtEnd {
                if let bytes = try await chunk() {
                    csv.append(bytes)
                } else {
                    csv.finish()
                    isAtEnd = true
                }
                while try csv.next() {
                    guard let reader else {
                        let columns = try Self.columns(csv)
                        tally.result.ignoredColumns = columns.ignored
                        reader = RowReader(columns: columns, parser: parser, region: region)
                        continue
                    }
                    guard let row = reader.row(csv, faults: &tally.faults) else { continue }
                    tally.result.counts.rows += 1
                    if row.isNobody { tally.result.counts.refused += 1 } else { rows.append(row) }
                    guard rows.count == Self.rowsPerBatch else { continue }
                    try await window.submit(rows, &tally)
                    rows.removeAll(keepingCapacity: true)
                }
            }
        } catch let fault as CSVReader.Fault {
            _ = try await window.finish(&tally)
            throw ImportError.unreadable(fault.detail, imported: tally.result.counts)
        }
        guard reader != nil else {
            throw ImportError.noHeader("The file is empty; its first line must name the columns.")
        }
        if !rows.isEmpty { try await window.submit(rows, &tally) }
        return try await window.finish(&tally)
    }

    private static func columns(_ csv: CSVReader) throws -> ImportColumns {
        let titles = (0..<csv.count).map { index in
            String(decoding: csv.field(index), as: UTF8.self)
        }
        do { return try ImportColumns(titles) } catch { throw ImportError.noHeader(error.detail) }
    }
}

/// Batches on their way to the writer: in order, and no more than a few at once.
struct BatchWindow: Sendable {
    let database: Database
    let terms: ImportService.Terms
    let now: @Sendable () -> Timestamp
    let progress: @Sendable (ImportCounts) -> Void

    /// What is known of the batches so far; belongs to the task that imports.
    struct Tally {
        var result = ImportResult()
        /// Of rows that were read since the last batch was told.
        var faults: [ImportFault] = []
        fileprivate var waiting = 0
        fileprivate var outcomes: AsyncStream<Result<ImportBatch.Outcome, any Error>>.Iterator
        fileprivate let completed: AsyncStream<Result<ImportBatch.Outcome, any Error>>.Continuation
    }

    func start() -> Tally {
        let (stream, continuation) = AsyncStream.makeStream(of: Result<ImportBatch.Outcome, any Error>.self)
        return Tally(outcomes: stream.makeAsyncIterator(), completed: continuation)
    }

    /// Hands rows to the writer, as soon as few enough batches wait for it.
    func submit(_ rows: [ImportRow], _ tally: inout Tally) async throws {
        while tally.waiting >= terms.batchesAhead { try await take(&tally) }
        let batch = ImportBatch(rows: rows, source: terms.source, at: now())
        let completed = tally.completed
        tally.waiting += 1
        note(&tally)
        database.submit(terms.company, { try batch.write(in: $0) }, then: { completed.yield($0) })
    }

    /// Waits until everything is on disk.
    func finish(_ tally: inout Tally) async throws -> ImportResult {
        while tally.waiting > 0 { try await take(&tally) }
        note(&tally)
        tally.result.errors.sort { $0.line < $1.line }
        tally.result.errors.removeLast(max(0, tally.result.errors.count - terms.errorLimit))
        return tally.result
    }

    private func take(_ tally: inout Tally) async throws {
        guard let outcome = await tally.outcomes.next(isolation: #isolation) else { throw CancellationError() }
        tally.waiting -= 1
        let batch = try outcome.get()
        tally.result.counts.created += batch.created
        tally.result.counts.updated += batch.updated
        tally.result.counts.unchanged += batch.unchanged
        tally.faults += batch.faults
        note(&tally)
        progress(tally.result.counts)
    }

    private func note(_ tally: inout Tally) {
        tally.result.counts.faults += tally.faults.count
        // Faults of batches come later than those of rows read meanwhile: some more are kept until they can be sorted.
        let room = max(0, terms.errorLimit * 2 - tally.result.errors.count)
        tally.result.errors += tally.faults.prefix(room)
        tally.faults.removeAll(keepingCapacity: true)
    }
}
