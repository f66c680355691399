import ModuleKit

/// Who has a call, over HTTP: decodes, calls the service, encodes.
struct ClaimRoutes: Sendable {
    let service: ClaimService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/calls/:callSid/targets", .callsRead, targets).path("callSid", .string(min: 1, max: 255))
            .returns(CallTargets.schema).problems(.notFound).summary("Who has a call, and whose screens show it"),
        .post  ("/api/calls/:callSid/claim", .callsWrite, claim).path("callSid", .string(min: 1, max: 255))
            .returns(CallTargets.schema).problems(.notFound, .conflict)
            .summary("Say that you take a call; of many who do at once, one has it",
                details: "The claim ends after the line's lease unless the call connects. 409 names who has it."),
        .delete("/api/calls/:callSid/claim", .callsWrite, release).path("callSid", .string(min: 1, max: 255))
            .returnsNothing().problems(.notFound, .conflict).summary("Give a call back: it rings on"),
        .post  ("/api/calls/:callSid/hand-over", .callsWrite, handOver).body(HandOverDraft.self)
            .path("callSid", .string(min: 1, max: 255)).returns(CallTargets.schema).problems(.notFound, .conflict)
            .summary("Give a call that you have to another agent or a team, with a note"),
    ]}

    private func targets(_ request: Request) async throws -> Response {
        .json(try await service.targets(request.path("callSid"), in: request.company))
    }

    private func claim(_ request: Request) async throws -> Response {
        .json(try await service.claim(request.path("callSid"), by: request))
    }

    private func release(_ request: Request) async throws -> Response {
        try await service.release(request.path("callSid"), by: request)
        return .noContent
    }

    private func handOver(_ request: Request) async throws -> Response {
        .json(
            try await service.handOver(request.path("callSid"), try request.json(HandOverDraft.self), by: request))
    }
}
