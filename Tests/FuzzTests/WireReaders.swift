import HTTP
import WebSocket

/// Requests: the same parts whatever the split.
struct RequestReader: InputReader {
    let seeds = [
        "GET /a/b?x=1&y HTTP/1.1\r\nHost: hub.example:8080\r\nX-A:  one two\t \r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5;a=b;c=\"d\\\"\"\r\nhello\r\n00A\r\n, chunked!\r\n0\r\nT: d\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET http://u.example/p?q HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { Array($0.utf8) }
    let spice = [
        "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "\0", "0", "chunked", "Host: b\r\n", "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1", "\r\n\r\n", "Expect: 100-continue\r\n", "%", "?", "#", "[", "]",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let whole = Self.parts([bytes[...]])
        let cut = random.below(bytes.count + 1)
        let cut2 = cut + random.below(bytes.count - cut + 1)
        let split = Self.parts([bytes[..<cut], bytes[cut..<cut2], bytes[cut2...]])
        guard whole == split else { return .fault("cut at \(cut) and \(cut2) it is \(split) and not \(whole)") }
        return whole.heads.isEmpty ? .refused : .understood
    }

    struct Parts: Equatable {
        var heads: [String] = []
        var body: [UInt8] = []
        var status: Int?
    }

    private static func parts(_ pieces: [ArraySlice<UInt8>]) -> Parts {
        var parser = RequestParser()
        var parts = Parts()
        for piece in pieces where parts.status == nil {
            piece.withUnsafeBytes { parser.append($0) }
            do {
                while let part = try parser.next() {
                    switch part {
                    case .head(let head, let framing):
                        parts.heads.append(
                            "\(head.method) \(head.pathText) \(head.query ?? "-") \(head.host ?? "-") \(head.keepAlive) "
                                + "\(head.expectsContinue) \(framing) \(head.headers.map { $0.name + $0.value })")
                    case .body(let bytes): parts.body += bytes
                    case .end: parts.body.append(0)
                    }
                }
            } catch { parts.status = error.status.code }
        }
        return parts
    }
}

/// Responses, as our own client reads them.
struct ResponseReader: InputReader {
    let seeds = [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 301 Moved\r\nLocation: /x\r\nConnection: close\r\n\r\nbody to the end",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ].map { Array($0.utf8) }
    let spice = [
        "\r\n", "\n", " ", "HTTP/1.1 ", "Content-Length: 2\r\n", "Transfer-Encoding: chunked\r\n", ":", "\0", ",",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        var parser = ResponseParser()
        bytes.withUnsafeBytes { parser.append($0) }
        var (heads, count) = (0, 0)
        while let part = try? parser.next() {
            count += 1
            if case .head = part { heads += 1 }
            guard count <= bytes.count + 2 else { return .fault("it never ends") }
        }
        return heads > 0 ? .understood : .refused
    }
}

/// Frames of WebSocket, of clients and of servers: the same events whatever the split, and no text but UTF-8.
struct FrameReader: InputReader {
    let seeds: [[UInt8]] = {
        func frame(_ opcode: Opcode, _ text: String, _ isFinal: Bool = true) -> [UInt8] {
            var bytes: [UInt8] = []
            FrameWriter.frame(opcode, isFinal: isFinal, Array(text.utf8), mask: 0x0403_0201, into: &bytes)
            return bytes
        }
        var close: [UInt8] = []
        FrameWriter.close(.normal, "bye", mask: 7, into: &close)
        return [
            frame(.text, "héllo €𝄞") + frame(.ping, "p"), frame(.binary, String(repeating: "x", count: 200)),
            frame(.text, "one", false) + frame(.ping, "") + frame(.continuation, "two", false)
                + frame(.continuation, "€"),
            frame(.pong, "x") + close, frame(.text, String(repeating: "é", count: 1_500)),
            frame(.text, "") + frame(.binary, ""),
        ]
    }()
    let spice = ["\u{81}", "\0", "\u{7f}", "€", "\u{8}", "~~~~"]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let cut = random.below(bytes.count + 1)
        for role in [FrameParser.Role.server, .client] {
            let whole = Self.events([bytes[...]], role)
            let split = Self.events([bytes[..<cut], bytes[cut...]], role)
            guard whole.0 == split.0, whole.1 == split.1 else { return .fault("cut at \(cut) it is another") }
            for case .message(.text(let text)) in whole.0 where String(validating: text, as: UTF8.self) == nil {
                return .fault("a text that is not UTF-8")
            }
            if role == .server, !whole.0.isEmpty { return .understood }
        }
        return .refused
    }

    private static func events(_ pieces: [ArraySlice<UInt8>], _ role: FrameParser.Role) -> ([FrameEvent], UInt16?) {
        var parser = FrameParser(role: role, maximumMessageBytes: 3_000)
        var events: [FrameEvent] = []
        for piece in pieces {
            piece.withUnsafeBytes { parser.append($0) }
            do throws(WebSocketError) {
                while let event = try parser.next() { events.append(event) }
            } catch {
                return (events, error.closeCode.rawValue)
            }
        }
        return (events, nil)
    }
}
