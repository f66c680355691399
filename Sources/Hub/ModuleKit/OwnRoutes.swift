import Domain
import HTTP
import JSON
import Reactor
import Web

/// The program's own routes, asked from within for whoever sent a request: the same checks, the same permission, the same
/// answers, so that no rule is written twice.
///
/// Its lock guards the router, which is made after the modules and set once.
package final class OwnRoutes: Sendable {
    private let router = Lock<Router?>(nil)

    package init() {}

    /// From now on these are asked.
    package func use(_ router: Router) { self.router.withLock { $0 = router } }

    /// From now on there are none: the rows hold the modules, and a module holds this.
    package func forget() { self.router.withLock { $0 = nil } }

    /// The row of a method and a path as it is written in its table; nil when the program has no such row.
    package func route(_ method: Method, _ path: String) -> Route? {
        router.withLock { $0 }?.endpoints.first { $0.route.method == method && $0.route.path == path }?.route
    }

    /// Asks a route as the caller of `request`; what it throws is its answer.
    ///
    /// - Parameter target: Path and query, percent-encoded.
    package func ask(
        _ method: Method, _ target: String, _ body: JSONValue? = nil, headers: [(String, String)] = [],
        for request: Request
    ) async throws -> Response {
        var fields = headers
        if body != nil { fields.append(("Content-Type", "application/json")) }
        let head = try RequestHead(method, target, headers: fields)
        guard let router = router.withLock({ $0 }), case .found(let endpoint, let captures) = router.match(head) else {
            throw Problem.notFound()
        }
        let admission = try endpoint.admit(head, captures, by: KnownCaller(caller: request.caller))
        let inner = Request(
            head: head, body: body?.jsonBytes ?? [], id: request.id, remoteAddress: request.remoteAddress,
            secure: request.secure, endpoint: endpoint, captures: captures, admission: admission)
        switch endpoint.route.handler {
        case .async(let handle): return try await handle(inner)
        // We are on the loop here, as such a handler must be.
        case .inline(let handle):
            return try await withCheckedThrowingContinuation { continuation in
                handle(inner, Reply { continuation.resume(with: $0) })
            }
        case .streaming, .socket: throw Problem.notFound()
        }
    }
}

/// Knows who asks already.
private struct KnownCaller: Authenticator {
    let caller: Caller?

    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { caller }
}
