import HTTP
import ModuleKit

/// `/mcp` over streamable HTTP: decodes, asks the server, encodes.
///
/// Every answer is one JSON document. GET and DELETE are 405, as the protocol has it for a server that never speaks first and
/// keeps no sessions.
struct MCPRoutes: Sendable {
    let server: MCPServer
    /// Where our own pages come from besides the host they are asked from.
    let origins: Set<String>

    // swift-format-ignore
    var table: [Route] {[
        .post("/mcp", .signedIn, answer).body(Self.message)
            .field("MCP-Protocol-Version", .string(max: 40), "2025-11-25 or 2025-06-18; of no account for `initialize`.")
            .returns(document: Self.result, status: .ok, "The answer to a request, or why there is none.")
            .returns(document: Self.result, status: .badRequest, "The message is no JSON-RPC, or its version is not spoken here.")
            .returnsNothing(status: .accepted, "A notification was taken.")
            .problems(.forbidden, .notAcceptable)
            .summary("The Model Context Protocol (streamable HTTP): tools and resources for AI agents",
                details: "The key's scopes say which tools there are. Every call is in the audit log."),
    ]}

    private static let message: Schema = .object(
        [
            .required("jsonrpc", .enumeration(["2.0"])), .optional("id", .any), .optional("method", .string(max: 100)),
            .optional("params", .object([], unknown: .ignored)),
        ], unknown: .ignored
    ).example(["jsonrpc": "2.0", "id": 1, "method": "tools/list"])

    private static let result: Schema = .object(
        [.required("jsonrpc", .enumeration(["2.0"]))], unknown: .ignored)

    private func answer(_ request: Request) async throws -> Response {
        try checkOrigin(of: request)
        guard request.preferredType(of: ["application/json"]) != nil else {
            throw Problem(.notAcceptable, detail: "This answers with application/json.")
        }
        guard request.essence == "application/json" else { throw Problem.unsupportedMediaType("application/json") }
        let message: RPCMessage
        do throws(RPCError) {
            message = try Self.read(request.body)
        } catch {
            return .document(RPCMessage.failure(nil, error).jsonBytes, status: .badRequest)
        }
        guard case .request(let id, let method, let params) = message else { return Response(.accepted) }
        if method != "initialize", let version = request.headers["mcp-protocol-version"],
            !MCPServer.versions.contains(version)
        {
            let spoken = MCPServer.versions.joined(separator: " and ")
            let error = RPCError(
                .invalidRequest, "The version `\(version.prefix(40))` is not spoken here; \(spoken) are.")
            return .document(RPCMessage.failure(id, error).jsonBytes, status: .badRequest)
        }
        do {
            let result = try await server.answer(method, params, for: request)
            return .document(RPCMessage.answer(id, result).jsonBytes)
        } catch let error as RPCError {
            return .document(RPCMessage.failure(id, error).jsonBytes)
        } catch let error as any ProblemConvertible {
            let problem = error.problem
            let said = RPCError(
                .internalError, problem.detail ?? problem.title, data: .object(["type": .string(problem.type)]))
            return .document(RPCMessage.failure(id, said).jsonBytes)
        }
    }

    private static func read(_ body: [UInt8]) throws(RPCError) -> RPCMessage {
        let json: JSONValue
        do { json = try JSONParser.parse(body) } catch { throw RPCError(.parse, error.description) }
        return try RPCMessage(json)
    }

    /// A page of another site must not speak with what stands in the user's own network (transports: security warning).
    private func checkOrigin(of request: Request) throws(Problem) {
        guard let origin = request.headers["origin"]?.lowercased(), !origins.contains(origin) else { return }
        let authority = origin.split(separator: "/", maxSplits: 2).last.map(String.init)
        guard let authority, authority == request.head.host?.lowercased() else {
            throw .forbidden("Pages of \(origin.prefix(100)) may not ask here.")
        }
    }
}
