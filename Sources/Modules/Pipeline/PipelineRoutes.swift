import ModuleKit

extension Permission {
    /// Draw the pipeline's stages.
    static let pipelineDraw = Self("pipeline:draw", least: .manager)
}

/// The pipeline over HTTP: decodes, calls the service, encodes.
struct PipelineRoutes: Sendable {
    let service: PipelineService
    let epoch: String

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/pipeline", .contactsRead, board).returns(Self.boardSchema)
            .summary("The stages with how many contacts are in them, their value and their age; names its offset"),
        .put   ("/api/pipeline/stages", .pipelineDraw, draw).body(StagesDraft.self).returns(Self.boardSchema)
            .problems(.conflict)
            .summary("Draw the stages anew", details: "409 when one that is gone still has contacts, and `moveTo` does not say where they go."),
        .get   ("/api/pipeline/stages/:stage/contacts", .contactsRead, contacts).path("stage", Stage.keySchema)
            .paged().returnsPage(of: Place.schema).problems(.notFound).summary("The contacts of a stage in their order"),
        .get   ("/api/pipeline/contacts/:id", .contactsRead, show).returns(Place.schema).problems(.notFound, .gone)
            .summary("Where a contact is"),
        .put   ("/api/pipeline/contacts/:id", .contactsWrite, put).body(PlaceDraft.self).returns(Place.schema)
            .problems(.notFound, .gone).summary("Put a contact into a stage, or elsewhere within it"),
        .delete("/api/pipeline/contacts/:id", .contactsWrite, remove).returnsNothing().problems(.notFound, .gone)
            .summary("Take a contact out of the pipeline"),
        .get   ("/api/pipeline/contacts/:id/moves", .contactsRead, moves).paged().returnsPage(of: StageMove.schema)
            .problems(.notFound, .gone).summary("A contact's way through the stages, newest first"),
    ]}

    private static let boardSchema: Schema = .object([
        .required("currency", .string(), "The company's; ISO 4217."), .required("stages", .array(of: StageView.schema)),
    ])

    private func board(_ request: Request) async throws -> Response {
        let (currency, stages, offset) = try await service.board(in: request.company)
        return Self.response(currency, stages).offset(epoch: epoch, offset)
    }

    private func draw(_ request: Request) async throws -> Response {
        let (currency, stages) = try await service.draw(try request.json(StagesDraft.self), by: request)
        return Self.response(currency, stages)
    }

    private static func response(_ currency: String, _ stages: [StageView]) -> Response {
        .json {
            $0.object {
                $0.member("currency", currency)
                $0.member("stages", stages)
            }
        }
    }

    private func contacts(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await service.contacts(
            in: request.path("stage"), after: try page.after.map { try $0.int64(0) } ?? 0, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.rank)] }
        return .page(items, next: next)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await service.place(of: try request.path("id"), in: request.company))
    }

    private func put(_ request: Request) async throws -> Response {
        .json(try await service.put(try request.path("id"), try request.json(PlaceDraft.self), by: request))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await service.remove(try request.path("id"), by: request)
        return .noContent
    }

    private func moves(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await service.moves(
            of: try request.path("id"), before: try page.after.map { try $0.int64(0) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id)] }
        return .page(items, next: next)
    }
}
