import Accounts
import ModuleKit

extension Permission {
    /// Say whether oneself can take calls.
    static let presenceWrite = Self("presence:write", least: .agent)
    /// Say so of others; make teams.
    static let teamsWrite = Self("teams:write", least: .manager)
}

/// Who can take calls, over HTTP: decodes, calls the service, encodes.
struct PresenceRoutes: Sendable {
    let service: PresenceService
    let epoch: String

    // swift-format-ignore
    var table: [Route] {[
        .get ("/api/presence", .callsRead, list)
            .query("team", TeamID.schema, "Only its members.").query("line", LineID.schema, "Only those its calls ring at.")
            .query("state", .enumeration(PresenceState.self))
            .returns(.array(of: AgentView.schema)).problems(.notFound)
            .summary("The agents, people and machines alike; names its offset", details: "At most 1,000."),
        .put ("/api/presence/me", .presenceWrite, setOwn).body(PresenceDraft.self)
            .returns(AgentView.schema).problems(.conflict)
            .summary("Say whether you can take calls",
                details: "Whoever has no socket open says it again within 90 s, or is offline."),
        .post("/api/presence/me/wrap-up", .presenceWrite, extend).body(WrapUpExtension.self)
            .returns(AgentView.schema).problems(.conflict).summary("Let your wrap-up last longer, once"),
        .put ("/api/presence/:agent", .teamsWrite, setOther).body(PresenceDraft.self)
            .returns(AgentView.schema).problems(.notFound, .conflict).summary("Say whether somebody else can take calls"),
        .get ("/api/presence/:agent/history", .callsRead, history).paged().returnsPage(of: PresenceSpan.schema)
            .problems(.notFound).summary("What an agent was, or `me`, from when to when, newest first; without what it is now"),
        .get ("/api/presence/reasons", .callsRead, reasons)
            .returns(AwayReasons.schema).summary("What people may be away for"),
        .put ("/api/presence/reasons", .teamsWrite, setReasons).body(AwayReasons.self)
            .returns(AwayReasons.schema).summary("Say what people may be away for"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let filter = PresenceService.Filter(
            team: try request.query.value("team"), line: try request.query.value("line"),
            state: request.query("state").flatMap(PresenceState.init))
        let (agents, offset) = try await service.agents(filter, in: request.company)
        return Response.json(agents).offset(epoch: epoch, offset)
    }

    private func setOwn(_ request: Request) async throws -> Response {
        .json(try await service.set(try request.json(PresenceDraft.self), of: try request.agent, by: request))
    }

    private func setOther(_ request: Request) async throws -> Response {
        .json(try await service.set(try request.json(PresenceDraft.self), of: try request.path("agent"), by: request))
    }

    private func extend(_ request: Request) async throws -> Response {
        let asked = try request.json(WrapUpExtension.self)
        return .json(try await service.extend(by: asked.seconds, for: try request.agent, by: request))
    }

    private func history(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await service.history(
            of: try request.namedAgent, before: try page.after.map { try $0.int64(0) }, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id)] }
        return .page(items, next: next)
    }

    private func reasons(_ request: Request) async throws -> Response {
        .json(AwayReasons(reasons: try await service.reasons(in: request.company)))
    }

    private func setReasons(_ request: Request) async throws -> Response {
        let asked = try request.json(AwayReasons.self)
        return .json(AwayReasons(reasons: try await service.setReasons(asked.reasons, by: request)))
    }
}

extension Request {
    /// Whoever asks, as somebody who takes calls.
    var agent: AgentID {
        get throws {
            guard let agent = AgentID(caller?.subject) else {
                throw Problem.forbidden("Only people and keys take calls.")
            }
            return agent
        }
    }

    /// The agent that the path names; `me` is whoever asks.
    fileprivate var namedAgent: AgentID {
        get throws { try path("agent") == "me" ? agent : path("agent") }
    }
}

/// What somebody says of themselves.
struct PresenceDraft: JSONBody {
    /// What can be chosen; the rest follows from calls.
    enum Choice: String, Sendable, CaseIterable, Decodable {
        case available, away, offline

        var shown: PresenceState {
            switch self {
            case .available: .available
            case .away: .away
            case .offline: .offline
            }
        }
    }

    var state: Choice
    var reason: String?
    var phone: String?

    static let schema: Schema = .object([
        .required(
            "state", .enumeration(Choice.self),
            "During a call: what comes after. During wrap-up it ends it, unless the call needs a disposition first."),
        .optional("reason", .string(min: 1, max: 60), "Why away: one of /api/presence/reasons."),
        .optional(
            "phone", .string(max: 255),
            "The telephone they speak by: a number, sip:… or client:…, as legs name it. It stays until another is named; "
                + "an empty one removes it."),
    ])
}

/// How much longer a wrap-up lasts.
struct WrapUpExtension: JSONBody {
    var seconds: Int64

    static let schema: Schema = .object([.required("seconds", .integer(min: 10, max: 300))])
}

/// What people of a company may be away for.
struct AwayReasons: JSONBody, JSONEncodable {
    var reasons: [String]

    func encode(to json: inout JSONWriter) {
        json.object { $0.member("reasons", reasons) }
    }

    static let schema: Schema = .object([
        .required(
            "reasons", .array(of: .string(min: 1, max: 60), max: 50),
            "In the order they are shown; none: the usual ones.")
    ])
}
