/// The forms in which Twilio may have signed one address: as it is, without its port, with the usual port;
/// for a WebSocket also by its own scheme and with a slash at the end.
struct URLVariants {
    private let original: [UInt8]
    private let isUpgrade: Bool
    private var made = 0
    private var given: [[UInt8]] = []

    init(_ request: SignedRequest) {
        original = request.url
        isUpgrade = request.isUpgrade
    }

    /// The next form that has not been tried; the later ones are made only when the first did not match.
    mutating func next() -> [UInt8]? {
        while made < (isUpgrade ? 6 : 3) {
            defer { made += 1 }
            if let form = form(made), !given.contains(form) {
                given.append(form)
                return form
            }
        }
        return nil
    }

    private func form(_ index: Int) -> [UInt8]? {
        let base = isUpgrade ? socketURL : original
        let url = index < 3 ? base : base.last == UInt8(ascii: "/") ? nil : base + [UInt8(ascii: "/")]
        guard let url, let port = Port(of: url) else { return index % 3 == 0 ? url : nil }
        switch index % 3 {
        case 0: return url
        case 1: return Array(url[..<port.range.lowerBound] + url[port.range.upperBound...])
        default:
            guard port.range.isEmpty else { return nil }
            return Array(url[..<port.range.lowerBound]) + port.usual + url[port.range.upperBound...]
        }
    }

    /// The address as it stood in the document: frameworks and proxies say `http` for what was `ws`.
    private var socketURL: [UInt8] {
        for (seen, written) in [("https://", "wss://"), ("http://", "ws://")] where original.starts(with: seen.utf8) {
            return Array(written.utf8) + original.dropFirst(seen.utf8.count)
        }
        return original
    }

    /// Where the port of an address is, colon included, or where it would be.
    private struct Port {
        let range: Range<Int>
        let usual: [UInt8]

        init?(of url: [UInt8]) {
            guard let scheme = url.firstIndex(of: UInt8(ascii: ":")), url[scheme...].starts(with: "://".utf8) else {
                return nil
            }
            let host = scheme + 3
            let end = url[host...].firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?")].contains($0) } ?? url.endIndex
            // The colons within an IPv6 literal are not the port's.
            let afterLiteral = url[host..<end].lastIndex(of: UInt8(ascii: "]")) ?? host
            let colon = url[afterLiteral..<end].lastIndex(of: UInt8(ascii: ":")) ?? end
            range = colon..<end
            // Twilio's own helper takes 443 for https alone, and so 80 for wss.
            usual = Array(url.starts(with: "https://".utf8) ? ":443".utf8 : ":80".utf8)
        }
    }
}
