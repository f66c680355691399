import Broadcast
import Domain
import JSON
import Web

extension Permission {
    /// Let consumers of the log go on that stand still.
    package static let reactionsWrite = Self("reactions:write", least: .admin)
}

/// How far the consumers of the event log have come, for admins.
package struct ReactionRoutes: Sendable {
    private let reactions: ReactionRunners
    private let audit: AuditWriter

    package init(reactions: ReactionRunners, audit: @escaping AuditWriter) {
        self.reactions = reactions
        self.audit = audit
    }

    // swift-format-ignore
    /// The rows of the route table.
    package var table: [Route] {[
        .get ("/api/reactions", .adminRead, list)
            .returns(.array(of: ReactionRunners.Report.schema))
            .summary("What is done after each event, and how far it has come in the company's log",
                details: "One that has failed ten times with an event stands still before it, and says why."),
        .post("/api/reactions/:name/retry", .reactionsWrite) { try await goOn($0, passingOver: false) }
            .path("name", .string(min: 1, max: 60)).returnsNothing(status: .accepted).problems(.notFound)
            .summary("Try the event again that failed, ten times more"),
        .post("/api/reactions/:name/skip", .reactionsWrite) { try await goOn($0, passingOver: true) }
            .path("name", .string(min: 1, max: 60)).returnsNothing(status: .accepted).problems(.notFound)
            .summary("Pass over the event that failed, and go on after it"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        .json(try await reactions.reports(in: request.company))
    }

    private func goOn(_ request: Request, passingOver: Bool) async throws -> Response {
        let name = request.path("name") as String
        let went = try await reactions.goOn(name, passingOver: passingOver, in: request.company) { [audit] offset, tx in
            try audit(
                passingOver ? "reaction.skipped" : "reaction.retried", name, ["offset": .integer(offset)], request, tx)
        }
        guard went else { throw Problem.notFound("Nothing of the name `\(name)` has failed.") }
        return Response(.accepted)
    }
}

extension ReactionRunners.Report: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("name", reaction.name)
            $0.member("types", reaction.types.map(\.name).sorted())
            $0.member("offset", standing.offset)
            $0.member("behind", max(0, last - standing.offset))
            $0.member("state", standing.parkedAt != nil ? "parked" : standing.attempts > 0 ? "failing" : "going")
            $0.member("lost", standing.lost)
            if standing.attempts > 0 {
                $0.member("attempts", standing.attempts)
                $0.member("error", standing.error)
                $0.member("failedAt", standing.failedAt)
                $0.member("parkedAt", standing.parkedAt)
            }
            if let next { $0.member("next", raw: next.json) }
        }
    }

    static let schema: Schema = .object([
        .required("name", .string()), .required("types", .array(of: .string())),
        .required("offset", .integer(min: 0), "Everything up to here is done."),
        .required("behind", .integer(min: 0), "How many events the log has after that, wanted or not."),
        .required("state", .enumeration(["going", "failing", "parked"])),
        .required("lost", .integer(min: 0), "Events that were removed by age before it came to them."),
        .optional("attempts", .integer(min: 1)), .optional("error", .string(), "Why the last attempt failed."),
        .optional("failedAt", .string(format: .dateTime)),
        .optional("parkedAt", .string(format: .dateTime), "Since when it stands still."),
        .optional("next", .any, "The event that comes next for it."),
    ])
}
