import HTTP
import Reactor
import Web

/// Writes the heads of responses, whose common part is made once a second; owned by one loop's thread.
struct ResponseHeads {
    // What a browser is to make of us: guess no types, tell nobody, share nothing.
    private static let security = Array(
        """
        X-Content-Type-Options: nosniff\r
        Referrer-Policy: no-referrer\r
        Cross-Origin-Opener-Policy: same-origin\r
        Cross-Origin-Resource-Policy: same-origin\r

        """.utf8)

    private let secure: Bool
    private var ok: [UInt8] = []
    private var common: [UInt8] = []
    private var madeAgainAt: UInt64 = 0

    init(secure: Bool) { self.secure = secure }

    /// Appends a head.
    ///
    /// - Parameters:
    ///   - took: Nanoseconds since the head of the request; nil where the client is not told.
    ///   - now: ``MonotonicClock`` by the loop's turn.
    mutating func write(
        _ response: Response, id: String, body: ResponseWriter.Body, connection: StaticString?, took: UInt64?,
        now: UInt64, into bytes: inout [UInt8]
    ) {
        if now >= madeAgainAt { renew(now) }
        if response.status == .ok {
            bytes.append(contentsOf: ok)
        } else {
            ResponseWriter.statusLine(response.status, into: &bytes)
            bytes.append(contentsOf: common)
        }
        ResponseWriter.append("X-Request-Id: ", to: &bytes)
        bytes.append(contentsOf: id.utf8)
        ResponseWriter.append("\r\n", to: &bytes)
        var hasPolicy = false
        var hasCaching = false
        for (name, value) in response.headers {
            // Compared by length first: of the usual fields none is as long as these.
            switch name.utf8.count {
            case 23: hasPolicy = hasPolicy || name.lowercased() == "content-security-policy"
            case 13: hasCaching = hasCaching || name.lowercased() == "cache-control"
            default: break
            }
            ResponseWriter.field(name, value, into: &bytes)
        }
        if !hasPolicy {
            ResponseWriter.field("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", into: &bytes)
        }
        if !hasCaching { ResponseWriter.field("Cache-Control", "no-store", into: &bytes) }
        switch body {
        case .length(let count): ResponseWriter.field("Content-Length", count, into: &bytes)
        case .chunked: ResponseWriter.field("Transfer-Encoding", "chunked", into: &bytes)
        case .unsaid: break
        }
        if let took { response.timing.write(total: took, into: &bytes) }
        if let connection { ResponseWriter.field("Connection", connection, into: &bytes) }
        ResponseWriter.endOfHead(into: &bytes)
    }

    private mutating func renew(_ now: UInt64) {
        let milliseconds = WallClock.milliseconds()
        var date = DateLine()
        common = date.at(milliseconds / 1_000) + Self.security
        if secure { ResponseWriter.field("Strict-Transport-Security", "max-age=31536000", into: &common) }
        ok = []
        ResponseWriter.statusLine(.ok, into: &ok)
        ok += common
        // Good until the wall clock's second ends.
        madeAgainAt = now &+ UInt64(1_000 - milliseconds % 1_000) &* 1_000_000
    }
}
