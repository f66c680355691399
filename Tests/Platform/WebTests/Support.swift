import HTTP
import JSON
import Testing
import Web

/// Gives every request the same caller.
struct FixedAuthenticator: Authenticator {
    let caller: Caller?

    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { caller }
}

/// Does with one request what a server does, without a socket.
struct TinyServer {
    let router: Router
    var caller: Caller?

    init(_ routes: [Route], caller: Caller? = nil) throws {
        router = try Router(routes)
        self.caller = caller
    }

    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [(String, String)] = [], body: String = ""
    ) async throws -> Response {
        do { return try await answer(try RequestHead(method, target, headers: headers), Array(body.utf8)) } catch {
            return (Problem.of(error) ?? .internalError).response(requestID: "req_1")
        }
    }

    private func answer(_ head: RequestHead, _ body: [UInt8]) async throws -> Response {
        switch router.match(head) {
        case .notFound: throw Problem.notFound()
        case .methodNotAllowed(let allow): throw Problem.methodNotAllowed(allow: allow)
        case .options(let allow): return Response.noContent.with("Allow", allow)
        case .found(let endpoint, let captures):
            let admission = try endpoint.admit(head, captures, by: FixedAuthenticator(caller: caller))
            let request = Request(
                head: head, body: body, id: "req_1", remoteAddress: "127.0.0.1", secure: false, endpoint: endpoint,
                captures: captures, admission: admission)
            switch endpoint.route.handler {
            case .async(let handler), .streaming(let handler): return try await handler(request)
            case .inline(let handler):
                return try await withCheckedThrowingContinuation { waiting in
                    handler(request, Reply { waiting.resume(with: $0) })
                }
            case .socket: throw Problem(.upgradeRequired)
            }
        }
    }
}

extension Response {
    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONParser.parse(bytes ?? [])) ?? .null }
    /// The body as text.
    var text: String { String(decoding: bytes ?? [], as: UTF8.self) }
}
