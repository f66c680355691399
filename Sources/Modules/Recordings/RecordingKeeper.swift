import ModuleKit
import Reactor

/// What is done in the background: sounds are fetched, provider's copies deleted, old ones removed.
final class RecordingKeeper: Sendable {
    private let context: RecordingContext
    private let fetching: FetchService
    private let keeping: KeepingService
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private struct Running {
        var task: Task<Void, Never>?
    }
    private let running = Lock(Running())
    /// So many sounds are fetched at once.
    private static let atOnce = 4
    /// What is old is looked for so often.
    private static let interval = Duration.seconds(60)

    init(_ context: RecordingContext) {
        self.context = context
        fetching = FetchService(context: context)
        keeping = KeepingService(context: context)
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes up what a program that ended had begun; before anything else is done in the folder.
    func recover() async throws {
        let now = context.now()
        try await AudioFolder.offLoop { [folder = context.folder] in folder.clearIncoming() }
        try await context.database.write(tenant: 0) { try AudioStore.reopen(at: now, in: $0) }
        try await context.emptyTrash()
    }

    func start() {
        running.withLock { running in
            running.task = Task { [self] in
                var timer: Task<Void, Never>?
                for await _ in wishes {
                    timer?.cancel()
                    // What fails is in the row, or is tried again in the next round.
                    try? await round()
                    if Task.isCancelled { return }
                    timer = await nextRound()
                }
                timer?.cancel()
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

    /// There is something to do.
    func wake() { wish.yield() }

    /// Everything that is due now, the trash, and what is too old.
    func round() async throws {
        try await context.emptyTrash()
        _ = try await keeping.enforceRetention()
        guard context.media.access.isOn else { return }
        while !Task.isCancelled {
            let now = context.now()
            let due = try await context.database.read(tenant: 0) { try AudioStore.due(at: now, limit: 64, in: $0) }
            guard !due.isEmpty else { return }
            await attempt(due)
        }
    }

    private func attempt(_ due: [(company: CompanyID, id: RecordingID)]) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, next) in due.enumerated() {
                if index >= Self.atOnce { await group.next() }
                // A row that could not even be written is due again when its lease has ended.
                group.addTask { [fetching] in try? await fetching.attempt(next.id, in: next.company) }
            }
        }
    }

    /// Arranges for the next round: when something is due, or after a while.
    private func nextRound() async -> Task<Void, Never> {
        let now = context.now()
        // What cannot be read now is looked at again after the interval.
        let due = try? await context.database.read(tenant: 0) { try AudioStore.nextDue(in: $0) }
        let isAwaited = context.media.access.isOn
        let wait = isAwaited ? due.map { max(0, $0.milliseconds - now.milliseconds) } ?? .max : .max
        let pause = min(Self.interval, .milliseconds(min(wait, 3_600_000)))
        let wish = wish
        return Task {
            guard (try? await Task.sleep(for: max(pause, .milliseconds(100)))) != nil else { return }
            wish.yield()
        }
    }
}
