import ModuleKit
import Reactor

/// Sends in the background: a lane for each endpoint, so that none waits for another.
final class DeliverySender: Sendable {
    private let delivery: DeliveryService
    private struct State {
        var lanes: [CompanyID: [WebhookEndpointID: AsyncStream<Void>.Continuation]] = [:]
        var task: Task<Void, Never>?
    }
    private let state = Lock(State())
    private typealias Arrival = (key: EndpointKey, wishes: AsyncStream<Void>)
    private let arrivals: AsyncStream<Arrival>
    private let arrival: AsyncStream<Arrival>.Continuation
    /// After this, what the database refused is tried again.
    private static let pause = Duration.seconds(30)

    init(_ delivery: DeliveryService) {
        self.delivery = delivery
        (arrivals, arrival) = AsyncStream.makeStream()
    }

    func start() {
        let task = Task { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { await self.openAll() }
                for await (key, wishes) in arrivals { group.addTask { await self.lane(key, wishes) } }
                group.cancelAll()
            }
        }
        state.withLock { $0.task = task }
    }

    func stop() async {
        arrival.finish()
        let (task, lanes) = state.withLock { ($0.task, $0.lanes.values.flatMap(\.values)) }
        for lane in lanes { lane.finish() }
        task?.cancel()
        await task?.value
    }

    /// Takes what a batch committed, on the writer's thread.
    func committed(_ values: [any Sendable]) {
        var grown: Set<CompanyID> = []
        for value in values {
            switch value {
            case let event as CommittedEvent where event.offset != nil: grown.insert(event.company)
            case let work as EndpointWork: wake(work.key)
            default: break
            }
        }
        let woken = state.withLock { state in
            state.lanes.isEmpty ? [] : grown.flatMap { state.lanes[$0]?.values.map { $0 } ?? [] }
        }
        for lane in woken { lane.yield() }
    }

    /// Everything that is due now at every endpoint, for who does not want to wait for it.
    func round() async throws {
        for key in try await keys() { _ = try await delivery.serve(key) }
    }

    private func keys() async throws -> [EndpointKey] {
        try await delivery.database.read(tenant: 0) { try EndpointStore.keys(in: $0) }
    }

    private func openAll() async {
        while !Task.isCancelled {
            if let keys = try? await keys() {
                for key in keys { wake(key) }
                return
            }
            try? await Task.sleep(for: Self.pause)  // Woken early means the program stops.
        }
    }

    /// Wakes an endpoint's lane, or opens it.
    private func wake(_ key: EndpointKey) {
        let (known, opened) = state.withLock { state -> (AsyncStream<Void>.Continuation?, Arrival?) in
            if let lane = state.lanes[key.company]?[key.id] { return (lane, nil) }
            // Who has not begun reads all endpoints when it begins.
            guard state.task != nil else { return (nil, nil) }
            let (wishes, wish) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            state.lanes[key.company, default: [:]][key.id] = wish
            return (wish, (key, wishes))
        }
        if let opened { arrival.yield(opened) }
        known?.yield()
    }

    private func lane(_ key: EndpointKey, _ wishes: AsyncStream<Void>) async {
        var timer: Task<Void, Never>?
        for await _ in wishes {
            timer?.cancel()
            timer = nil
            switch await rest(of: key) {
            case .gone: close(key)
            case .until(nil): break
            case .until(let moment?):
                let wait = Duration.milliseconds(moment.milliseconds - delivery.now().milliseconds)
                timer = Task { [self] in
                    guard (try? await Task.sleep(for: max(wait, .milliseconds(50)))) != nil else { return }
                    wake(key)
                }
            }
        }
        timer?.cancel()
    }

    private func rest(of key: EndpointKey) async -> DeliveryService.Rest {
        // What the database refuses says nothing of the endpoint; a cancelled task waits for nothing.
        do { return try await delivery.serve(key) } catch { return .until(delivery.now() + Self.pause) }
    }

    private func close(_ key: EndpointKey) {
        let lane = state.withLock { $0.lanes[key.company]?.removeValue(forKey: key.id) }
        lane?.finish()
    }
}
