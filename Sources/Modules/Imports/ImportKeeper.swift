import ModuleKit
import Reactor

/// Brings the files in that were started, one at a time, and goes on with what another run of the program has left.
final class ImportKeeper: Background {
    /// Room for the pages that the rows of one commit change, in KiB.
    private static let pageCacheKiB = 131_072

    private let context: ImportContext
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private struct Running {
        var task: Task<Void, Never>?
    }
    private let running = Lock(Running())
    private let unwanted = Lock<[String]>([])

    init(_ context: ImportContext) {
        self.context = context
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts in order what a program that ended has left; before anything else is done with imports.
    func recover() async throws {
        let now = context.now()
        let message =
            "The program ended while the file came; what is in stays. Send the file again, or undo the import."
        let files = try await context.database.write(tenant: 0) { tx in
            try ImportStore.failInterrupted(message, at: now, in: tx)
            return try ImportStore.files(in: tx).map(\.file)
        }
        await context.folder.clear(except: Set(files))
    }

    func start() {
        running.withLock { running in
            running.task = Task {
                for await _ in wishes {
                    // What fails is tried again when somebody wakes it: see `round`.
                    try? await round()
                    if Task.isCancelled { return }
                }
            }
        }
        wake()
    }

    func stop() async {
        wish.finish()
        let task = running.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    /// Removes files as soon as it can; what a crash leaves goes at the next start.
    func remove(_ files: UnwantedFiles) {
        unwanted.withLock { $0 += files.names }
        wake()
    }

    /// There is something to do.
    func wake() { wish.yield() }

    /// Everything that waits.
    ///
    /// - Throws: What the storage refused; the import stands where it was, and goes on in the next round.
    private func round() async throws {
        let names = unwanted.withLock { names in
            defer { names = [] }
            return names
        }
        for name in names { await context.folder.remove(name) }
        while !Task.isCancelled, let next = try await context.database.read(tenant: 0, { try ImportStore.next(in: $0) })
        {
            try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await work(next.id, in: next.company)
            }
        }
    }

    private func work(_ id: ImportID, in company: CompanyID) async throws {
        let now = context.now()
        let file = try await context.database.write(company) { tx in
            if try ImportContext.find(id, in: tx).state == .waiting {
                try ImportStore.setState(.running, of: id, startedAt: now, in: tx)
                try ImportNews.publish(id, in: tx)
            }
            return try ImportContext.find(id, in: tx)
        }
        switch file.state {
        case .undoing: try await ImportUndo(database: context.database, now: context.now).run(id, in: company)
        case .running:
            try await context.database.write(company) { try $0.setPageCache(Self.pageCacheKiB) }
            var failure: (any Error)?
            do { try await bringIn(file, in: company) } catch { failure = error }
            try await context.database.write(company) { try $0.setPageCache(nil) }
            if let failure { throw failure }
        default: break
        }
    }

    private func bringIn(_ file: Import, in company: CompanyID) async throws {
        let (reader, merge) = try await context.readers(file.plan, of: company)
        let run = ImportRun(
            database: context.database, file: file, company: company, reader: reader, merge: merge, now: context.now,
            rowsPerBatch: context.rowsPerBatch)
        var table = TableReader()
        do {
            guard let name = file.file, let kept = try await context.folder.open(name) else {
                return try await context.end(
                    file, .failed, error: "The file is no longer there; send it again.", in: company)
            }
            _ = try await run.run(&table) { try await kept.next() }
            try await context.end(file, .done, in: company)
        } catch is ImportBatch.OutOfTurn {
            return  // Somebody has cancelled it, and its file is gone.
        } catch let fault as TableReader.Fault {
            try await context.end(file, .failed, error: fault.detail, in: company)
        } catch let failure as ImportFolder.Failure {
            try await context.end(file, .failed, error: "The file cannot be read (\(failure)).", in: company)
        }
    }

    // MARK: Now and then

    /// Removes what has been kept long enough: files that nobody has started, and what an undo needs.
    func keepHouse() async throws {
        let (now, context) = (context.now(), context)
        for (company, id) in try await context.database.read(
            tenant: 0, { try ImportStore.abandoned(before: now - ImportService.fileLifetime, in: $0) })
        {
            let name = try await context.database.write(company) { tx -> String? in
                let file = try ImportContext.find(id, in: tx)
                guard file.state == .new || file.state == .ready else { return nil }
                try ImportStore.end(id, .cancelled, error: "Nobody has started it for 7 days.", at: now, in: tx)
                try ImportNews.publish(id, in: tx)
                return file.file
            }
            if let name { await context.folder.remove(name) }
        }
        for (company, id) in try await context.database.read(tenant: 0, { try ImportStore.outdated(at: now, in: $0) }) {
            while try await context.database.write(company, { try ImportRecord.forget(id, limit: 2_000, in: $0) }) {}
        }
        wake()
    }
}
