import Accounts
import ModuleKit
import Providers

/// Webhooks out: events posted to addresses of a company's own; owns the tables `webhook_endpoints` and `webhook_deliveries`.
package struct DeliveriesModule: Module, Background {
    package static let migrations = DeliveriesSchema.migrations
    package let routes: [Route]
    private let sender: DeliverySender
    private let log: DeliveryLog

    /// - Parameters:
    ///   - secrets: Whose sealing key closes the endpoints' secrets.
    ///   - clients: Who posts: to public addresses, and to those that the operator of the hub allows.
    package init(
        _ platform: Platform, secrets: HubSecrets, clients: ProviderClients, idempotency: Idempotency,
        audit: @escaping AuditWriter
    ) {
        let store = EndpointStore(box: EndpointBox(key: secrets.sealing.bytes))
        let endpoints = EndpointService(
            database: platform.database, store: store, now: platform.now, audit: audit)
        let delivery = DeliveryService(
            database: platform.database, store: store, clients: clients, epoch: platform.epoch, now: platform.now,
            jitter: { .random(in: 0...1) })
        sender = DeliverySender(delivery)
        log = DeliveryLog(endpoints: endpoints, delivery: delivery)
        routes = DeliveriesRoutes(endpoints: endpoints, log: log, idempotency: idempotency).table
    }

    /// Takes what a batch committed, on the writer's thread: new events and endpoints wake the lanes.
    package func committed(_ values: [any Sendable]) { sender.committed(values) }

    /// Sends in the background from now on, beginning where each endpoint stood.
    package func start() { sender.start() }

    /// Ends the work in the background; what was under way is sent again after the next start.
    package func stop() async { await sender.stop() }

    /// One round of the background's work, for who does not want to wait for it.
    package func round() async throws { try await sender.round() }

    /// Removes old rows of the log of deliveries.
    package func trim() async throws { try await log.trim() }

    /// Seals every secret with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many endpoints were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try EndpointStore(box: EndpointBox(key: new)).reseal(from: EndpointBox(key: old), in: tx)
    }
}
