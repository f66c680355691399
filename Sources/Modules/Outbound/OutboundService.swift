import Accounts
import Calls
import Directory
import HTTP
import ModuleKit
import OpenSSL
import Providers

/// The rules of calls that somebody asks for: each is placed once, and what is not known to have failed is not repeated.
struct OutboundService: Sendable {
    /// So long a number is not called again after an order whose outcome nobody knows.
    static let undecidedSpan = Duration.seconds(90)

    let database: Database
    let logins: ProviderLogins
    let ingest: CallIngest
    let parser: PhoneParser
    let surroundings: OutboundSurroundings
    let key: [UInt8]
    let now: @Sendable () -> Timestamp

    // MARK: Placing

    /// What became of a request for a call.
    struct Placed: Sendable, JSONEncodable {
        let call: CallID
        let providerCallID: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("call", call)
                $0.member("providerCallId", providerCallID)
            }
        }

        static let schema: Schema = .object([
            .required("call", CallID.schema), .required("providerCallId", .string()),
        ])
    }

    private enum Begun: Sendable {
        case earlier(Placed)
        case order(BegunOrder)
    }

    /// An order that is on disk, and not yet with the provider.
    private struct BegunOrder: Sendable {
        let id: Int64
        let order: CallOrder
        let provider: any CallProvider
        let line: Line
        let number: PhoneNumber
        let agent: PhoneNumber
    }

    func place(_ draft: CallDraft, by request: Request) async throws -> Placed {
        // A call back is asked for at another address with the same body: it is another request.
        let hash = Digest.sha256(Array(request.head.path) + request.body)
        let key = try Self.key(of: request)
        let (company, actor) = (request.company, Actor(request).wire)
        let begun = try await database.write(company) { tx in
            try begin(draft, OrderKey(key: key, actor: actor, request: hash), by: request, in: tx)
        }
        switch begun {
        case .earlier(let placed): return placed
        case .order(let order): return try await carryOut(order, in: company)
        }
    }

    private func carryOut(_ begun: BegunOrder, in company: CompanyID) async throws -> Placed {
        // A client that goes away must not leave an order half done: the provider may have it already.
        try await Task {
            let leg: String
            do throws(ProviderFault) {
                leg = try await begun.provider.place(begun.order)
            } catch {
                let state: Order.State = if case .undecided = error { .unknown } else { .failed }
                try await database.write(company) { try OutboundStore.settle(begun.id, state, in: $0) }
                throw OutboundError.provider(error)
            }
            return try await database.write(company) { tx in
                let call = try ingest.place(
                    event(leg, begun.line, to: begun.number), ringing: begun.agent, in: tx
                ).call
                try OutboundStore.settle(begun.id, .placed, providerCallID: leg, call: call, in: tx)
                return Placed(call: call, providerCallID: leg)
            }
        }.value
    }

    private struct OrderKey: Sendable {
        let key: String?
        let actor: String
        let request: [UInt8]
    }

    private func begin(_ draft: CallDraft, _ key: OrderKey, by request: Request, in tx: Transaction) throws -> Begun {
        if let earlier = try key.key.flatMap({ try OutboundStore.order(key: $0, actor: key.actor, in: tx) }) {
            guard earlier.request == key.request else { throw OutboundError.keyReused }
            guard let call = earlier.call, let leg = earlier.providerCallID else { throw OutboundError.undecided }
            return .earlier(Placed(call: call, providerCallID: leg))
        }
        let (line, number, agent, place, provider) = try checked(draft, in: tx)
        let id = (try tx.newID() as CallID).rawValue
        let ticket = try AnswerTicket(
            dialect: provider.kind.dialect ?? .json, number: number.e164, callerID: line.number,
            record: line.recording, hooks: place.hooks, at: now()
        ).token(self.key)
        let order = CallOrder(
            line: line.number, agent: agent.e164, number: number.e164,
            answer: "\(place.base)/outbound/answers/\(ticket)", hooks: place.hooks, timeoutSec: draft.timeoutSec ?? 30,
            reference: "switchboard-\(CallID(id).wire)")
        try OutboundStore.insert(
            OrderDraft(
                account: line.account, number: number, agent: agent, actor: key.actor, key: key.key,
                request: key.request),
            id: id, at: now(), in: tx)
        try surroundings.audit("call.placed", line.id.wire, ["reference": .string(order.reference)], request, tx)
        return .order(
            BegunOrder(id: id, order: order, provider: provider.calls, line: line, number: number, agent: agent))
    }

    /// Checks an order as ``place(_:by:)`` does, and goes no further.
    func rehearse(_ draft: CallDraft, in company: CompanyID) async throws -> Rehearsal {
        try await database.read(company) { tx in
            let (line, number, agent, place, _) = try checked(draft, in: tx)
            return Rehearsal(
                line: line.id, from: line.number, to: number.e164, agent: agent.e164, provider: place.provider)
        }
    }

    private typealias Checked = (
        line: Line, number: PhoneNumber, agent: PhoneNumber, place: (provider: String, hooks: String, base: String),
        provider: (kind: ProviderKind, calls: any CallProvider)
    )

    /// - Throws: Why the call is not placed.
    private func checked(_ draft: CallDraft, in tx: Transaction) throws -> Checked {
        let line = try LineService.line(draft.line, in: tx)
        let number = try self.number(draft.to, "to", line)
        let agent = try self.number(draft.agent, "agent", line)
        guard number != agent else { throw Problem.invalid("agent", "`agent` and `to` are the same number.") }
        guard let place = surroundings.place(line.account, tx.company) else { throw OutboundError.unknownAccount }
        let provider = try self.provider(of: line.account, at: place.provider, in: tx)
        if let why = try surroundings.doNotCall(number, now(), tx) {
            throw OutboundError.doNotCall(number: number.e164, why: why)
        }
        if let open = try CallService.openCalls(with: number, in: tx).first { throw OutboundError.inProgress(open.id) }
        if let newest = try OutboundStore.newest(to: number, in: tx),
            newest.state == .placing || newest.state == .unknown,
            now() < newest.createdAt + Self.undecidedSpan
        {
            throw OutboundError.inProgress(newest.call)
        }
        return (line, number, agent, place, provider)
    }

    private func event(_ leg: String, _ line: Line, to number: PhoneNumber) -> ProviderEvent {
        var event = ProviderEvent(account: line.account, providerCallID: leg, receivedAt: now())
        event.direction = .outbound
        event.status = .queued
        event.from = parser.party(line.number, region: line.region)
        event.to = Party(raw: number.e164, kind: .number, number: number)
        return event
    }

    private func number(_ text: String, _ field: String, _ line: Line) throws -> PhoneNumber {
        guard let number = parser.party(text, region: line.region).number else {
            throw Problem.invalid(field, "`\(field)` is no telephone number of \(line.region).")
        }
        return number
    }

    private static func key(of request: Request) throws -> String? {
        guard let key = request.headers["idempotency-key"] else { return nil }
        guard (1...255).contains(key.unicodeScalars.count) else {
            throw Problem.invalid("Idempotency-Key", "The `Idempotency-Key` has 1 to 255 characters.")
        }
        return key
    }

    // MARK: A provider

    func provider(
        of account: AccountID, at name: String, in tx: Transaction
    ) throws -> (kind: ProviderKind, calls: any CallProvider) {
        guard let kind = ProviderKind(rawValue: name) else { throw OutboundError.notOffered(provider: name) }
        guard let login = try logins.login(of: account, in: tx) else { throw OutboundError.noLogin(account) }
        do {
            guard let calls = kind.calls(login, try logins.api(kind, login)) else {
                throw OutboundError.notOffered(provider: name)
            }
            return (kind, calls)
        } catch let fault as ProviderFault {
            throw OutboundError.provider(fault)
        }
    }
}
