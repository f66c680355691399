import HTTP
import Reactor

/// What a server can be told; the defaults serve a small company on one machine.
package struct ServerOptions: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port; 0 takes any that is free.
    package var port: UInt16 = 8_080
    /// Limits of heads and chunk lines.
    package var http = HTTPLimits()
    /// From the first byte of a head to its last.
    package var headTimeout = Duration.seconds(10)
    /// For a whole collected body; between two arrivals of a streamed one; for a client that takes no bytes.
    package var bodyTimeout = Duration.seconds(30)
    /// Between two requests.
    package var idleTimeout = Duration.seconds(75)
    /// Between two pings of a WebSocket; a peer that is silent for three of them is dropped.
    package var pingInterval = Duration.seconds(25)
    /// For the other side to answer a WebSocket's close.
    package var closeTimeout = Duration.seconds(5)
    /// Connections in all; one more is told 503.
    package var maxConnections = 60_000
    /// Connections of one address, loopback and trusted proxies excepted; one more is told 503.
    package var maxConnectionsPerAddress = 2_000
    /// Bytes that may wait for a subscriber before it is closed with 4001.
    package var socketQueueBytes = 1_048_576
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    package var trustedProxies: [AddressRange] = []
    /// Whether each request becomes a line in the log.
    package var accessLog = false
    /// Makes what stands between a new connection and its bytes, which makes its requests secure; nil for plain text.
    package var transport: (@Sendable () throws -> any Transport)?

    /// The defaults.
    package init() {}
}
