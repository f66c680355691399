import Directory
import ModuleKit

extension Permission {
    /// Change the rules that contacts are scored by.
    package static let scoreRulesWrite = Self("score-rules:write", least: .manager)
}

/// How contacts are scored, over HTTP.
struct ScoreRoutes: Sendable {
    let service: ScoreService

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/contacts/:id/score", .contactsRead,    score).returns(Score.schema).problems(.notFound, .gone)
            .summary("How much attention a contact is worth, and why"),
        .get("/api/crm/score-rules",        .contactsRead,    rules).returns(ScoreService.Rules.schema)
            .summary("The rules that contacts are scored by"),
        .put("/api/crm/score-rules",        .scoreRulesWrite, replace).body(ScoreRulesBody.self)
            .field("If-Match", .string(max: 100)).returns(ScoreService.Rules.schema).problems(.preconditionFailed)
            .summary("Put rules of the company's own in place of those that count"),
        .delete("/api/crm/score-rules",     .scoreRulesWrite, reset)
            .field("If-Match", .string(max: 100)).returns(ScoreService.Rules.schema).problems(.preconditionFailed)
            .summary("Have the built-in rules count again"),
    ]}

    private func score(_ request: Request) async throws -> Response {
        .json(try await service.score(of: try request.path("id"), in: request.company))
    }

    private func rules(_ request: Request) async throws -> Response {
        Self.response(try await service.rules(in: request.company))
    }

    private func replace(_ request: Request) async throws -> Response {
        let body = try request.json(ScoreRulesBody.self)
        try body.check()
        return Self.response(try await service.put(body.rules, by: request))
    }

    private func reset(_ request: Request) async throws -> Response {
        Self.response(try await service.put(nil, by: request))
    }

    private static func response(_ rules: ScoreService.Rules) -> Response {
        Response.json(rules).etag("\(rules.version)")
    }
}
