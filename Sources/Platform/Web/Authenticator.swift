import HTTP

/// Finds out who sends a request, without I/O: it runs on the loops.
package protocol Authenticator: Sendable {
    /// The caller, or nil when the request names none.
    ///
    /// - Parameter allowsQueryToken: Whether `?token=` counts too: for sockets, whose browsers cannot set a header.
    /// - Throws: 401 for credentials that are wrong, ended or withdrawn; 403 for a cookie from a foreign Origin.
    func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller?
}

/// Knows nobody: for programs and tests without sign-in.
package struct NoAuthenticator: Authenticator {
    /// Makes one.
    package init() {}

    /// Always nil.
    package func authenticate(_ head: RequestHead, allowsQueryToken: Bool) throws(Problem) -> Caller? { nil }
}
