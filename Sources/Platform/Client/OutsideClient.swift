import HTTP
import Reactor

/// Requests to hosts that others have named, such as a provider's API or where it says that a recording lies.
///
/// Each request looks its host up once, refuses what is no public address, and connects to the very address that it
/// looked at; TLS is checked against the name. Every redirect is such a request again. Nothing is kept between two.
package final class OutsideClient: Sendable {
    private let loop: EventLoop
    private let options: ClientOptions
    private let redirects: Int
    private let allowsPlain: Bool

    /// - Parameters:
    ///   - options: Usually ``ClientOptions/outside(allowing:trusting:)``; `requestPatience` counts for all redirects
    ///     together, and `bodyBytes` should be set.
    ///   - redirects: How often a server may send a GET or HEAD elsewhere; other methods get the redirect as answer.
    ///   - allowsPlain: Whether `http://` is spoken too, where a password would be read by anyone on the way.
    package init(on loop: EventLoop, options: ClientOptions, redirects: Int = 5, allowsPlain: Bool = false) {
        (self.loop, self.options) = (loop, options)
        (self.redirects, self.allowsPlain) = (redirects, allowsPlain)
    }

    /// Sends a request and waits for the whole response, which is the one after the last redirect.
    ///
    /// - Parameter headers: Of those, a server that the first one sends us to gets no more than `Accept`, `Range` and
    ///   the like: credentials are for whom they were given for.
    /// - Throws: ``ClientError``
    package func request(
        _ method: Method, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> ClientResponse {
        try await follow(method, url, headers) { client, target, headers in
            let response = try await client.request(method, target, headers: headers, body: body)
            return (response, response.status, response.headers)
        }
    }

    /// Sends a request and returns at the head of the response; its body is read as it comes, so long as
    /// `streamPatience` and `idlePatience` allow.
    package func stream(
        _ method: Method, _ url: String, headers: [(String, String)] = [], body: [UInt8]? = nil
    ) async throws -> ClientStream {
        try await follow(method, url, headers) { client, target, headers in
            let stream = try await client.stream(method, target, headers: headers, body: body)
            return (stream, stream.status, stream.headers)
        }
    }

    private func follow<Answer: Sendable>(
        _ method: Method, _ url: String, _ headers: [(String, String)],
        _ ask: (HTTPClient, String, [(String, String)]) async throws -> (Answer, Status, Headers)
    ) async throws -> Answer {
        let begun = MonotonicClock.nanoseconds()
        var address = try ClientAddress(url)
        var headers = headers
        for hop in 0...redirects {
            guard address.isSecure || allowsPlain else {
                throw ClientError.misdirected("\(address.authority) is asked by https only")
            }
            let client = HTTPClient(address, on: loop, options: try remaining(since: begun))
            // What is in use ends after its answer.
            defer { client.close() }
            let (answer, status, fields) = try await ask(client, address.target, headers)
            guard method == .get || method == .head, [301, 302, 303, 307, 308].contains(status.code),
                let location = fields["location"]
            else { return answer }
            guard hop < redirects else { break }
            let next = try address.following(location)
            if !next.isSameOrigin(as: address) {
                headers.removeAll { !Self.harmless.contains($0.0.lowercased()) }
            }
            guard next.isSecure || !address.isSecure else {
                throw ClientError.misdirected("\(address.authority) sends us from https to http")
            }
            address = next
        }
        throw ClientError.misdirected("more than \(redirects) redirects")
    }

    private static let harmless: Set = ["accept", "user-agent", "range", "if-range", "if-none-match"]

    /// The options with what is left of the time.
    private func remaining(since begun: UInt64) throws -> ClientOptions {
        let spent = Duration.nanoseconds(Int64(clamping: MonotonicClock.nanoseconds() &- begun))
        guard spent < options.requestPatience else { throw ClientError.timedOut }
        var options = options
        options.idleConnections = 0
        options.requestPatience -= spent
        options.connectPatience = min(options.connectPatience, options.requestPatience)
        if let whole = options.streamPatience { options.streamPatience = max(whole - spent, .zero) }
        return options
    }
}
