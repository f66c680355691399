import ModuleKit
import Reactor

/// Compares accounts in the background, when they are due or when somebody asks.
final class ReconcileKeeper: Sendable {
    private let service: ReconcileService
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private let running = Lock<Task<Void, Never>?>(nil)
    /// So many accounts are read at once.
    private static let atOnce = 4
    private static let longestPause = Duration.seconds(60)

    init(_ service: ReconcileService) {
        self.service = service
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func start() {
        running.withLock { running in
            running = Task { [self] in
                var timer: Task<Void, Never>?
                for await _ in wishes {
                    timer?.cancel()
                    // What fails is in the account's row, or is tried again in the next round.
                    let next = try? await round()
                    if Task.isCancelled { return }
                    timer = wake(at: next ?? nil)
                }
                timer?.cancel()
            }
        }
        wake()
    }

    func stop() async {
        wish.finish()
        let task = running.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// There is something to do.
    func wake() { wish.yield() }

    /// Everything that is due now.
    ///
    /// - Returns: When something is due next.
    @discardableResult
    func round() async throws -> Timestamp? {
        while true {
            try Task.checkCancellation()
            let (due, next) = try await service.due()
            guard !due.isEmpty else { return next }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, entry) in due.enumerated() {
                    if index >= Self.atOnce { try await group.next() }
                    group.addTask { [service] in try await service.step(entry.account, in: entry.company) }
                }
                try await group.waitForAll()
            }
        }
    }

    private func wake(at next: Timestamp?) -> Task<Void, Never> {
        let wait = next.map { Duration.milliseconds($0.milliseconds - service.now().milliseconds) }
        let pause = max(.milliseconds(100), min(wait ?? Self.longestPause, Self.longestPause))
        let wish = wish
        return Task {
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            wish.yield()
        }
    }
}
