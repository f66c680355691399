import Reactor

/// Which addresses a client may connect to.
///
/// A host that somebody else has named may lead anywhere: to this machine, to its neighbours, to the service that
/// knows a cloud machine's keys. So what counts is the address itself, and never how it was written.
package struct AddressRules: Sendable {
    private enum Rest { case permitted, permittedWhenPublic, refused }

    private let rest: Rest
    private let exceptions: [AddressRange]

    /// Every address.
    package static let any = AddressRules(rest: .permitted, exceptions: [])

    /// Addresses of the open network, and the exceptions.
    package static func publicOnly(except exceptions: [AddressRange] = []) -> AddressRules {
        AddressRules(rest: .permittedWhenPublic, exceptions: exceptions)
    }

    /// These and no others.
    package static func only(_ ranges: [AddressRange]) -> AddressRules {
        AddressRules(rest: .refused, exceptions: ranges)
    }

    /// Whether the address may be connected to.
    package func permits(_ address: SocketAddress) -> Bool {
        if exceptions.contains(address) { return true }
        return switch rest {
        case .permitted: true
        case .permittedWhenPublic: Self.isPublic(address)
        case .refused: false
        }
    }

    private static func isPublic(_ address: SocketAddress) -> Bool {
        guard everyV4.contains(address) || globalV6.contains(address) else { return false }
        return !special.contains(address)
    }

    private static let everyV4 = blocks(["0.0.0.0/0"])
    /// All that is given out of IPv6; what lies outside is loopback, mapped IPv4 (also by a translator), local to a
    /// link or a site, or multicast.
    private static let globalV6 = blocks(["2000::/3"])

    /// The registries of special addresses (RFC 6890 and what IANA has added): none of them is a public server.
    private static let special = blocks([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Teredo, ORCHID, benchmarks; documentation; 6to4, which carries any IPv4 address; segment routing.
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
    ])

    private static func blocks(_ texts: [String]) -> [AddressRange] { texts.compactMap(AddressRange.init) }
}

extension Sequence<AddressRange> {
    fileprivate func contains(_ address: SocketAddress) -> Bool { contains { $0.contains(address) } }
}
