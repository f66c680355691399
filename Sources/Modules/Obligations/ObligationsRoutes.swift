import Accounts
import ModuleKit

/// Obligations over HTTP: decodes, calls the service, encodes.
struct ObligationsRoutes: Sendable {
    let service: ObligationService
    let epoch: String
    let callBack: CallBack
    /// nil: nobody writes messages, and there is no such route.
    let textBack: TextBack?

    // swift-format-ignore
    var table: [Route] {[
        .get ("/api/obligations", .callsRead, list)
            .paged(sorts: ObligationOrder.allCases.map(\.rawValue)).returnsPage(of: Obligation.schema)
            .query("state", .enumeration(Obligation.State.self), "Unless told, all that are not settled.")
            .query("kind", .enumeration(Obligation.Kind.self)).query("owner", UserID.schema)
            .query("line", LineID.schema).query("contact", ContactID.schema)
            .query("dueBefore", .string(format: .dateTime), "RFC 3339.").problems(.gone)
            .summary("Who waits to be called back or answered; names its offset"),
        .get ("/api/obligations/counts", .callsRead, counts).returns(ObligationService.Counts.schema)
            .summary("How many there are in each state, for a badge"),
        .get ("/api/obligations/:id", .callsRead, show).paged(usually: 100, most: 500)
            .returns(document: Self.document).problems(.notFound)
            .summary("An obligation with its history, newest first"),
        .post("/api/obligations/:id/claim",   .callsWrite, claim).changing.summary("Take an obligation on"),
        .post("/api/obligations/:id/assign",  .callsWrite, assign).body(Assignment.self).changing
            .summary("Give an obligation to a member or a team"),
        .post("/api/obligations/:id/snooze",  .callsWrite, snooze).body(Snooze.self).changing
            .summary("Let an obligation rest until a moment, or until the person calls again"),
        .post("/api/obligations/:id/done",    .callsWrite, settle).body(Settlement.self).changing
            .summary("Say that an obligation is done, and what it came to"),
        .post("/api/obligations/:id/dismiss", .callsWrite, dismiss).body(Dismissal.self).changing
            .summary("Say that nothing is to be done, and why"),
        .post("/api/obligations/:id/reopen",  .callsWrite, reopen).changing
            .summary("Take back that an obligation was done or dismissed"),
        .post("/api/obligations/:id/call-back", .callsPlace, call).body(CallBackDraft.self).idempotent
            .field("If-Match", .string(max: 100)).returns(Obligation.schema)
            .problems(.notFound, .conflict, .preconditionFailed, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Call the person: the agent's phone rings, and is connected; it is done when they answer",
                details: "Like `POST /api/calls`, never twice, and not to whom it must not call."),
    ] + (textBack == nil ? [] : [
        .post("/api/obligations/:id/text-back", .callsPlace, text).body(TextBackDraft.self).idempotent
            .field("If-Match", .string(max: 100))
            .returns(.object([.required("message", MessageID.schema), .required("obligation", Obligation.schema)]))
            .problems(.notFound, .conflict, .preconditionFailed, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Write to the person; it is done when the message is delivered"),
    ]) }

    private static let document: Schema = .object([
        .required("success", .boolean),
        .required(
            "data",
            .object([
                .required("obligation", Obligation.schema),
                .required("history", .array(of: ObligationChange.schema), "Newest first."),
            ])),
        .optional("next", .string()),
    ])

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let order = ObligationOrder(rawValue: page.sort) ?? .due
        var filter = ObligationFilter()
        filter.state = request.query("state").flatMap(Obligation.State.init)
        filter.kind = request.query("kind").flatMap(Obligation.Kind.init)
        filter.owner = try request.query.value("owner")
        filter.line = try request.query.value("line")
        filter.contact = try request.query.value("contact")
        filter.dueBefore = try request.query.value("dueBefore")
        let after = try page.after.map {
            ObligationStore.Place(
                dueAt: Timestamp(milliseconds: try $0.int64(0)), id: ObligationID(try $0.int64(1)))
        }
        let (found, offset) = try await service.list(
            filter, by: order, after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.dueAt.milliseconds), .integer($0.id.rawValue)] }
        return Response.page(items, next: next).offset(epoch: epoch, offset)
    }

    private func counts(_ request: Request) async throws -> Response {
        .json(try await service.counts(for: Actor(request).user, in: request.company))
    }

    private func show(_ request: Request) async throws -> Response {
        let page = try request.page()
        let (obligation, found) = try await service.page(
            try request.path("id"), before: try page.after.map { try $0.int64(0) }, limit: page.readLimit,
            in: request.company)
        let (history, next) = page.cut(found) { [.integer($0.id)] }
        var json = JSONWriter(capacity: 4096)
        json.object {
            $0.member("success", true)
            $0.object("data") {
                $0.member("obligation", obligation)
                $0.key("history")
                $0.elements(history)
            }
            $0.member("next", next)
        }
        return Response.document(json.bytes).etag("\(obligation.version)")
    }

    private func claim(_ request: Request) async throws -> Response {
        Self.response(try await service.claim(try request.path("id"), by: request))
    }

    private func assign(_ request: Request) async throws -> Response {
        let assignment = try request.json(Assignment.self)
        return Self.response(try await service.assign(try request.path("id"), assignment, by: request))
    }

    private func snooze(_ request: Request) async throws -> Response {
        let snooze = try request.json(Snooze.self)
        return Self.response(try await service.snooze(try request.path("id"), snooze, by: request))
    }

    private func settle(_ request: Request) async throws -> Response {
        let settlement = try request.json(Settlement.self)
        return Self.response(try await service.settle(try request.path("id"), settlement, by: request))
    }

    private func dismiss(_ request: Request) async throws -> Response {
        let dismissal = try request.json(Dismissal.self)
        return Self.response(try await service.dismiss(try request.path("id"), dismissal, by: request))
    }

    private func reopen(_ request: Request) async throws -> Response {
        Self.response(try await service.reopen(try request.path("id"), by: request))
    }

    private func call(_ request: Request) async throws -> Response {
        let draft = try request.json(CallBackDraft.self)
        return Self.response(
            try await service.callBack(try request.path("id"), draft, through: callBack, by: request))
    }

    private func text(_ request: Request) async throws -> Response {
        guard let textBack else { throw Problem.notFound() }
        let draft = try request.json(TextBackDraft.self)
        let (obligation, message) = try await service.textBack(
            try request.path("id"), draft, through: textBack, by: request)
        return Response.json {
            $0.object {
                $0.member("message", message)
                $0.member("obligation", obligation)
            }
        }.etag("\(obligation.version)")
    }

    private static func response(_ obligation: Obligation) -> Response {
        Response.json(obligation).etag("\(obligation.version)")
    }
}

extension Route {
    /// The same as one that changes an obligation and returns it.
    fileprivate var changing: Route {
        field("If-Match", .string(max: 100)).returns(Obligation.schema)
            .problems(.notFound, .conflict, .preconditionFailed)
    }
}
