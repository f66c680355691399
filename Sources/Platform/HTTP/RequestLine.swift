/// `method SP request-target SP HTTP-version` (RFC 9112 §3), each by one space and nothing else.
struct RequestLine: StartLine {
    private(set) var method = Method.get
    private(set) var minorVersion = 1
    private(set) var target = 0..<0
    /// The path within the target; empty for absolute targets without one.
    private(set) var path = 0..<0
    /// What follows the question mark, without it.
    private(set) var query: Range<Int>?
    /// The host of an absolute target or of CONNECT: it wins over the Host field (RFC 9112 §3.2.2).
    private(set) var authority: Range<Int>?

    static func canBegin(with byte: UInt8) -> Bool { byte.isTokenByte }

    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws(HTTPError) {
        var space = start
        while space < end, bytes[space].isTokenByte { space &+= 1 }
        guard space > start, space < end, bytes[space] == 0x20 else {
            throw .bad("A request line does not begin with a method and a space.")
        }
        method = Method(UnsafeBufferPointer(rebasing: bytes[start..<space]))
        let targetStart = space &+ 1
        guard let second = bytes.first(0x20, from: targetStart, to: end), second > targetStart else {
            throw .bad("A request line has no target or no version.")
        }
        for index in targetStart..<second {
            switch bytes[index] {
            case 0x21, 0x24...0x3b, 0x3d, 0x3f...0x7e: continue
            case UInt8(ascii: "#"): throw .bad("A request target has a fragment.")
            case let byte: throw .bad("A request target has the byte \(byte).")
            }
        }
        try parseVersion(bytes, second &+ 1, end)
        target = targetStart..<second
        try parseTarget(bytes)
    }

    private mutating func parseVersion(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) throws(HTTPError) {
        minorVersion = try HTTPVersion.minor(bytes, start, end)
    }

    private mutating func parseTarget(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
        let (start, end) = (target.lowerBound, target.upperBound)
        if method == .connect {
            guard Authority.isValid(bytes, start, end, needsPort: true) else {
                throw .bad("The target of CONNECT must be a host and a port.")
            }
            authority = target
            path = end..<end
        } else if bytes[start] == UInt8(ascii: "/") {
            split(bytes, from: start)
        } else if end - start == 1, bytes[start] == UInt8(ascii: "*") {
            guard method == .options else { throw .bad("The target * is for OPTIONS alone.") }
            path = target
        } else {
            try parseAbsolute(bytes)
        }
    }

    private mutating func parseAbsolute(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPError) {
        let (start, end) = (target.lowerBound, target.upperBound)
        var hostStart = start
        if end - start > 7, bytes.equals("http://", from: start, to: start + 7) { hostStart += 7 }
        if end - start > 8, bytes.equals("https://", from: start, to: start + 8) { hostStart += 8 }
        guard hostStart > start else {
            throw .bad("A request target is a path that begins with a slash, or an http address.")
        }
        var hostEnd = hostStart
        while hostEnd < end, bytes[hostEnd] != UInt8(ascii: "/"), bytes[hostEnd] != UInt8(ascii: "?") { hostEnd += 1 }
        guard Authority.isValid(bytes, hostStart, hostEnd) else {
            throw .bad("The host of an absolute target is invalid.")
        }
        authority = hostStart..<hostEnd
        split(bytes, from: hostEnd)
    }

    private mutating func split(_ bytes: UnsafeBufferPointer<UInt8>, from: Int) {
        if let mark = bytes.first(UInt8(ascii: "?"), from: from, to: target.upperBound) {
            path = from..<mark
            query = mark + 1..<target.upperBound
        } else {
            path = from..<target.upperBound
        }
    }
}

/// `HTTP/1.x` (RFC 9112 §2.3).
enum HTTPVersion {
    /// The minor version; a higher one than 1 counts as 1, as the specification asks.
    @inline(__always)
    static func minor(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) throws(HTTPError) -> Int {
        guard end &- start == 8, bytes[start] == UInt8(ascii: "H"), bytes[start &+ 1] == UInt8(ascii: "T"),
            bytes[start &+ 2] == UInt8(ascii: "T"), bytes[start &+ 3] == UInt8(ascii: "P"),
            bytes[start &+ 4] == UInt8(ascii: "/"), bytes[start &+ 5].isDigit, bytes[start &+ 6] == UInt8(ascii: "."),
            bytes[start &+ 7].isDigit
        else { throw .bad("The version is not of the form HTTP/1.1.") }
        guard bytes[start &+ 5] == UInt8(ascii: "1") else {
            throw HTTPError(.httpVersionNotSupported, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
        }
        return min(Int(bytes[start &+ 7] &- 0x30), 1)
    }
}
