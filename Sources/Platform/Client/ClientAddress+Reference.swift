extension ClientAddress {
    /// Whether two addresses name the same server, so that what is meant for one may go to the other.
    func isSameOrigin(as other: ClientAddress) -> Bool {
        host.lowercased() == other.host.lowercased() && port == other.port && isSecure == other.isSecure
    }

    /// The whole address as text.
    var text: String { "\(scheme)://\(authority)\(target)" }

    /// Reads a `Location` field as seen from this address (RFC 3986 §5.2); its fragment is ours, and is dropped.
    func following(_ location: String) throws(ClientError) -> ClientAddress {
        let reference = String(location.prefix { $0 != "#" })
        if let colon = reference.firstIndex(of: ":"), reference[..<colon].allSatisfy({ $0.isLetter || $0.isNumber }) {
            return try ClientAddress(reference)
        }
        if reference.hasPrefix("//") { return try ClientAddress("\(scheme):\(reference)") }
        let path = String(target.prefix { $0 != "?" })
        let whole: String =
            switch reference.first {
            case "/": reference
            case "?": path + reference
            case nil: target
            default: path[...(path.lastIndex(of: "/") ?? path.startIndex)] + reference
            }
        return try ClientAddress("\(scheme)://\(authority)\(Self.withoutDots(whole))")
    }

    /// RFC 3986 §5.2.4.
    private static func withoutDots(_ target: String) -> String {
        let path = target.prefix { $0 != "?" }
        var segments: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (place, part) in parts.enumerated() {
            switch part {
            case ".": if place == parts.count - 1 { segments.append("") }
            case "..":
                _ = segments.popLast()
                if place == parts.count - 1 { segments.append("") }
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/") + target[path.endIndex...]
    }
}
