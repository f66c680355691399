import Accounts
import ModuleKit

extension Permission {
    /// See where events are posted to and how it goes there, and pull what was missed.
    static let webhookEndpointsRead = Self("webhook-endpoints:read", least: .admin)
    /// Say where events are posted to, and have them posted again.
    static let webhookEndpointsWrite = Self("webhook-endpoints:write", least: .admin)
}

/// Webhooks out over HTTP: decodes, calls the services, encodes.
struct DeliveriesRoutes: Sendable {
    let endpoints: EndpointService
    let log: DeliveryLog
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/webhook-endpoints", .webhookEndpointsRead, list)
            .paged().returnsPage(of: WebhookEndpoint.schema).summary("Where events are posted to, oldest first"),
        .post  ("/api/webhook-endpoints", .webhookEndpointsWrite, create).body(EndpointDraft.self).idempotent
            .returns(ShownEndpoint.schema, status: .created).problems(.conflict)
            .summary("Have events posted to an address",
                details: "Signed as Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`. What is answered "
                    + "with 2xx is delivered; anything else is tried again for a day, 410 disables the endpoint."),
        .get   ("/api/webhook-endpoints/:id", .webhookEndpointsRead, show)
            .path("id", WebhookEndpointID.schema).returns(WebhookEndpoint.schema).problems(.notFound).summary("An endpoint"),
        .patch ("/api/webhook-endpoints/:id", .webhookEndpointsWrite, change).body(EndpointPatch.self)
            .path("id", WebhookEndpointID.schema).field("If-Match", .string(max: 100))
            .returns(WebhookEndpoint.schema).problems(.notFound, .preconditionFailed).summary("Change an endpoint"),
        .delete("/api/webhook-endpoints/:id", .webhookEndpointsWrite, delete)
            .path("id", WebhookEndpointID.schema).returnsNothing().problems(.notFound)
            .summary("Remove an endpoint, and what waits for it"),
        .post  ("/api/webhook-endpoints/:id/rotate", .webhookEndpointsWrite, rotate)
            .path("id", WebhookEndpointID.schema).returns(ShownEndpoint.schema).problems(.notFound, .preconditionFailed)
            .field("If-Match", .string(max: 100))
            .summary("Make a new secret", details: "The one before signs too for a day: two signatures, either is good."),
        .post  ("/api/webhook-endpoints/:id/resume", .webhookEndpointsWrite, resume)
            .path("id", WebhookEndpointID.schema).returns(WebhookEndpoint.schema).problems(.notFound, .preconditionFailed)
            .field("If-Match", .string(max: 100))
            .summary("Send to an endpoint again at once, whatever has failed", details: "It goes on where it stood."),
        .post  ("/api/webhook-endpoints/:id/test", .webhookEndpointsWrite, test)
            .path("id", WebhookEndpointID.schema).returns(Delivery.schema).problems(.notFound)
            .summary("Post a `webhook.test` event once, and see what comes of it"),
        .get   ("/api/webhook-endpoints/:id/deliveries", .webhookEndpointsRead, deliveries)
            .path("id", WebhookEndpointID.schema).query("state", .enumeration(Delivery.State.self))
            .paged().returnsPage(of: Delivery.schema).problems(.notFound)
            .summary("What was posted, newest first", details: "Delivered ones are kept for 3 days, dead ones for 30."),
        .get   ("/api/webhook-endpoints/:id/missed", .webhookEndpointsRead, missed)
            .path("id", WebhookEndpointID.schema)
            .query("after", .integer(min: 0), "The offset after which to go on; without it, from the oldest that is kept.")
            .query("limit", .integer(min: 1, max: 1000), "Events of a part; 500 unless told.")
            .returns(MissedEvents.schema).problems(.notFound, .gone)
            .summary("The events that an endpoint wants after an offset, for who pulls what it missed"),
        .post  ("/api/webhook-deliveries/:id/redeliver", .webhookEndpointsWrite, redeliver)
            .path("id", WebhookDeliveryID.schema).returns(Delivery.schema, status: .accepted).problems(.notFound, .conflict)
            .summary("Post an event again, with the same `webhook-id`, and try for another day"),
    ]}

    // MARK: Endpoints

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await endpoints.list(
            after: try page.after.map { WebhookEndpointID(try $0.int64(0)) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        try await endpoints.create(
            try request.json(EndpointDraft.self), by: request, once: try idempotency.key(of: request)
        ) { endpoint in
            Response.created(location: "/api/webhook-endpoints/\(endpoint.id)", data: ShownEndpoint(endpoint: endpoint))
                .etag("\(endpoint.version)").uncached
        }
    }

    private func show(_ request: Request) async throws -> Response {
        Self.answer(try await endpoints.endpoint(try request.path("id"), in: request.company))
    }

    private func change(_ request: Request) async throws -> Response {
        Self.answer(
            try await endpoints.change(try request.path("id"), try request.json(EndpointPatch.self), by: request))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await endpoints.delete(try request.path("id"), by: request)
        return .noContent
    }

    private func rotate(_ request: Request) async throws -> Response {
        let endpoint = try await endpoints.rotate(try request.path("id"), by: request)
        return Response.json(ShownEndpoint(endpoint: endpoint)).etag("\(endpoint.version)").uncached
    }

    private func resume(_ request: Request) async throws -> Response {
        Self.answer(try await endpoints.resume(try request.path("id"), by: request))
    }

    private static func answer(_ endpoint: WebhookEndpoint) -> Response {
        Response.json(endpoint).etag("\(endpoint.version)")
    }

    // MARK: Deliveries

    private func test(_ request: Request) async throws -> Response {
        .json(try await log.test(try request.path("id"), by: request))
    }

    private func deliveries(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await log.list(
            of: try request.path("id"), state: request.query("state").flatMap { Delivery.State(rawValue: $0) },
            before: try page.after.map { WebhookDeliveryID(try $0.int64(0)) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func missed(_ request: Request) async throws -> Response {
        .json(
            try await log.missed(
                try request.path("id"), after: request.query.int("after").map { Int64($0) },
                limit: request.query.int("limit") ?? 500, in: request.company))
    }

    private func redeliver(_ request: Request) async throws -> Response {
        .accepted(try await log.redeliver(try request.path("id"), by: request))
    }
}
