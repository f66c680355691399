import Calls
import Directory
import Domain
import ModuleKit

/// Trying an account before its provider is connected: what a plan becomes in its language, and a call that nobody makes.
struct TrialRoutes: Sendable {
    let service: WebhooksService
    let address: PublicAddress
    let apply: @Sendable (ProviderEvent, Transaction) throws -> AppliedEvent
    let party: @Sendable (String) -> Party
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/provider-accounts/:id/plan-preview", .providersRead, preview)
            .body(Self.planSchema).returns(Self.previewSchema).problems(.notFound)
            .summary("What a call plan becomes in the language of the account's provider, at its first step"),
        .post("/api/provider-accounts/:id/test-call", .providersWrite, testCall)
            .body(Self.callSchema).returns(Self.ringSchema, status: .created).problems(.notFound)
            .summary("Let a call ring that nobody makes, or hang such a call up: all but the provider is real"),
    ]}

    private static let planSchema = Schema.object([.required("plan", CallPlan.schema)])
    private static let previewSchema = Schema.object([
        .required("dialect", .enumeration(Dialect.self)), .required("contentType", .string),
        .required("document", .string, "What the provider would be answered."),
    ])
    private static let callSchema = Schema.object([
        .required("to", .string(min: 3, max: 40), "The number of a line, in international form."),
        .optional("from", .string(min: 3, max: 40), "Who seems to call; a withheld number unless told."),
        .optional(
            "hangUp",
            .string(min: 1, max: 60, pattern: "^test-[0-9a-z]+$", saying: "the `providerCallId` of a test call"),
            "The `providerCallId` of a test call that is to end."),
    ])
    private static let ringSchema = Schema.object([
        .required("call", .string), .required("providerCallId", .string, "For `hangUp`."),
    ])

    private func preview(_ request: Request) async throws -> Response {
        let account = try await service.account(request.path("id"), in: request.company)
        let plan = try CallPlan(json: request.jsonValue(Self.planSchema)["plan"])
        guard let dialect = service.profiles.byName[account.provider]?.dialect else {
            throw WebhooksError.unknownProvider(account.provider, known: service.profiles.byName.keys.sorted())
        }
        let context = AnswerContext(hooks: address.hooks(account, request), media: address.media(account, ticket: nil))
        let answer = dialect.document(plan, at: plan.start, context)
        return .json(
            JSONValue.object([
                "dialect": .string(dialect.rawValue), "contentType": .string(answer.contentType ?? ""),
                "document": .string(String(decoding: answer.bytes, as: UTF8.self)),
            ]))
    }

    private func testCall(_ request: Request) async throws -> Response {
        let account = try await service.account(request.path("id"), in: request.company)
        let body = try request.jsonValue(Self.callSchema)
        let (to, from) = (party(body["to"].string ?? ""), party(body["from"].string ?? "anonymous"))
        let (at, ended) = (now(), body["hangUp"].string)
        let applied = try await service.database.write(request.company) { [apply, audit] tx in
            let fresh: CallID = try tx.newID()
            let id = ended ?? "test-\(fresh.wire.dropFirst(4))"
            var event = ProviderEvent(account: account.id, providerCallID: id, receivedAt: at)
            (event.direction, event.from, event.to) = (.inbound, from, to)
            event.status = ended == nil ? .ringing : .canceled
            if ended == nil {
                try audit("provider_account.test_call", account.id.wire, ["call": .string(id)], request, tx)
            }
            let applied = try apply(event, tx)
            // A call that never rang is not there to be hung up; what was applied is rolled back with this.
            guard ended == nil || !applied.isNew else { throw Problem.notFound("There is no test call \(id).") }
            return (id, applied.call)
        }
        return .json(
            JSONValue.object(["call": .string(applied.1.wire), "providerCallId": .string(applied.0)]), status: .created)
    }
}
