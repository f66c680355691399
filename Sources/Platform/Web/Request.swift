import HTTP
import JSON

/// Gives a request's body piece by piece, no faster than it is asked for.
package protocol BodyReader: Sendable {
    /// The next bytes, or nil at the end.
    ///
    /// - Throws: 413 beyond the row's bound, 400 for bad chunks, and an error when the client is gone.
    func next() async throws -> [UInt8]?
}

/// A request that found its route and may go on.
package struct Request: Sendable {
    /// Method, target and fields.
    package let head: RequestHead
    /// The whole body; empty on streamed routes.
    package var body: [UInt8]
    /// `req_…`: in the log, in X-Request-Id, and in each problem.
    package let id: String
    /// The client's address, behind trusted proxies the one they name.
    package let remoteAddress: String
    /// Whether it came over TLS, here or at a trusted proxy.
    package let secure: Bool
    /// Who sent it; nil on routes for anyone.
    package let caller: Caller?
    /// The parameters behind the question mark, checked.
    package let query: Query
    /// The body while it comes, on streamed routes.
    package let bodyStream: (any BodyReader)?
    /// The route it found.
    package let endpoint: Endpoint
    private let captures: Captures

    /// Makes a request; only a server does, and a test.
    package init(
        head: RequestHead, body: [UInt8] = [], id: String, remoteAddress: String, secure: Bool,
        endpoint: Endpoint, captures: Captures, admission: Admission, bodyStream: (any BodyReader)? = nil
    ) {
        self.head = head
        self.body = body
        self.id = id
        self.remoteAddress = remoteAddress
        self.secure = secure
        self.endpoint = endpoint
        self.captures = captures
        self.bodyStream = bodyStream
        caller = admission.caller
        query = admission.query
    }

    /// The method.
    package var method: Method { head.method }

    /// The fields.
    package var headers: Headers { head.headers }

    /// What the row's `:name` or `*name` captured, decoded; empty for a name the row does not have.
    package func path(_ name: String) -> String {
        guard let index = endpoint.captureNames.firstIndex(of: name) else { return "" }
        return captures.text(index) ?? ""
    }

    /// What the row's `:name` captured, in its own type.
    ///
    /// - Throws: 404 when the text is no such value: nothing can be there.
    package func path<Value: WireValue>(_ name: String, as type: Value.Type = Value.self) throws(Problem) -> Value {
        let text = path(name) as String
        guard let value = Value(wire: text) else {
            throw .notFound("\(text.prefix(60).jsonText) is not \(Value.wireExpectation).")
        }
        return value
    }

    /// The media type that the client likes best among those offered; nil when it accepts none.
    ///
    /// - Parameter offered: In the order the program likes them: the first counts when the client does not say.
    package func preferredType(of offered: [String]) -> String? {
        ContentNegotiation.mediaType(accept: headers["accept"], offered: offered)
    }

    /// Holds the If-Match field against the present entity tag.
    ///
    /// - Throws: 412 when the client means another state, 428 when it must say and does not.
    package func requireMatch(_ present: String, required: Bool = true) throws(Problem) {
        switch EntityTagList(headers.values("if-match")) {
        case .any: break
        case .tags(let tags):
            guard tags.contains(where: { $0.matchesStrongly(EntityTag(present)) }) else { throw .stale() }
        case nil:
            if required { throw .ifMatchRequired }
        }
    }
}
