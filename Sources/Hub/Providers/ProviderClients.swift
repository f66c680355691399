import Client
import Reactor

/// Who asks the APIs of providers: in the clear only where the operator of the hub allows it.
package struct ProviderClients: Sendable {
    private let outside: OutsideClient
    private let inside: OutsideClient

    /// - Parameter allowed: Addresses that are asked although they are not public, such as the telephone system's; at
    ///   those, and at no others, in the clear too.
    package init(on loop: EventLoop, allowing allowed: [AddressRange]) throws {
        var options = try ClientOptions.outside(allowing: allowed)
        options.requestPatience = .seconds(15)
        options.connectPatience = .seconds(5)
        options.bodyBytes = 2_097_152
        outside = OutsideClient(on: loop, options: options)
        options.rules = .only(allowed)
        inside = OutsideClient(on: loop, options: options, allowsPlain: true)
    }

    /// Who may ask at an address.
    package func client(_ base: String) -> OutsideClient {
        base.lowercased().hasPrefix("http://") ? inside : outside
    }
}
