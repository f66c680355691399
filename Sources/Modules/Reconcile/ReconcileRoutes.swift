import ModuleKit
import Webhooks

/// Reconciling over HTTP: decodes, calls the service, encodes.
struct ReconcileRoutes: Sendable {
    let service: ReconcileService

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/provider-accounts/:id/reconcile", .providersWrite, begin).body(SpanDraft.self)
            .returns(SpanDraft.view, status: .accepted).problems(.notFound, .conflict)
            .summary("Compare a span with the provider's own records, and fill in what webhooks have lost",
                details: "It is done in the background; the account's page and `account.reconciled` tell how far it is."),
    ]}

    private func begin(_ request: Request) async throws -> Response {
        let span = try await service.want(
            try request.json(SpanDraft.self), of: try request.path("id"), by: request)
        return .json(span, status: .accepted)
    }
}

/// A span of time in which calls began.
struct SpanDraft: JSONBody, JSONEncodable {
    var from: Timestamp?
    var to: Timestamp?

    static let schema: Schema = .object([
        .optional("from", .string(format: .dateTime), "A day ago unless told; at most 92 days ago."),
        .optional("to", .string(format: .dateTime), "Now unless told."),
    ])

    static let view: Schema = .object([
        .required("from", .string(format: .dateTime)), .required("to", .string(format: .dateTime)),
    ])

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("from", from)
            $0.member("to", to)
        }
    }
}
