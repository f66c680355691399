import ModuleKit

/// Opening hours over HTTP: decodes, calls the service, encodes.
struct HoursRoutes: Sendable {
    let service: HoursService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/hours",           .callsRead,  showCompany).returns(HoursService.Page.schema)
            .summary("When the company is open, for lines without hours of their own"),
        .put   ("/api/hours",           .linesWrite, setCompany).body(HoursDocument.self)
            .field("If-Match", .string(max: 100)).returns(HoursService.Page.schema).problems(.preconditionFailed)
            .summary("Set when the company is open, and how soon it answers"),
        .get   ("/api/lines/:id/hours", .callsRead,  showLine).returns(HoursService.Page.schema).problems(.notFound)
            .summary("When a line is open: by hours of its own, else by the company's"),
        .put   ("/api/lines/:id/hours", .linesWrite, setLine).body(HoursDocument.self)
            .field("If-Match", .string(max: 100)).returns(HoursService.Page.schema)
            .problems(.notFound, .preconditionFailed).summary("Set when a line is open, and how soon it answers"),
        .delete("/api/lines/:id/hours", .linesWrite, resetLine).field("If-Match", .string(max: 100))
            .returns(HoursService.Page.schema).problems(.notFound, .preconditionFailed)
            .summary("Let a line have the company's hours again"),
    ]}

    private func showCompany(_ request: Request) async throws -> Response {
        Self.response(try await service.page(of: nil, in: request.company))
    }

    private func setCompany(_ request: Request) async throws -> Response {
        Self.response(try await service.set(try request.json(HoursDocument.self), of: nil, by: request))
    }

    private func showLine(_ request: Request) async throws -> Response {
        Self.response(try await service.page(of: try request.path("id"), in: request.company))
    }

    private func setLine(_ request: Request) async throws -> Response {
        let document = try request.json(HoursDocument.self)
        return Self.response(try await service.set(document, of: try request.path("id"), by: request))
    }

    private func resetLine(_ request: Request) async throws -> Response {
        Self.response(try await service.set(nil, of: try request.path("id"), by: request))
    }

    private static func response(_ page: HoursService.Page) -> Response {
        Response.json(page).etag("\(page.own?.version ?? 0)")
    }
}
