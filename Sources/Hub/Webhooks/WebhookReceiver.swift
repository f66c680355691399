import Calls
import HTTP
import ModuleKit
import Reactor

/// Takes webhooks in: verified and read on the loop, applied in one transaction, answered after its commit.
struct WebhookReceiver: Sendable {
    /// The most bytes a webhook's body may have.
    static let bodyLimitBytes = 64 << 10

    let profiles: Profiles
    let accounts: AccountBook
    let refusals: RefusalLog
    let health: AccountHealth
    let address: PublicAddress
    let tickets: MediaTickets
    let database: Database
    let store: WebhooksStore
    /// Applies an event inside the writer's closure; it may run more than once.
    let apply: @Sendable (ProviderEvent, Transaction) throws -> AppliedEvent
    /// The same for a text message; whether anything was learned.
    let applyMessage: @Sendable (ProviderMessage, Transaction) throws -> Bool
    /// Reads a provider's word for a party; what needs a line's region stays of kind `.unknown` for `apply` to read.
    let party: @Sendable (String) -> Party
    let now: @Sendable () -> Timestamp
    let record: @Sendable (_ name: String, _ nanoseconds: Int64) -> Void

    // swift-format-ignore
    var table: [Route] {[
        .inline.post("/webhooks/:provider/:account/:hook", .anyone, receive).body(maxBytes: Self.bodyLimitBytes)
            .openQuery.documentedAsWebhook("Take a provider's webhook"),
        .inline.get ("/webhooks/:provider/:account/:hook", .anyone, receive)
            .openQuery.documentedAsWebhook("Take a webhook of a provider that is set to GET"),
        .inline.post("/webhooks/:provider/:account/:secret/:hook", .anyone, receiveBySecret)
            .body(maxBytes: Self.bodyLimitBytes).openQuery
            .documentedAsWebhook("Take a webhook of a provider that signs nothing").withSecret,
        .inline.get ("/webhooks/:provider/:account/:secret/:hook", .anyone, receiveBySecret)
            .openQuery.documentedAsWebhook("Take a webhook of a provider that signs nothing, and is set to GET")
            .withSecret,
    ]}

    @Sendable
    private func receive(_ request: Request, _ reply: Reply) { receive(request, secret: nil, reply) }

    @Sendable
    private func receiveBySecret(_ request: Request, _ reply: Reply) {
        receive(request, secret: request.path("secret") as String, reply)
    }

    /// - Parameter secret: What stands in the path as one; only some schemes have it there.
    private func receive(_ request: Request, secret: String?, _ reply: Reply) {
        let begun = MonotonicClock.nanoseconds()
        let account: ProviderAccount
        let profile: Profile
        let hook: Profile.Hook
        switch find(request, bySecret: secret != nil) {
        case .success(let found): (account, profile, hook) = found
        case .failure(let error): return reply.fail(error)
        }
        let receivedAt = now()
        let webhook = IncomingWebhook(
            head: request.head, body: request.body,
            url: Array(address.base(account, request).utf8) + request.head.targetBytes, account: account.id,
            secrets: account.secrets, receivedAt: receivedAt)
        var verified: UInt64 = 0
        let outcome = webhook.outcome(profile, hook, party: party) { verified = time("verify", since: begun) }
        switch outcome {
        case .accepted(let event, let providerAccount):
            submit(
                event, providerAccount,
                Accepted(
                    account: account, profile: profile, hook: hook, secret: secret, begun: begun, verified: verified),
                request, reply)
        case .message(let message, let providerAccount):
            submit(
                message, providerAccount,
                Accepted(
                    account: account, profile: profile, hook: hook, secret: secret, begun: begun, verified: verified),
                reply)
        case .ignored:
            health.ignored(account.id, at: receivedAt)
            reply.send(Response(profile.dialect.acknowledgement))
        case .refused(let refusal):
            note(refusal, of: account, hook, request, at: receivedAt)
            reply.fail(WebhooksError.refused(refusal))
        case .unsupportedMediaType:
            let type = request.headers["content-type"] ?? ""
            note(
                Refusal(
                    reason: .unreadable, detail: "The body is neither a form nor JSON: its Content-Type is `\(type)`."),
                of: account, hook, request, at: receivedAt)
            reply.fail(Problem.unsupportedMediaType("application/x-www-form-urlencoded or application/json"))
        }
    }

    private func note(
        _ refusal: Refusal, of account: ProviderAccount, _ hook: Profile.Hook, _ request: Request, at: Timestamp
    ) {
        refusals.note(refusal, of: account, hook: hook.name, from: request.remoteAddress, at: at)
        health.refused(account.id, refusal.reason)
    }

    private func find(
        _ request: Request, bySecret: Bool
    ) -> Result<(ProviderAccount, Profile, Profile.Hook), WebhooksError> {
        let provider = request.path("provider") as String
        guard let id = AccountID(wire: request.path("account") as String), let account = accounts.account(id),
            account.provider == provider
        else { return .failure(.noSuchHook("There is no such account at this provider.")) }
        guard let profile = profiles.byName[provider] else {
            return .failure(.noSuchHook("The provider `\(provider)` has no profile any more."))
        }
        guard bySecret == (profile.scheme == .pathSecret) else {
            let form = profile.scheme == .pathSecret ? "<account>/<secret>/<hook>" : "<account>/<hook>"
            return .failure(.noSuchHook("The addresses of `\(provider)` are /webhooks/\(provider)/\(form)."))
        }
        guard let hook = profile.hooks[request.path("hook") as String] else {
            let known = profile.hooks.keys.sorted().joined(separator: ", ")
            return .failure(.noSuchHook("The provider `\(provider)` has no such hook; it has \(known)."))
        }
        return .success((account, profile, hook))
    }

    /// What is known of a webhook that is believed.
    private struct Accepted: Sendable {
        let account: ProviderAccount
        let profile: Profile
        let hook: Profile.Hook
        let secret: String?
        let begun: UInt64
        /// How long it took to believe it, in nanoseconds.
        let verified: UInt64

        /// - Parameter ingest: Nanoseconds until it was on disk.
        func timing(_ ingest: UInt64) -> ServerTiming {
            var timing = ServerTiming()
            timing.verify = ServerTiming.microseconds(verified)
            timing.commit = ServerTiming.microseconds(ingest &- verified)
            return timing
        }

        /// The newest name and password, where that is what webhooks are believed by.
        var credentials: String? {
            profile.scheme == .basic ? account.stored.first { $0.name == nil }?.value : nil
        }
    }

    private func submit(
        _ event: ProviderEvent, _ providerAccount: String?, _ accepted: Accepted, _ request: Request, _ reply: Reply
    ) {
        let account = accepted.account
        let learns = account.providerAccount == nil ? providerAccount.map(EventDraft.clipped) : nil
        database.submit(account.company) { [apply, store] tx in
            let learned = try learns.flatMap { try store.learn($0, of: account.id, in: tx) }
            return (try apply(event, tx), learned)
        } then: { result in
            let took = time("ingest", since: accepted.begun)
            switch result {
            case .success((let applied, let learned)):
                if let learned { accounts.set(learned) }
                health.accepted(event, applied)
                let document = Answering(
                    dialect: accepted.profile.dialect, hook: accepted.hook, query: request.head.queryBytes
                ).document(
                    event, applied, hooks: address.hooks(account, request, secret: accepted.secret),
                    media: media(accepted, applied, request), credentials: accepted.credentials)
                reply.send(Response(document).timed(accepted.timing(took)))
            case .failure(let error):
                health.notStored(account.id)
                reply.fail(Self.answer(to: error))
            }
        }
    }

    /// Where the plan's streams and relays connect; nil for a plan that has none to the hub itself.
    private func media(_ accepted: Accepted, _ applied: AppliedEvent, _ request: Request) -> String? {
        guard applied.plan.connectsToHub else { return nil }
        let account = accepted.account
        let ticket = accepted.profile.scheme.signsUpgrades ? nil : tickets.ticket(account.id, applied.call)
        return address.media(account, request, ticket: ticket)
    }

    private func submit(
        _ message: ProviderMessage, _ providerAccount: String?, _ accepted: Accepted, _ reply: Reply
    ) {
        let account = accepted.account
        let learns = account.providerAccount == nil ? providerAccount.map(EventDraft.clipped) : nil
        database.submit(account.company) { [applyMessage, store] tx in
            let learned = try learns.flatMap { try store.learn($0, of: account.id, in: tx) }
            return (try applyMessage(message, tx), learned)
        } then: { result in
            let took = time("ingest", since: accepted.begun)
            switch result {
            case .success((let changed, let learned)):
                if let learned { accounts.set(learned) }
                health.accepted(account.id, changed: changed, at: message.receivedAt)
                reply.send(Response(accepted.profile.dialect.acknowledgement).timed(accepted.timing(took)))
            case .failure(let error):
                health.notStored(account.id)
                reply.fail(Self.answer(to: error))
            }
        }
    }

    /// Nothing was stored, and the provider shall come again; a mistake of ours stays one.
    private static func answer(to error: any Error) -> any Error {
        switch error {
        case is StorageBusy: Problem.unavailable("Too much is waiting to be stored.")
        case let refusal as StorageUnavailable: refusal.problem
        default: error
        }
    }

    @discardableResult
    private func time(_ name: String, since begun: UInt64) -> UInt64 {
        let took = MonotonicClock.nanoseconds() &- begun
        record(name, Int64(truncatingIfNeeded: took))
        return took
    }
}

extension Response {
    fileprivate init(_ document: AnswerDocument) {
        let headers = document.contentType.map { [("Content-Type", $0)] } ?? []
        self.init(.ok, headers: headers, body: document.bytes.isEmpty ? .empty : .bytes(document.bytes))
    }
}

extension Route {
    fileprivate var withSecret: Route {
        path("secret", .string(min: 1, max: 256), "One of the account's secrets.")
    }

    fileprivate func documentedAsWebhook(_ summary: String) -> Route {
        self.summary(
            summary,
            details:
                "Verified by the provider's own signature. Answers with the document that the provider understands."
        )
        .path("provider", .string(min: 1, max: 40), "The provider's name.")
        .path("account", .string(min: 5, max: 18), "The provider account: acc_….")
        .path("hook", .string(min: 1, max: 40), "What is reported: see the account's urls.")
        .returns(document: nil, type: nil)
        .problems(.badRequest, .forbidden, .notFound, .unsupportedMediaType, .serviceUnavailable)
    }
}
