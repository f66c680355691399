import ModuleKit

extension Permission {
    /// See and set which language model the company has asked.
    static let modelsWrite = Self("models:write", least: .admin)
}

/// Which language model a company has asked, over HTTP.
struct ModelRoutes: Sendable {
    let service: ModelService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/analysis/model", .modelsWrite, show)
            .returns(ModelSettings.view).problems(.notFound)
            .summary("Which language model takes over jobs of the analysis, without its key"),
        .put   ("/api/analysis/model", .modelsWrite, set).body(ModelDraft.self)
            .returns(ModelSettings.view)
            .summary("Have a language model take over jobs of the analysis, by OpenAI's chat completions",
                details: "Off, unless set. The transcript of each call is sent there after its end. Without a `key` the one that "
                    + "is there stays, while `base` does."),
        .delete("/api/analysis/model", .modelsWrite, remove)
            .returnsNothing().problems(.notFound).summary("Have no language model asked any more; what it has answered stays"),
    ]}

    private func show(_ request: Request) async throws -> Response {
        .json(try await service.settings(in: request.company))
    }

    private func set(_ request: Request) async throws -> Response {
        .json(try await service.set(try request.json(ModelDraft.self), by: request))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await service.remove(by: request)
        return .noContent
    }
}
