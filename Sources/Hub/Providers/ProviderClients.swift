import Client
import Reactor

/// Who asks the APIs of providers: in the clear only where the operator of the hub allows it.
package struct ProviderClients: Sendable {
    private let loop: EventLoop
    private let outsideOptions: ClientOptions
    private let insideOptions: ClientOptions
    private let outside: OutsideClient
    private let inside: OutsideClient

    /// - Parameters:
    ///   - allowed: Addresses that are asked although they are not public, such as the telephone system's; at those, and
    ///     at no others, in the clear too.
    ///   - trusted: A PEM file of roots to believe instead of the system's.
    package init(on loop: EventLoop, allowing allowed: [AddressRange], trusting trusted: String? = nil) throws {
        self.loop = loop
        var options = try ClientOptions.outside(allowing: allowed, trusting: trusted)
        options.requestPatience = .seconds(15)
        options.connectPatience = .seconds(5)
        options.bodyBytes = 2_097_152
        options.messageBytes = 1_048_576
        outsideOptions = options
        outside = OutsideClient(on: loop, options: options)
        options.rules = .only(allowed)
        insideOptions = options
        inside = OutsideClient(on: loop, options: options, allowsPlain: true)
    }

    /// Who may ask at an address.
    package func client(_ base: String) -> OutsideClient { Self.isPlain(base) ? inside : outside }

    /// A WebSocket at an address of http or https.
    func socket(_ url: String, headers: [(String, String)]) async throws -> WebSocketClient {
        let isPlain = Self.isPlain(url)
        let rest = url.dropFirst(isPlain ? 7 : 8)
        return try await WebSocketClient.connect(
            "\(isPlain ? "ws" : "wss")://\(rest)", headers: headers, on: loop,
            options: isPlain ? insideOptions : outsideOptions)
    }

    private static func isPlain(_ url: String) -> Bool { url.lowercased().hasPrefix("http://") }
}
