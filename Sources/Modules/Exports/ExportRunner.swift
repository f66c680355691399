import ModuleKit
import Reactor

/// Counts the records of a file while it is made; from any thread.
final class ExportMeter: Sendable {
    private let count = Lock(0)

    var records: Int { count.withLock { $0 } }

    func add(_ records: Int) { count.withLock { $0 += records } }
}

/// Makes the files that were ordered in the background, a few at a time, and removes the old ones.
final class ExportRunner: Sendable {
    private let jobs: ExportJobService
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private let task = Lock<Task<Void, Never>?>(nil)
    /// So many files are made at once: more would only share the disk.
    private static let atOnce = 2
    private static let interval = Duration.seconds(60)

    init(_ jobs: ExportJobService) {
        self.jobs = jobs
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func start() {
        task.withLock { task in
            task = Task { [self] in
                while !Task.isCancelled {
                    // What cannot be read or written now is looked at again after the interval.
                    try? await round()
                    let timer = Task { [wish] in
                        guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
                        wish.yield()
                    }
                    var wishes = wishes.makeAsyncIterator()
                    let goesOn = await wishes.next() != nil
                    timer.cancel()
                    guard goesOn else { return }
                }
            }
        }
    }

    func stop() async {
        wish.finish()
        let task = task.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// There is something to do.
    func wake() { wish.yield() }

    /// What a program that ended was making is to be made anew; before anything else is made.
    func recover() async throws {
        try await jobs.folder.clearDrafts()
        try await jobs.database.write(tenant: 0) { try ExportJobStore.reopen(in: $0) }
    }

    /// Makes every file that waits, and removes those whose time has come.
    func round() async throws {
        try await jobs.removeExpired()
        while !Task.isCancelled {
            let waiting = try await jobs.database.read(tenant: 0) {
                try ExportJobStore.waiting(limit: Self.atOnce, in: $0)
            }
            guard !waiting.isEmpty else { return }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (company, id) in waiting {
                    group.addTask { [jobs] in try await jobs.make(id, in: company) }
                }
                try await group.waitForAll()
            }
        }
    }
}
