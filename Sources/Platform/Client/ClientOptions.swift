import HTTP
import Reactor
import TLS

/// How patient a client is, and how it gets to a server.
package struct ClientOptions: Sendable {
    /// For a connection to be made.
    package var connectPatience = Duration.seconds(10)
    /// From the request to the end of the response, or to its head when it is streamed.
    package var requestPatience = Duration.seconds(30)
    /// From the request to the end of a response that is streamed; nil: as long as it takes.
    package var streamPatience: Duration?
    /// Between two pieces of a response; nil: as long as the whole may take.
    ///
    /// The time that a slow reader takes does not count.
    package var idlePatience: Duration?
    /// For the other side to answer a close frame.
    package var closePatience = Duration.seconds(5)
    /// Connections kept for the next request.
    package var idleConnections = 64
    /// Bytes that may wait to be received before the connection is read no further.
    package var unreadBytes = 1_048_576
    /// The longest body of a response, beyond which it is ``ClientError/tooLarge(_:)``; nil: any.
    package var bodyBytes: Int?
    /// The largest WebSocket message.
    package var messageBytes = 16_777_216
    /// The heads of responses.
    package var limits = HTTPLimits()
    /// Finds the addresses of a host; by default literal addresses and localhost only.
    package var resolve: @Sendable (_ host: String, _ port: UInt16) async -> [SocketAddress] = { host, port in
        let literal = host == "localhost" ? "127.0.0.1" : host
        return SocketAddress(literal: literal, port: port).map { [$0] } ?? []
    }
    /// Which of a host's addresses may be connected to: the connection goes to the very address that was looked at.
    package var rules = AddressRules.any
    /// Makes the transport of https and wss for a host; called on the loop.
    package var secure: (@Sendable (_ host: String) throws -> any Transport)?

    /// The defaults.
    package init() {}

    /// For hosts that others have named: names are looked up, TLS is checked against the host's name, and only public
    /// addresses are connected to.
    ///
    /// - Parameters:
    ///   - exceptions: Addresses that are connected to although they are not public.
    ///   - trusted: A PEM file of roots to believe, instead of the system's or those of `SSL_CERT_FILE`.
    package static func outside(
        allowing exceptions: [AddressRange] = [], trusting trusted: String? = nil
    ) throws -> ClientOptions {
        var options = ClientOptions()
        let names = NameLookup(patience: options.connectPatience)
        options.resolve = { await names.addresses(of: $0, port: $1) }
        options.rules = .publicOnly(except: exceptions)
        options.secure = try TLSTransport.towardsHosts(trusting: trusted)
        return options
    }
}
