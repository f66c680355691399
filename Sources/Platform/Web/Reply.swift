/// Answers one inline request: exactly once, at once or later, from the request's own loop.
package struct Reply: Sendable {
    private let deliver: @Sendable (Result<Response, any Error>) -> Void

    /// Makes a reply; only a server does, and a test.
    package init(_ deliver: @escaping @Sendable (Result<Response, any Error>) -> Void) { self.deliver = deliver }

    /// Answers.
    package func send(_ response: Response) { deliver(.success(response)) }

    /// Answers with the error's problem, or with 500 and a line in the log.
    package func fail(_ error: any Error) { deliver(.failure(error)) }

    /// Answers with whichever it is.
    package func send(_ result: Result<Response, any Error>) { deliver(result) }
}
