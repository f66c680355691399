import HTTP
import Reactor

/// Why a request or a socket came to nothing.
package enum ClientError: Error, Sendable, CustomStringConvertible {
    /// The text is no address that this client speaks to.
    case badAddress(String)
    /// The name has no address.
    case unresolved(String)
    /// https and wss need a transport, and none was given.
    case noTransport(String)
    /// Nobody took the connection.
    case unreachable(SystemError)
    /// It took longer than the options allow.
    case timedOut
    /// The connection ended before all was said; `beforeAnswer` when not one byte of an answer had come.
    case connectionLost(beforeAnswer: Bool)
    /// The server's answer breaks HTTP.
    case malformed(HTTPError)
    /// The server's frames break WebSocket.
    case breach(code: UInt16, reason: String)
    /// The server did not open the WebSocket; this is what it said instead.
    case refused(ClientResponse)
    /// Two tasks wait for the same thing, or the client is closed.
    case misused(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .badAddress(let text): "\(text) is no http or ws address"
        case .unresolved(let host): "\(host) has no address"
        case .noTransport(let host): "there is no TLS for \(host)"
        case .unreachable(let error): "no connection: \(error)"
        case .timedOut: "no answer in time"
        case .connectionLost(let before): "the connection was lost \(before ? "before" : "within") the answer"
        case .malformed(let error): "the answer breaks HTTP: \(error.reason)"
        case .breach(let code, let reason): "the server's frames break WebSocket (\(code)): \(reason)"
        case .refused(let response): "the WebSocket was refused: \(response.status)"
        case .misused(let reason): reason
        }
    }
}

/// A whole response.
package struct ClientResponse: Sendable {
    /// The status.
    package let status: Status
    /// The fields.
    package let headers: Headers
    /// The body, without its framing.
    package let body: [UInt8]

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// How patient a client is, and how it gets to a server.
package struct ClientOptions: Sendable {
    /// For a connection to be made.
    package var connectPatience = Duration.seconds(10)
    /// From the request to the end of the response, or to its head when it is streamed.
    package var requestPatience = Duration.seconds(30)
    /// For the other side to answer a close frame.
    package var closePatience = Duration.seconds(5)
    /// Connections kept for the next request.
    package var idleConnections = 64
    /// Bytes that may wait to be received before the connection is read no further.
    package var unreadBytes = 1_048_576
    /// The largest WebSocket message.
    package var messageBytes = 16_777_216
    /// The heads of responses.
    package var limits = HTTPLimits()
    /// Finds the addresses of a host; by default literal addresses and localhost only.
    package var resolve: @Sendable (_ host: String, _ port: UInt16) async -> [SocketAddress] = { host, port in
        let literal = host == "localhost" ? "127.0.0.1" : host
        return SocketAddress(literal: literal, port: port).map { [$0] } ?? []
    }
    /// Makes the transport of https and wss for a host; called on the loop.
    package var secure: (@Sendable (_ host: String) throws -> any Transport)?

    /// The defaults.
    package init() {}
}
