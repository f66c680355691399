import Glibc

/// Host and port as the Host field and absolute targets carry them: `uri-host [ ":" port ]` (RFC 9110 §7.2).
enum Authority {
    /// Whether `start..<end` is a non-empty host with an optional port of at most 65535.
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, needsPort: Bool = false) -> Bool
    {
        guard start < end else { return false }
        var hostEnd = start
        if bytes[start] == UInt8(ascii: "[") {
            guard let bracket = bytes.first(UInt8(ascii: "]"), from: start, to: end),
                isIPLiteral(bytes, start + 1, bracket)
            else { return false }
            hostEnd = bracket + 1
        } else {
            while hostEnd < end, bytes[hostEnd] != UInt8(ascii: ":") {
                if bytes[hostEnd] == UInt8(ascii: "%") {
                    guard hostEnd + 2 < end, bytes[hostEnd + 1].hexValue != nil, bytes[hostEnd + 2].hexValue != nil
                    else { return false }
                    hostEnd += 3
                } else {
                    guard bytes[hostEnd].isHostByte else { return false }
                    hostEnd += 1
                }
            }
            guard hostEnd > start else { return false }
        }
        guard hostEnd < end else { return !needsPort }
        guard bytes[hostEnd] == UInt8(ascii: ":") else { return false }
        return isPort(bytes, hostEnd + 1, end, mayBeEmpty: !needsPort)
    }

    private static func isPort(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, mayBeEmpty: Bool
    ) -> Bool {
        guard start < end else { return mayBeEmpty }
        var port = 0
        for index in start..<end {
            guard bytes[index].isDigit else { return false }
            port = port * 10 + Int(bytes[index] - 0x30)
            guard port <= 65_535 else { return false }
        }
        return true
    }

    private static func isIPLiteral(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start < end, end - start <= 45 else { return false }
        if bytes[start].lowered == UInt8(ascii: "v") {
            // IPvFuture: "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
            guard let dot = bytes.first(UInt8(ascii: "."), from: start, to: end), dot > start + 1, dot + 1 < end
            else { return false }
            return (start + 1..<dot).allSatisfy { bytes[$0].hexValue != nil }
                && (dot + 1..<end).allSatisfy { bytes[$0].isHostByte || bytes[$0] == UInt8(ascii: ":") }
        }
        var text = bytes[start..<end].map { CChar(bitPattern: $0) }
        text.append(0)
        var address = in6_addr()
        return inet_pton(AF_INET6, text, &address) == 1
    }
}
