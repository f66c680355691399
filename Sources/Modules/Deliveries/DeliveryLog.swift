import Accounts
import ModuleKit

/// What people do with deliveries: look at them, try them by hand, and pull what they missed.
struct DeliveryLog: Sendable {
    let endpoints: EndpointService
    let delivery: DeliveryService

    /// Delivered ones are kept for so long, dead ones for the other.
    private static let keepsDelivered = Duration.seconds(3 * 86_400)
    private static let keepsDead = Duration.seconds(30 * 86_400)
    private static let trimLimit = 5_000

    private var database: Database { delivery.database }

    func list(
        of id: WebhookEndpointID, state: Delivery.State?, before: WebhookDeliveryID?, limit: Int, in company: CompanyID
    ) async throws -> [Delivery] {
        try await database.read(company) { tx in
            _ = try endpoints.find(id, in: tx)
            return try DeliveryStore.list(of: id, state: state, before: before, limit: limit, in: tx)
        }
    }

    /// Sends a made-up event once, whatever the endpoint's circuit says, and waits for what comes of it.
    func test(_ id: WebhookEndpointID, by request: Request) async throws -> Delivery {
        let at = delivery.now()
        let (endpoint, test) = try await database.write(request.company) { tx in
            let endpoint = try endpoints.find(id, in: tx)
            let number: WebhookDeliveryID = try tx.newID()
            let test = Delivery(
                id: number, endpoint: id, offset: nil, messageID: "evt_test_\(number.wire.dropFirst(4))",
                type: "webhook.test", state: .waiting, dueAt: .init(milliseconds: .max), begunAt: at, tries: 0,
                attempts: [], createdAt: at)
            try DeliveryStore.insert(test, in: tx)
            try endpoints.audit("webhook_endpoint.tested", id.wire, [:], request, tx)
            return (endpoint, test)
        }
        let body = try await database.read(request.company) { try DeliveryService.body(of: test, in: $0) }
        let outcome = try await delivery.send(test, body, to: endpoint)
        return try await database.write(request.company) { try delivery.settle(test.id, outcome, in: $0) } ?? test
    }

    /// Has a delivery sent again, for another day, with the same `webhook-id`.
    func redeliver(_ id: WebhookDeliveryID, by request: Request) async throws -> Delivery {
        let at = delivery.now()
        return try await database.write(request.company) { tx in
            guard var found = try DeliveryStore.delivery(id, in: tx) else { throw DeliveriesError.unknownDelivery(id) }
            if let offset = found.offset, try EventLog.event(at: offset, in: tx) == nil {
                throw DeliveriesError.eventGone(offset)
            }
            (found.state, found.settledAt) = (.waiting, nil)
            (found.dueAt, found.begunAt, found.tries) = (at, at, 0)
            try DeliveryStore.update(found, in: tx)
            try endpoints.audit(
                "webhook_delivery.redelivered", id.wire, ["endpoint": .string(found.endpoint.wire)], request, tx)
            tx.afterCommit(EndpointWork(key: EndpointKey(company: tx.company, id: found.endpoint)))
            return found
        }
    }

    /// The events that an endpoint wants after an offset, as they were posted or would have been.
    ///
    /// - Parameter after: nil: from the oldest that is kept.
    /// - Throws: 410 when the log does not go on there.
    func missed(_ id: WebhookEndpointID, after: Int64?, limit: Int, in company: CompanyID) async throws -> MissedEvents
    {
        try await database.read(company) { tx in
            let endpoint = try endpoints.find(id, in: tx)
            let extent = try EventLog.extent(in: tx)
            let after = after ?? extent.first - 1
            guard after >= extent.first - 1, after <= extent.last else {
                throw DeliveriesError.cannotContinue(after: after, epoch: delivery.epoch, extent)
            }
            let selection = try EventLog.select(endpoint.types, after: after, limit: limit, in: tx)
            return MissedEvents(
                epoch: delivery.epoch, events: selection.events, upTo: selection.reached, last: extent.last)
        }
    }

    /// Removes what has been kept for long enough, a little at a time.
    func trim() async throws {
        let now = delivery.now()
        for (end, oldest) in [(Delivery.State.delivered, now - Self.keepsDelivered), (.dead, now - Self.keepsDead)] {
            while !Task.isCancelled {
                let removed = try await database.write(tenant: 0) {
                    try DeliveryStore.trim(end, before: oldest, limit: Self.trimLimit, in: $0)
                }
                if removed < Self.trimLimit { break }
            }
        }
    }
}

/// A part of the log, for a subscriber that comes for it itself.
struct MissedEvents: Sendable, JSONEncodable {
    let epoch: String
    let events: [LoggedEvent]
    /// Everything up to here that is wanted is in this part or before it.
    let upTo: Int64
    let last: Int64

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("epoch", epoch)
            $0.array("events") { list in for event in events { list.raw(event.json) } }
            $0.member("upTo", upTo)
            $0.member("complete", upTo >= last)
        }
    }

    static let schema: Schema = .object([
        .required("epoch", .string(), "`webhook-id` is `evt_<epoch>_<offset>` of an event."),
        .required("events", .array(of: .any)),
        .required("upTo", .integer(min: 0), "The next part's `after`."),
        .required("complete", .boolean, "Whether the log ends here."),
    ])
}
