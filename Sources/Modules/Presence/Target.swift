import ModuleKit

/// Whom calls ring at: an agent, or all the members of a team.
enum Target: Hashable, Sendable {
    case agent(AgentID)
    case team(TeamID)

    var wire: String {
        switch self {
        case .agent(let id): id.wire
        case .team(let id): id.wire
        }
    }

    init?(wire: String) {
        if let agent = AgentID(wire: wire) {
            self = .agent(agent)
        } else if let team = TeamID(wire: wire) {
            self = .team(team)
        } else {
            return nil
        }
    }

    static let schema: Schema = .anyOf([UserID.schema, KeyID.schema, TeamID.schema])
}

extension Target: JSONEncodable {
    func encode(to json: inout JSONWriter) { json.value(wire) }
}

extension Target: Decodable {
    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let target = Self(wire: text) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(text.prefix(60)) is no id that begins with usr_, key_ or tem_."))
        }
        self = target
    }
}

/// Agents who take calls together.
struct Team: Sendable, JSONEncodable {
    var id: TeamID
    var name: String
    var members: [AgentID]
    var createdAt: Timestamp

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("name", name)
            $0.member("members", members)
            $0.member("createdAt", createdAt)
        }
    }

    static let schema: Schema = .object([
        .required("id", .string()), .required("name", .string()), .required("members", .array(of: .string())),
        .required("createdAt", .string(format: .dateTime)),
    ])
}

/// At whom a line's calls ring, and what becomes of them.
struct LineRouting: Sendable, JSONEncodable {
    /// Whether all targets ring at once, or one after the other.
    enum Strategy: String, Sendable, CaseIterable, JSONEncodable, Decodable { case all, ordered }

    var strategy = Strategy.all
    var targets: [Target] = []
    /// So long one target rings before the next one does.
    var ringSec: Int64 = 20
    /// So long a claim holds while no leg connects.
    var leaseSec: Int64 = 20
    var wrapUpSec: Int64 = 30
    /// Wrap-up does not end before the call has a disposition.
    var requiresDisposition = false

    /// The targets that ring together, in the order of their turns.
    var steps: [[Target]] { strategy == .all ? [targets] : targets.map { [$0] } }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("strategy", strategy)
            $0.member("targets", targets)
            $0.member("ringSec", ringSec)
            $0.member("leaseSec", leaseSec)
            $0.member("wrapUpSec", wrapUpSec)
            $0.member("requiresDisposition", requiresDisposition)
        }
    }

    static let schema: Schema = .object([
        .required("strategy", .enumeration(Strategy.self)), .required("targets", .array(of: .string())),
        .required("ringSec", .integer(min: 5, max: 300)), .required("leaseSec", .integer(min: 5, max: 300)),
        .required("wrapUpSec", .integer(min: 0, max: 3600)), .required("requiresDisposition", .boolean),
    ])
}
