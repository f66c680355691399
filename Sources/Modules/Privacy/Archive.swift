import Accounts
import HTTP
import ModuleKit

/// All that is kept of a person as one JSON document, put together from the program's own routes as whoever asks may see them.
struct Archive: Sendable {
    let routes: OwnRoutes
    let database: Database
    let now: @Sendable () -> Timestamp

    /// A list of the archive: the row that serves it, and what is asked of it for a contact.
    private struct List: Sendable {
        let name: String
        let path: String
        let queries: [String]
    }

    private static let lists = [
        List(name: "interactions", path: "/api/crm/contacts/:id/interactions", queries: [""]),
        List(name: "consents", path: "/api/crm/contacts/:id/consents/history", queries: [""]),
        List(name: "messages", path: "/api/messages", queries: ["contact"]),
        List(
            name: "obligations", path: "/api/obligations",
            queries: ["open", "in-progress", "snoozed", "done", "dismissed"].map { "state=\($0)&contact" }),
        List(name: "tasks", path: "/api/tasks", queries: ["state=all&contact"]),
    ]
    /// Of the newest entries of the audit log about the contact.
    private static let mostMentions = 10_000
    private static let contact = "/api/crm/contacts/:id"
    private static let history = "/api/crm/call-history"
    /// What is told of each call besides its row, by its id.
    private static let details = [
        ("detail", "/api/calls/:callSid"), ("analysis", "/api/crm/calls/:callSid/analysis"),
    ]
    private static let transcript = "/api/crm/call-transcript/:conversationId"

    /// - Throws: 404 for no contact, 403 where the caller may not see a part.
    func response(for id: ContactID, _ request: Request) async throws -> Response {
        let needed = Self.lists.map(\.path) + [Self.contact, Self.history, Self.transcript] + Self.details.map(\.1)
        for path in needed {
            guard let permission = routes.route(.get, path)?.permission else { continue }
            guard request.caller?.may(permission) ?? false else { throw Problem.forbidden(needs: permission) }
        }
        let contact = try await data("/api/crm/contacts/\(id)", request)
        return Response.stream(type: "application/json") { writer in
            try await self.write(id, contact, to: writer, request)
        }.download(as: "\(id).json").uncached
    }

    private func write(
        _ id: ContactID, _ contact: JSONValue, to writer: any BodyWriter, _ request: Request
    ) async throws {
        try await writer.write(Array(#"{"madeAt":"\#(now().rfc3339)","contact":"#.utf8) + contact.jsonBytes)
        for list in Self.lists where routes.route(.get, list.path) != nil {
            let targets = list.queries.map { query in
                let path = list.path.replacingCapture(with: id.wire)
                return query.isEmpty ? "\(path)?limit=500" : "\(path)?limit=500&\(query)=\(id)"
            }
            try await write(list.name, targets, to: writer, request) { $0 }
        }
        try await write("calls", ["\(Self.history)?limit=100&contact=\(id)"], to: writer, request) { call in
            try await self.whole(call, request)
        }
        let mentions = try await database.read(request.company) {
            try Audit.entries(about: id.wire, limit: Self.mostMentions, in: $0)
        }
        try await writer.write(Array(#","audit":"#.utf8) + mentions.jsonBytes + Array("}".utf8))
    }

    /// Writes a member with all items of some lists, page by page.
    private func write(
        _ name: String, _ targets: [String], to writer: any BodyWriter, _ request: Request,
        _ item: (JSONValue) async throws -> JSONValue
    ) async throws {
        try await writer.write(Array(",\"\(name)\":[".utf8))
        var isFirst = true
        for target in targets {
            var after = ""
            while true {
                let page = try await document(target + after, request)
                for one in page["data"].array ?? [] {
                    try await writer.write((isFirst ? [] : [UInt8(ascii: ",")]) + item(one).jsonBytes)
                    isFirst = false
                }
                guard let next = page["next"].string else { break }
                after = "&after=\(PercentCoding.encode(next, .form))"
            }
        }
        try await writer.write(Array("]".utf8))
    }

    /// A call with its legs, recordings and costs, what was said, and what that says.
    private func whole(_ call: JSONValue, _ request: Request) async throws -> JSONValue {
        guard let id = call["call"].string else { return call }
        var whole: JSONObject = ["call": call]
        for (name, path) in Self.details where routes.route(.get, path) != nil {
            whole[name] = try await data(path.replacingCapture(with: id), request)
        }
        var said: [JSONValue] = []
        var after = ""
        while true {
            let page = try await document("/api/crm/call-transcript/\(id)?limit=500\(after)", request)
            said += page["data"]["segments"].array ?? []
            guard let next = page["next"].string else { break }
            after = "&after=\(PercentCoding.encode(next, .form))"
        }
        whole["transcript"] = .array(said)
        return .object(whole)
    }

    private func data(_ target: String, _ request: Request) async throws -> JSONValue {
        try await document(target, request)["data"]
    }

    private func document(_ target: String, _ request: Request) async throws -> JSONValue {
        try JSONParser.parse(try await routes.ask(.get, target, for: request).bytes ?? [])
    }

    static let schema: Schema = .object(
        [
            .required("madeAt", .string(format: .dateTime)), .required("contact", .any),
            .required("interactions", .array(of: .any)), .required("consents", .array(of: .any)),
            .required("messages", .array(of: .any)), .required("obligations", .array(of: .any)),
            .required(
                "calls", .array(of: .any), "Each with its row, legs, recordings, what was said, and what that says."),
            .required("audit", .array(of: .any), "Who has changed the contact, and when."),
        ], unknown: .ignored)
}

extension String {
    /// A path with its one capture filled.
    fileprivate func replacingCapture(with id: String) -> String {
        split(separator: "/", omittingEmptySubsequences: false).map { $0.hasPrefix(":") ? id : String($0) }
            .joined(separator: "/")
    }
}
