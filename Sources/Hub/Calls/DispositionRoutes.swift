import Domain
import JSON
import ModuleKit
import Web

/// Dispositions over HTTP: decodes, calls the service, encodes.
struct DispositionRoutes: Sendable {
    let service: DispositionService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/dispositions",           .callsRead,  showCompany).returns(DispositionService.Page.schema)
            .summary("What calls can have come to, on lines without a tree of their own"),
        .put   ("/api/dispositions",           .linesWrite, setCompany).body(DispositionTree.self)
            .field("If-Match", .string(max: 100)).returns(DispositionService.Page.schema).problems(.preconditionFailed)
            .summary("Draw the tree of what calls can have come to"),
        .get   ("/api/lines/:id/dispositions", .callsRead,  showLine).returns(DispositionService.Page.schema)
            .problems(.notFound).summary("What calls on a line can have come to: by its own tree, else the company's"),
        .put   ("/api/lines/:id/dispositions", .linesWrite, setLine).body(DispositionTree.self)
            .field("If-Match", .string(max: 100)).returns(DispositionService.Page.schema)
            .problems(.notFound, .preconditionFailed).summary("Draw a line's own tree"),
        .delete("/api/lines/:id/dispositions", .linesWrite, resetLine).field("If-Match", .string(max: 100))
            .returns(DispositionService.Page.schema).problems(.notFound, .preconditionFailed)
            .summary("Let a line have the company's tree again"),
        .put   ("/api/calls/:callSid/disposition", .callsWrite, give).path("callSid", .string(min: 1, max: 255))
            .body(DispositionDraft.self).returns(Call.schema).problems(.notFound)
            .summary("Say what a call came to",
                details: "Its follow-up becomes a task, once for each call however often it is said."),
    ]}

    private func showCompany(_ request: Request) async throws -> Response {
        Self.response(try await service.page(of: nil, in: request.company))
    }

    private func setCompany(_ request: Request) async throws -> Response {
        Self.response(try await service.set(try request.json(DispositionTree.self), of: nil, by: request))
    }

    private func showLine(_ request: Request) async throws -> Response {
        Self.response(try await service.page(of: try request.path("id"), in: request.company))
    }

    private func setLine(_ request: Request) async throws -> Response {
        let tree = try request.json(DispositionTree.self)
        return Self.response(try await service.set(tree, of: try request.path("id"), by: request))
    }

    private func resetLine(_ request: Request) async throws -> Response {
        Self.response(try await service.set(nil, of: try request.path("id"), by: request))
    }

    private func give(_ request: Request) async throws -> Response {
        .json(try await service.give(try request.json(DispositionDraft.self), to: request.path("callSid"), by: request))
    }

    private static func response(_ page: DispositionService.Page) -> Response {
        Response.json(page).etag("\(page.own?.version ?? 0)")
    }
}
