import ModuleKit

/// What recordings there are and how long they are kept, over HTTP.
struct KeepingRoutes: Sendable {
    let keeping: KeepingService

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/recordings", .callsRead, list).paged().returnsPage(of: AudioRecord.schema)
            .query("state", .enumeration(AudioRecord.State.allCases.map(\.rawValue)), "Only those so far.")
            .summary("How far the company's recordings are, newest first"),
        .get   ("/api/crm/recordings/:recording", .callsRead, show)
            .returns(AudioRecord.schema).problems(.notFound).summary("How far a recording is, and why"),
        .delete("/api/crm/recordings/:recording", .recordingsManage, delete)
            .query("atProvider", .boolean, "Whether the provider's copy is deleted too; true unless told.")
            .returnsNothing().problems(.notFound, .conflict)
            .summary("Delete the sound of a recording, here and at its provider"),
        .post  ("/api/crm/recordings/:recording/retry", .recordingsWrite, retry)
            .returns(AudioRecord.schema).problems(.notFound, .conflict, .gone)
            .summary("Fetch a recording again that was given up"),
        .put   ("/api/crm/recordings/:recording/hold", .recordingsManage, hold).body(HoldRequest.self)
            .returns(AudioRecord.schema).problems(.notFound, .gone)
            .summary("Put a recording under legal hold, or release it"),
        .get   ("/api/crm/recording-policy", .callsRead, policy).returns(PolicyView.schema)
            .summary("How long recordings are kept"),
        .put   ("/api/crm/recording-policy", .recordingsPolicy, setPolicy).body(PolicyRequest.self)
            .field("If-Match", .string(max: 100)).returns(PolicyView.schema).problems(.preconditionFailed)
            .summary("Say how long recordings are kept"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await keeping.page(
            before: try page.after.map { RecordingID(try $0.int64(0)) },
            state: request.query("state").flatMap(AudioRecord.State.init), limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await keeping.record(try request.path("recording"), in: request.company))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await keeping.delete(
            try request.path("recording"), atProvider: request.query.bool("atProvider") ?? true, in: request.company,
            by: request)
        return .noContent
    }

    private func retry(_ request: Request) async throws -> Response {
        .json(try await keeping.retry(try request.path("recording"), in: request.company, by: request))
    }

    private func hold(_ request: Request) async throws -> Response {
        let asked = try request.json(HoldRequest.self)
        return .json(
            try await keeping.hold(
                try request.path("recording"), asked.hold, reason: asked.reason, in: request.company, by: request))
    }

    private func policy(_ request: Request) async throws -> Response {
        answer(try await keeping.policy(in: request.company), request)
    }

    private func setPolicy(_ request: Request) async throws -> Response {
        let asked = try request.json(PolicyRequest.self)
        return answer(
            try await keeping.setPolicy(
                retentionDays: asked.retentionDays, deleteAtProvider: asked.deleteAtProvider ?? true,
                in: request.company, by: request), request)
    }

    private func answer(_ policy: RecordingPolicy, _ request: Request) -> Response {
        Response.json(PolicyView(company: request.company, policy: policy)).etag("v\(policy.version)")
    }
}

/// A policy and whose it is.
private struct PolicyView: JSONEncodable {
    let company: CompanyID
    let policy: RecordingPolicy

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("company", company)
            $0.member("retentionDays", policy.retentionDays)
            $0.member("deleteAtProvider", policy.deleteAtProvider)
        }
    }

    static let schema: Schema = .object([
        .required("company", .string()),
        .optional("retentionDays", .integer(min: 1, max: 36_500), "Absent: recordings are kept for ever."),
        .required("deleteAtProvider", .boolean),
    ])
}

/// A company's wish; an absent number of days means for ever.
private struct PolicyRequest: JSONBody {
    var retentionDays: Int64?
    var deleteAtProvider: Bool?

    static let schema: Schema = .object([
        .optional(
            "retentionDays", .integer(min: 1, max: 36_500).nullable,
            "Days from the day a recording is made; absent or null: recordings are kept for ever."),
        .optional("deleteAtProvider", .boolean, "Whether the provider's copy is deleted too; true unless told."),
    ])
}

private struct HoldRequest: JSONBody {
    var hold: Bool
    var reason: String?

    static let schema: Schema = .object([
        .required("hold", .boolean), .optional("reason", .string(min: 1, max: 500), "For the audit log."),
    ])
}
