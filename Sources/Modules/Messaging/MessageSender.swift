import ModuleKit
import Reactor

/// Sends what is in the outbox in the background: a lane for each company, so that none waits for another's provider.
final class MessageSender: Sendable {
    private let delivery: DeliveryService
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private struct State {
        var task: Task<Void, Never>?
        /// Companies that are being sent for.
        var lanes: Set<CompanyID> = []
    }
    private let state = Lock(State())
    /// What is due is looked for at least so often.
    private static let interval = Duration.seconds(30)

    init(_ delivery: DeliveryService) {
        self.delivery = delivery
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func start() {
        state.withLock { state in
            state.task = Task { [self] in
                await withDiscardingTaskGroup { group in
                    var timer: Task<Void, Never>?
                    for await _ in wishes {
                        timer?.cancel()
                        // What cannot be read now is looked at again after the interval.
                        for company in (try? await due()) ?? [] where open(company) {
                            group.addTask { [self] in await lane(company) }
                        }
                        timer = await nextRound()
                    }
                    timer?.cancel()
                    group.cancelAll()
                }
            }
        }
        wake()
    }

    func stop() async {
        wish.finish()
        let task = state.withLock { $0.task }
        task?.cancel()
        await task?.value
    }

    /// There is something to do.
    func wake() { wish.yield() }

    /// Everything that is due now, for who does not want to wait for it.
    func round() async throws {
        for company in try await due() {
            while try await delivery.attemptNext(in: company) {}
        }
    }

    private func due() async throws -> [CompanyID] {
        let now = delivery.now()
        return try await delivery.database.read(tenant: 0) { try OutboxStore.dueCompanies(at: now, in: $0) }
    }

    /// - Returns: false when the company has a lane.
    private func open(_ company: CompanyID) -> Bool { state.withLock { $0.lanes.insert(company).inserted } }

    private func lane(_ company: CompanyID) async {
        var failed = false
        // What could not be written is due still, and is tried again after the interval.
        do { while try await delivery.attemptNext(in: company) {} } catch { failed = true }
        _ = state.withLock { $0.lanes.remove(company) }
        // Something may have come between the last look and the lane's end.
        if !failed { wake() }
    }

    /// Arranges for the next round: when something is due, or after a while.
    private func nextRound() async -> Task<Void, Never> {
        let now = delivery.now()
        // As above.
        let due = try? await delivery.database.read(tenant: 0) { try OutboxStore.nextDue(after: now, in: $0) }
        let wait = due.map { Duration.milliseconds($0.milliseconds - now.milliseconds) } ?? Self.interval
        let wish = wish
        return Task {
            guard (try? await Task.sleep(for: max(min(wait, Self.interval), .milliseconds(50)))) != nil else { return }
            wish.yield()
        }
    }
}
