import Client
import HTTP
import ModuleKit
import Providers
import Reactor

/// Sends to endpoints: the log is the outbox, and an endpoint's offset in it how far its deliveries are made.
///
/// Each step is on disk before the next one, so that whatever ends the program loses nothing; what was under way is sent
/// again with the same `webhook-id`.
struct DeliveryService: Sendable {
    let database: Database
    let store: EndpointStore
    let clients: ProviderClients
    let epoch: String
    let now: @Sendable () -> Timestamp
    /// 0…1.
    let jitter: @Sendable () -> Double

    /// So many deliveries are made of the log at once, and so many may wait: what is more waits in the log.
    private static let pageSize = 100
    private static let mostWaiting = 500

    /// When to look at an endpoint again.
    enum Rest: Sendable {
        /// nil: when somebody says so.
        case until(Timestamp?)
        /// Never: it is no more.
        case gone
    }

    private enum Step: Sendable {
        case rest(Rest)
        case take
        case send(WebhookEndpoint, Delivery, body: [UInt8]?)
    }

    /// Sends everything that is due at an endpoint.
    func serve(_ key: EndpointKey) async throws -> Rest {
        while true {
            try Task.checkCancellation()
            switch try await database.read(key.company, { try next(key.id, in: $0) }) {
            case .rest(let rest): return rest
            case .take: try await database.write(key.company) { try take(key.id, in: $0) }
            case .send(let endpoint, let delivery, let body):
                let outcome = try await send(delivery, body, to: endpoint)
                _ = try await database.write(key.company) { try settle(delivery.id, outcome, in: $0) }
            }
        }
    }

    private func next(_ id: WebhookEndpointID, in tx: Transaction) throws -> Step {
        guard let endpoint = try store.endpoint(id, in: tx) else { return .rest(.gone) }
        guard endpoint.isEnabled else { return .rest(.until(nil)) }
        let now = now()
        if let until = endpoint.restsUntil, until > now { return .rest(.until(until)) }
        if try EventLog.extent(in: tx).last > endpoint.offset,
            try DeliveryStore.waiting(at: id, upTo: Self.mostWaiting, in: tx) < Self.mostWaiting
        {
            return .take
        }
        guard let delivery = try DeliveryStore.next(at: id, in: tx) else { return .rest(.until(nil)) }
        guard delivery.dueAt <= now else { return .rest(.until(delivery.dueAt)) }
        return .send(endpoint, delivery, body: try Self.body(of: delivery, in: tx))
    }

    /// Makes deliveries of the next events, in the transaction that moves the offset.
    private func take(_ id: WebhookEndpointID, in tx: Transaction) throws {
        guard let endpoint = try store.endpoint(id, in: tx) else { return }
        let selection = try EventLog.select(endpoint.types, after: endpoint.offset, limit: Self.pageSize, in: tx)
        let at = now()
        for event in selection.events {
            try DeliveryStore.insert(
                Delivery(
                    id: try tx.newID(), endpoint: id, offset: event.offset, messageID: "evt_\(epoch)_\(event.offset)",
                    type: event.type, state: .waiting, dueAt: at, begunAt: at, tries: 0, attempts: [], createdAt: at),
                in: tx)
        }
        // Of a log that is trimmed to its end nothing is left to look at.
        let reached = max(selection.reached, endpoint.offset + selection.lost)
        try EndpointStore.advance(id, to: reached, lost: selection.lost, in: tx)
    }

    /// What is posted: the event exactly as subscribers get it; nil when the log does not keep it any more.
    static func body(of delivery: Delivery, in tx: Transaction) throws -> [UInt8]? {
        if let offset = delivery.offset { return try EventLog.event(at: offset, in: tx)?.json }
        let test: JSONValue = [
            "at": .string(delivery.createdAt.rfc3339), "type": .string(delivery.type), "topics": [],
            "data": ["endpoint": .string(delivery.endpoint.wire)],
        ]
        return test.jsonBytes
    }

    // MARK: One attempt

    /// What an attempt came to.
    struct Outcome: Sendable {
        enum End: Sendable {
            case delivered
            /// 410: the receiver wants nothing more.
            case gone
            case failed(retryAfter: Duration?)
            /// There is nothing to send.
            case lost
        }
        let attempt: Delivery.Attempt
        let end: End
    }

    /// - Throws: `CancellationError` when the program stops; anything else is an outcome.
    func send(_ delivery: Delivery, _ body: [UInt8]?, to endpoint: WebhookEndpoint) async throws -> Outcome {
        let at = now()
        let begun = MonotonicClock.nanoseconds()
        let outcome = { (status: Int?, error: String?, end: Outcome.End) in
            let spent = Int64(clamping: (MonotonicClock.nanoseconds() &- begun) / 1_000_000)
            return Outcome(
                attempt: Delivery.Attempt(at: at, status: status, error: error, milliseconds: spent), end: end)
        }
        guard let body else { return outcome(nil, "The log does not keep the event any more.", .lost) }
        let fields = [("Content-Type", "application/json"), ("User-Agent", "Switchboard")]
        let signed = StandardWebhook.headers(
            id: delivery.messageID, at: at, body, signedWith: endpoint.secrets(at: at))
        do {
            // Its head says all: whatever body it has is not waited for.
            let answer = try await clients.client(endpoint.url).stream(
                .post, endpoint.url, headers: fields + signed, body: body)
            let status = answer.status.code
            switch status {
            case 200..<300: return outcome(status, nil, .delivered)
            case 410: return outcome(status, "The receiver is gone (410).", .gone)
            default:
                return outcome(
                    status, "The receiver says \(status).",
                    .failed(retryAfter: Patience.retryAfter(answer.headers["retry-after"], at: at)))
            }
        } catch let error as ClientError {
            return outcome(nil, "\(error)", .failed(retryAfter: nil))
        }
    }

    /// Writes what an attempt came to.
    ///
    /// - Returns: The delivery as it is now; nil when it is no more.
    func settle(_ id: WebhookDeliveryID, _ outcome: Outcome, in tx: Transaction) throws -> Delivery? {
        guard var delivery = try DeliveryStore.delivery(id, in: tx), delivery.state == .waiting,
            var endpoint = try store.endpoint(delivery.endpoint, in: tx)
        else { return try DeliveryStore.delivery(id, in: tx) }
        let (at, before) = (now(), endpoint)
        delivery.note(outcome.attempt)
        switch outcome.end {
        case .delivered:
            delivery.settle(.delivered, at: at)
            (endpoint.failures, endpoint.restsUntil, endpoint.lastSuccessAt) = (0, nil, at)
        case .lost: delivery.settle(.dead, at: at)
        case .gone:
            delivery.settle(.dead, at: at)
            (endpoint.isEnabled, endpoint.disabledBecause) = (false, outcome.attempt.error)
        case .failed(let retryAfter):
            let next = Patience.next(
                after: delivery.tries, begun: delivery.begunAt, at: at, retryAfter: retryAfter, jitter: jitter())
            if let next { delivery.dueAt = next } else { delivery.settle(.dead, at: at) }
            endpoint.failures += 1
            endpoint.restsUntil = Patience.rest(
                after: endpoint.failures, at: at, retryAfter: retryAfter, jitter: jitter())
        }
        if let error = outcome.attempt.error { (endpoint.lastFailureAt, endpoint.lastError) = (at, error) }
        // A test that fails is no event that was lost, and says nothing that its answer does not say.
        if delivery.offset == nil {
            if delivery.state == .waiting { delivery.settle(.dead, at: at) }
        } else {
            try EndpointStore.note(endpoint, in: tx)
            try tellChange(from: before, to: endpoint, in: tx)
        }
        try DeliveryStore.update(delivery, in: tx)
        return delivery
    }

    private func tellChange(from before: WebhookEndpoint, to after: WebhookEndpoint, in tx: Transaction) throws {
        let change: WebhookEndpointChanged.Change? =
            before.isEnabled && !after.isEnabled
            ? .disabled
            : before.state != .open && after.state == .open
                ? .opened : before.state == .open && after.state == .healthy ? .closed : nil
        guard let change else { return }
        try tx.publish(
            WebhookEndpointChanged(
                endpoint: after.id, url: after.url, change: change, because: change == .closed ? nil : after.lastError),
            on: .admin)
    }
}
