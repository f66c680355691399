import HTTP
import OpenSSL

/// The opening handshake (RFC 6455 §4), both ends.
package enum Handshake {
    /// What a refusal with 426 must carry, so that the client learns what is spoken here.
    package static let refusalHeaders = [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]

    /// Checks a client's request and makes the fields of the 101 that accepts it, Connection and Upgrade among them.
    ///
    /// - Parameter subprotocols: Those the server speaks, best first; the client's offer decides whether one is named.
    /// - Throws: 405 for another method, 426 for another version or no upgrade, 400 for a key that is none and for HTTP/1.0.
    package static func accept(
        _ head: RequestHead, subprotocols: [String] = []
    ) throws(HTTPError) -> [(String, String)] {
        // HEAD asks what GET would say, and cannot open anything.
        guard head.method == .get || head.method == .head else {
            throw HTTPError(.methodNotAllowed, "A WebSocket is opened by GET.")
        }
        guard head.minorVersion >= 1 else { throw HTTPError(.badRequest, "A WebSocket needs HTTP/1.1.") }
        guard head.method == .get, head.asksUpgrade(to: "websocket") else {
            throw HTTPError(
                .upgradeRequired, "This address speaks WebSocket: send Connection: Upgrade, Upgrade: websocket.")
        }
        guard head.headers.values("sec-websocket-version") == ["13"] else {
            throw HTTPError(.upgradeRequired, "Only version 13 of WebSocket is spoken here.")
        }
        let keys = head.headers.values("sec-websocket-key")
        guard keys.count == 1, isKey(keys[0]) else {
            throw HTTPError(.badRequest, "Sec-WebSocket-Key must be one value of 16 bytes in Base64.")
        }
        var fields = [
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", acceptValue(for: keys[0])),
        ]
        if let chosen = subprotocols.first(where: { head.headers.contains("sec-websocket-protocol", token: $0) }) {
            fields.append(("Sec-WebSocket-Protocol", chosen))
        }
        return fields
    }

    /// A fresh key for a client's request.
    package static func makeKey() -> String { Base64.encode(Random.bytes(16)) }

    /// The fields of a client's request, without Host.
    package static func requestHeaders(key: String) -> [(String, String)] {
        [
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", key),
        ]
    }

    /// Whether a response accepts the handshake that was sent with `key`.
    package static func isAccepted(_ head: ResponseHead, key: String) -> Bool {
        head.status == .switchingProtocols && head.headers.contains("connection", token: "upgrade")
            && head.headers.contains("upgrade", token: "websocket")
            && head.headers["sec-websocket-accept"] == acceptValue(for: key)
            && !head.headers.contains("sec-websocket-extensions")
    }

    private static func acceptValue(for key: String) -> String {
        Base64.encode(Digest.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
    }

    /// 16 bytes in Base64: 22 characters and two signs of padding.
    ///
    /// The bits that no byte uses may be anything: there are clients that draw the characters at random.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        return bytes.count == 24 && bytes.suffix(2).elementsEqual("==".utf8)
            && bytes.dropLast(2).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"): true
                default: false
                }
            }
    }
}
