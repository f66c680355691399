import CLinux
import Glibc

/// Where a socket is or goes: an IPv4 or IPv6 address with its port, or a socket file of this machine.
///
/// It is kept in 32 bytes rather than in the 128 of `sockaddr_storage`, for every connection has one.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    private enum Family: UInt8 { case v4, v6, local }

    private let family: Family
    /// The port in the machine's own byte order; 0 for a socket file.
    package let port: UInt16
    private let scope: UInt32
    // The 16 bytes of an IPv6 address as on the wire; an IPv4 address stands in the first four.
    private let high: UInt64
    private let low: UInt64

    private init(_ family: Family, port: UInt16, scope: UInt32 = 0, high: UInt64 = 0, low: UInt64 = 0) {
        (self.family, self.port, self.scope, self.high, self.low) = (family, port, scope, high, low)
    }

    /// The other end of a socket file.
    package static let local = SocketAddress(.local, port: 0)

    /// Reads a literal address such as `127.0.0.1` or `::1`; nil for anything else, names included.
    package init?(literal host: String, port: UInt16) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, host, &v4) == 1 {
            self.init(.v4, port: port, high: UInt64(v4.s_addr))
        } else if inet_pton(AF_INET6, host, &v6) == 1 {
            let (high, low) = withUnsafeBytes(of: &v6) {
                ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
            self.init(.v6, port: port, high: high, low: low)
        } else {
            return nil
        }
    }

    /// Reads what the system filled in; nil for a family we do not speak.
    package init?(_ storage: sockaddr_storage) {
        var storage = storage
        switch CInt(storage.ss_family) {
        case AF_INET:
            let address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            self.init(.v4, port: UInt16(bigEndian: address.sin_port), high: UInt64(address.sin_addr.s_addr))
        case AF_INET6:
            var address = withUnsafeBytes(of: &storage) { $0.loadUnaligned(as: sockaddr_in6.self) }
            let (high, low) = withUnsafeBytes(of: &address.sin6_addr) {
                ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
            let port = UInt16(bigEndian: address.sin6_port)
            // An IPv4 client of an IPv6 socket is shown as the IPv4 address it has.
            if high == 0, UInt32(truncatingIfNeeded: low) == UInt32(bigEndian: 0x0000_FFFF) {
                self.init(.v4, port: port, high: low >> 32)
            } else {
                self.init(.v6, port: port, scope: address.sin6_scope_id, high: high, low: low)
            }
        case AF_UNIX:
            self = .local
        default:
            return nil
        }
    }

    /// Looks a host name up, which blocks: never on a loop.
    ///
    /// - Returns: Every address of the name, in the resolver's order; empty when there is none.
    package static func resolve(_ host: String, port: UInt16) -> [SocketAddress] {
        if let literal = SocketAddress(literal: host, port: port) { return [literal] }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let entry = next {
            var storage = sockaddr_storage()
            if let address = entry.pointee.ai_addr {
                let length = min(Int(entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
                withUnsafeMutableBytes(of: &storage) {
                    $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: length))
                }
            }
            if let address = SocketAddress(storage), !found.contains(address) { found.append(address) }
            next = entry.pointee.ai_next
        }
        return found
    }

    /// `AF_INET`, `AF_INET6` or `AF_UNIX`.
    package var domain: CInt {
        switch family {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .local: AF_UNIX
        }
    }

    /// Lends the form that system calls take.
    package func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        var length = MemoryLayout<sa_family_t>.size
        withUnsafeMutableBytes(of: &storage) { bytes in
            switch family {
            case .v4:
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                address.sin_addr.s_addr = UInt32(truncatingIfNeeded: high)
                bytes.storeBytes(of: address, as: sockaddr_in.self)
                length = MemoryLayout<sockaddr_in>.size
            case .v6:
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                address.sin6_scope_id = scope
                withUnsafeMutableBytes(of: &address.sin6_addr) {
                    $0.storeBytes(of: high, as: UInt64.self)
                    $0.storeBytes(of: low, toByteOffset: 8, as: UInt64.self)
                }
                bytes.storeBytes(of: address, as: sockaddr_in6.self)
                length = MemoryLayout<sockaddr_in6>.size
            case .local:
                bytes.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            }
        }
        return withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }

    /// The address without its port, such as `127.0.0.1` or `::1`; `local` for a socket file.
    package var host: String {
        guard family != .local else { return "local" }
        var bytes = (high, low)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            guard let start = text.baseAddress, inet_ntop(domain, &bytes, start, 64) != nil else { return "unknown" }
            return String(cString: start)
        }
    }

    /// The same without its port: all connections of one machine have it in common.
    package var withoutPort: SocketAddress { SocketAddress(family, port: 0, scope: scope, high: high, low: low) }

    /// The address of a network interface of this machine that the network cannot reach.
    package var isLoopback: Bool {
        switch family {
        case .v4: UInt8(truncatingIfNeeded: high) == 127
        case .v6: high == 0 && low == UInt64(bigEndian: 1)
        case .local: true
        }
    }

    /// Address and port as in a URL, such as `[::1]:8080`.
    package var description: String {
        switch family {
        case .v4: "\(host):\(port)"
        case .v6: "[\(host)]:\(port)"
        case .local: "local"
        }
    }
}

/// A block of addresses, such as `10.0.0.0/8`, `::1` or `2001:db8::/32`.
package struct AddressRange: Hashable, Sendable {
    private let first: SocketAddress
    private let bits: Int

    /// Reads an address, with or without the length of its prefix; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = SocketAddress(literal: String(parts[0]), port: 0) else { return nil }
        let width = first.domain == AF_INET ? 32 : 128
        self.first = first
        guard parts.count == 2 else {
            bits = width
            return
        }
        guard let bits = Int(parts[1]), (0...width).contains(bits) else { return nil }
        self.bits = bits
    }

    /// Whether the address lies in the block.
    package func contains(_ address: SocketAddress) -> Bool { first.sharesPrefix(with: address, bits: bits) }
}

extension SocketAddress {
    fileprivate func sharesPrefix(with other: SocketAddress, bits: Int) -> Bool {
        guard family == other.family, family != .local else { return false }
        if family == .v4 {
            let difference = UInt32(bigEndian: UInt32(truncatingIfNeeded: high ^ other.high))
            return bits == 0 || difference >> (32 - bits) == 0
        }
        let (upper, lower) = (UInt64(bigEndian: high ^ other.high), UInt64(bigEndian: low ^ other.low))
        if bits <= 64 { return bits == 0 || upper >> (64 - bits) == 0 }
        return upper == 0 && lower >> (128 - bits) == 0
    }
}
