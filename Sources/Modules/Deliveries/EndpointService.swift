import Accounts
import ModuleKit

/// The rules of endpoints: each call is one transaction, and tells who sends that there may be something to do.
struct EndpointService: Sendable {
    let database: Database
    let store: EndpointStore
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// Each endpoint is a task and a connection.
    private static let most = 50
    /// So long the secret before the last one signs too.
    private static let changeover = Duration.seconds(86_400)

    func list(after: WebhookEndpointID?, limit: Int, in company: CompanyID) async throws -> [WebhookEndpoint] {
        try await database.read(company) { try store.endpoints(after: after, limit: limit, in: $0) }
    }

    func endpoint(_ id: WebhookEndpointID, in company: CompanyID) async throws -> WebhookEndpoint {
        try await database.read(company) { try find(id, in: $0) }
    }

    /// Makes an endpoint, once for each idempotency key; it hears of what happens from now on.
    func create(
        _ draft: EndpointDraft, by request: Request, once: Once?,
        answer: @escaping @Sendable (WebhookEndpoint) -> Response
    ) async throws -> Response {
        try Self.check(url: draft.url, events: draft.events)
        let at = now()
        return try await database.write(request.company) { tx in
            try Once.run(once, in: tx) {
                guard try store.endpoints(after: nil, limit: Self.most, in: tx).count < Self.most else {
                    throw DeliveriesError.tooManyEndpoints(Self.most)
                }
                let endpoint = WebhookEndpoint(
                    id: try tx.newID(), url: draft.url, description: draft.description ?? "", events: draft.events,
                    secret: .random(), offset: try EventLog.extent(in: tx).last, createdAt: at, updatedAt: at)
                try store.put(endpoint, in: tx)
                try tell(endpoint, .created, by: request, in: tx)
                return answer(endpoint)
            }
        }
    }

    func change(_ id: WebhookEndpointID, _ patch: EndpointPatch, by request: Request) async throws -> WebhookEndpoint {
        try Self.check(url: patch.url, events: patch.events)
        return try await update(id, by: request) { endpoint in
            endpoint.url = patch.url ?? endpoint.url
            endpoint.events = patch.events ?? endpoint.events
            endpoint.description = patch.description ?? endpoint.description
            switch patch.enabled {
            case true?: endpoint.forgive()
            case false?: (endpoint.isEnabled, endpoint.disabledBecause) = (false, nil)
            case nil: break
            }
            return .updated
        }
    }

    /// Makes a new secret; the one before signs too for a day.
    func rotate(_ id: WebhookEndpointID, by request: Request) async throws -> WebhookEndpoint {
        let until = now() + Self.changeover
        return try await update(id, by: request, "webhook_endpoint.rotated") { endpoint in
            endpoint.rotate(until: until)
            return .updated
        }
    }

    /// Sends again at once, whatever has failed before.
    func resume(_ id: WebhookEndpointID, by request: Request) async throws -> WebhookEndpoint {
        try await update(id, by: request, "webhook_endpoint.resumed") { endpoint in
            endpoint.forgive()
            return .closed
        }
    }

    func delete(_ id: WebhookEndpointID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let endpoint = try find(id, in: tx)
            try EndpointStore.delete(id, in: tx)
            try tell(endpoint, .deleted, by: request, in: tx)
        }
    }

    private func update(
        _ id: WebhookEndpointID, by request: Request, _ action: String? = nil,
        _ change: @escaping @Sendable (inout WebhookEndpoint) -> WebhookEndpointChanged.Change
    ) async throws -> WebhookEndpoint {
        let at = now()
        return try await database.write(request.company) { tx in
            var endpoint = try find(id, in: tx)
            try request.requireMatch("\(endpoint.version)", required: false)
            let kind = change(&endpoint)
            (endpoint.updatedAt, endpoint.version) = (at, endpoint.version + 1)
            try store.put(endpoint, in: tx)
            try tell(endpoint, kind, by: request, action, in: tx)
            return endpoint
        }
    }

    private func tell(
        _ endpoint: WebhookEndpoint, _ change: WebhookEndpointChanged.Change, by request: Request,
        _ action: String? = nil, in tx: Transaction
    ) throws {
        try audit(
            action ?? "webhook_endpoint.\(change.rawValue)", endpoint.id.wire,
            ["url": .string(endpoint.url), "events": .array(endpoint.events.map { .string($0) })], request, tx)
        try tx.publish(WebhookEndpointChanged(endpoint: endpoint.id, url: endpoint.url, change: change), on: .admin)
        tx.afterCommit(EndpointWork(key: EndpointKey(company: tx.company, id: endpoint.id)))
    }

    func find(_ id: WebhookEndpointID, in tx: Transaction) throws -> WebhookEndpoint {
        guard let endpoint = try store.endpoint(id, in: tx) else { throw DeliveriesError.unknownEndpoint(id) }
        return endpoint
    }

    /// - Throws: 422 for what no schema can say.
    private static func check(url: String?, events: [String]?) throws {
        if let url, url.contains("@") || url.contains("#") || url.contains("\\") {
            throw Problem.invalid(
                "url", "`url` has a name, a fragment or a backslash in it; host, path and query are right.")
        }
        guard let events else { return }
        if events.contains("*"), events.count > 1 {
            throw Problem.invalid("events", "`events` has `*` beside others; `*` stands alone, or types without it.")
        }
        if Set(events).count < events.count { throw Problem.invalid("events", "`events` names a type twice.") }
    }
}

/// An endpoint was made or changed, or has something to send again; handed on after the commit.
struct EndpointWork: Sendable {
    let key: EndpointKey
}
