import HTTP
import Reactor

/// Why a request or a socket came to nothing.
package enum ClientError: Error, Sendable, CustomStringConvertible {
    /// The text is no address that this client speaks to.
    case badAddress(String)
    /// The name has no address.
    case unresolved(String)
    /// The name leads to an address that the options do not permit.
    case forbiddenAddress(String, SocketAddress)
    /// https and wss need a transport, and none was given.
    case noTransport(String)
    /// Nobody took the connection.
    case unreachable(SystemError)
    /// It took longer than the options allow.
    case timedOut
    /// The server is not to be trusted, or does not speak TLS; OpenSSL's words.
    case insecure(String)
    /// The body is longer than the options allow, which is so many bytes.
    case tooLarge(Int)
    /// The server sent us on, in a circle, further than the options allow, or to where we do not go.
    case misdirected(String)
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
        case .forbiddenAddress(let host, let address): "\(host) leads to \(address.host), where nothing is asked"
        case .noTransport(let host): "there is no TLS for \(host)"
        case .unreachable(let error): "no connection: \(error)"
        case .timedOut: "no answer in time"
        case .insecure(let reason): "the connection is not secure: \(reason)"
        case .tooLarge(let bytes): "the answer is longer than \(bytes) bytes"
        case .misdirected(let reason): reason
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
