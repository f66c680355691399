import Accounts
import Calls
import ModuleKit

/// Calls that somebody asks for, over HTTP: decodes, calls the service, encodes.
struct OutboundRoutes: Sendable {
    let service: OutboundService
    let control: CallControl

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/calls", .callsPlace, place).body(CallDraft.self).idempotent
            .query("dryRun", .boolean, "Check everything, and call nobody.")
            .returns(OutboundService.Placed.schema, status: .created).returns(Rehearsal.schema, "Of a dry run.")
            .problems(.notFound, .conflict, .unprocessableContent, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Call somebody: the agent's phone rings, and is connected",
                details: "Never places a call twice: a number that is on the phone with us, or that a request of unknown "
                    + "outcome was made for less than 90 s ago, is 409; so is one that is not to be called."),
        .post("/api/calls/:callSid/hangup", .callsPlace, hangUp)
            .path("callSid", .string(min: 1, max: 255)).returnsNothing(status: .accepted)
            .problems(.notFound, .conflict, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Hang a call up; its end is told by the provider"),
        .post("/api/calls/:callSid/transfer", .callsPlace, transfer).body(TransferDraft.self)
            .path("callSid", .string(min: 1, max: 255)).returnsNothing(status: .accepted)
            .problems(.notFound, .conflict, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Connect the other side with another number"),
        .post("/api/calls/:callSid/mute", .callsPlace, mute).body(MuteDraft.self)
            .path("callSid", .string(min: 1, max: 255)).returnsNothing(status: .accepted)
            .problems(.notFound, .conflict, .tooManyRequests, .badGateway, .gatewayTimeout)
            .summary("Mute our side of a call, or unmute it, where the provider can"),
        .get ("/outbound/answers/:token", .anyone, answer).documentedAsAnswer,
        .post("/outbound/answers/:token", .anyone, answer).body(maxBytes: 65_536).documentedAsAnswer,
    ]}

    private func place(_ request: Request) async throws -> Response {
        let draft = try request.json(CallDraft.self)
        if request.query.bool("dryRun") ?? false {
            return .json(try await service.rehearse(draft, in: request.company))
        }
        let placed = try await service.place(draft, by: request)
        return .created(location: "/api/calls/\(placed.call)", data: placed)
    }

    private func hangUp(_ request: Request) async throws -> Response {
        try await control.hangUp(request.path("callSid"), by: request)
        return Response(.accepted)
    }

    private func transfer(_ request: Request) async throws -> Response {
        let draft = try request.json(TransferDraft.self)
        try await control.transfer(request.path("callSid"), to: draft.to, by: request)
        return Response(.accepted)
    }

    private func mute(_ request: Request) async throws -> Response {
        let draft = try request.json(MuteDraft.self)
        try await control.mute(request.path("callSid"), draft.muted, by: request)
        return Response(.accepted)
    }

    private func answer(_ request: Request) async throws -> Response {
        let ticket = AnswerTicket(token: request.path("token"), service.key, now: service.now())
        guard let document = try ticket?.document() else { throw Problem.notFound("There is no such answer.") }
        return .bytes(document.bytes, type: document.contentType ?? "text/xml")
    }
}

extension Route {
    fileprivate var documentedAsAnswer: Route {
        openQuery.path("token", .string(min: 1, max: 2000)).returns(document: nil, type: nil).problems(.notFound)
            .summary("For providers: what to do when the first party of a call that we placed has picked up")
    }
}

/// A call to be placed.
struct CallDraft: JSONBody {
    var line: LineID
    var to: String
    var agent: String
    var timeoutSec: Int?

    static let schema: Schema = .object([
        .required("line", LineID.schema, "The line that is shown, and whose provider calls."),
        .required("to", .string(min: 1, max: 60), "Who is called, in any form of the line's region."),
        .required("agent", .string(min: 1, max: 60), "The phone that rings first, in any form of the line's region."),
        .optional("timeoutSec", .integer(min: 5, max: 120), "So long the agent's phone rings; 30 unless told."),
    ])
}

/// Where the other side goes.
struct TransferDraft: JSONBody {
    var to: String

    static let schema: Schema = .object([
        .required("to", .string(min: 1, max: 60), "A number in any form of the company's region.")
    ])
}

/// Whether our side is muted.
struct MuteDraft: JSONBody {
    var muted: Bool

    static let schema: Schema = .object([.required("muted", .boolean)])
}
