import ModuleKit

/// Teams, and whom lines' calls ring at, over HTTP: decodes, calls the service, encodes.
struct TeamRoutes: Sendable {
    let service: TeamService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/teams",     .callsRead,  list)  .paged().returnsPage(of: Team.schema).summary("The company's teams"),
        .post  ("/api/teams",     .teamsWrite, create).body(TeamDraft.self).returns(Team.schema, status: .created)
            .problems(.conflict).summary("Make a team"),
        .get   ("/api/teams/:id", .callsRead,  show)  .returns(Team.schema).problems(.notFound).summary("A team with its members"),
        .put   ("/api/teams/:id", .teamsWrite, replace).body(TeamDraft.self).returns(Team.schema)
            .problems(.notFound, .conflict).summary("Change a team's name and members"),
        .delete("/api/teams/:id", .teamsWrite, delete).returnsNothing().problems(.notFound, .conflict).summary("Remove a team"),
        .get   ("/api/lines/:id/routing", .callsRead,  routing).returns(LineRouting.schema).problems(.notFound)
            .summary("At whom a line's calls ring, and what becomes of them"),
        .put   ("/api/lines/:id/routing", .linesWrite, route).body(RoutingDraft.self).returns(LineRouting.schema)
            .problems(.notFound).summary("Say at whom a line's calls ring, and what becomes of them"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await service.teams(
            after: try page.after.map { TeamID(try $0.int64(0)) }, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        let team = try await service.create(try request.json(TeamDraft.self), by: request)
        return .created(location: "/api/teams/\(team.id)", data: team)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await service.team(try request.path("id"), in: request.company))
    }

    private func replace(_ request: Request) async throws -> Response {
        let draft = try request.json(TeamDraft.self)
        return .json(try await service.replace(try request.path("id"), by: draft, request: request))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), by: request)
        return .noContent
    }

    private func routing(_ request: Request) async throws -> Response {
        .json(try await service.routing(of: try request.path("id"), in: request.company) ?? LineRouting())
    }

    private func route(_ request: Request) async throws -> Response {
        let draft = try request.json(RoutingDraft.self)
        return .json(try await service.route(try request.path("id"), draft, by: request))
    }
}
