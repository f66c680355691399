import HTTP
import Testing

@Suite struct ResponseTests {
    static let cases: [(String, Method, String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", .get, "200 length(2) keep=true |hi| end"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", .head, "200 none keep=true || end"),
        ("HTTP/1.1 204\r\n\r\n", .delete, "204 none keep=true || end"),
        ("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", .get, "304 none keep=true || end"),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "2\r\nhi\r\n0\r\nA: b\r\n\r\n",
            .post, "(100) 200 chunked keep=true |hi| end"
        ),
        ("HTTP/1.1 200 OK\r\n\r\nto the end", .get, "200 untilClose keep=false |to the end| end"),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", .get, "200 none keep=false || end"),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", .get, "101 none keep=true || end"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", .get, "200 length(5) keep=true |hi✗400"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", .get, "✗400"),
        ("HTTP/2 200\r\n\r\n", .get, "✗400"), ("hello", .get, "✗400"), ("HTTP/1.1 2x0 OK\r\n\r\n", .get, "✗400"),
        ("HTTP/1.1 200 O\rK\r\n\r\n", .get, "✗400"),
    ]

    private static func read(_ pieces: [[UInt8]], _ method: Method) -> String {
        var parser = ResponseParser()
        parser.expect(method)
        var text = ""
        func note(_ part: ResponsePart) {
            switch part {
            case .informational(let head): text += "(\(head.status.code)) "
            case .head(let head, let framing): text += "\(head.status.code) \(framing) keep=\(head.keepAlive) |"
            case .body(let bytes): text += String(decoding: bytes, as: UTF8.self)
            case .end: text += "| end"
            }
        }
        do {
            for piece in pieces {
                piece.withUnsafeBytes { parser.append($0) }
                while let part = try parser.next() { note(part) }
            }
            if let part = try parser.finish() { note(part) }
        } catch {
            text += "✗\(error.status.code)"
        }
        return text
    }

    @Test(arguments: cases)
    func aResponseIsReadWhateverTheSplit(text: String, method: Method, expected: String) {
        let bytes = Array(text.utf8)
        #expect(Self.read([bytes], method) == expected)
        #expect(Self.read(bytes.map { [$0] }, method) == expected)
        for cut in 0...bytes.count where Self.read([Array(bytes[..<cut]), Array(bytes[cut...])], method) != expected {
            Issue.record("cut at \(cut)")
        }
    }

    @Test func aHeadIsWrittenByTheLetter() {
        var bytes: [UInt8] = []
        var date = DateLine()
        ResponseWriter.head(
            .notFound, headers: [("Content-Type", "text/plain"), ("X-A", "ü")], body: .length(12), connection: "close",
            date: date.at(784_111_777), into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "HTTP/1.1 404 Not Found\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Type: text/plain\r\n"
                + "X-A: ü\r\nContent-Length: 12\r\nConnection: close\r\n\r\n")
    }

    @Test func noValueCanBeginALineOfItsOwn() throws {
        var bytes: [UInt8] = []
        ResponseWriter.head(.ok, headers: [("X", "a\r\nSet-Cookie: b\u{0}")], body: .unsaid, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b \r\n\r\n")
        #expect(try RequestHead(.get, "/a b\r\nX: y", headers: [("A", "b\r\nC: d")]).headers.count == 2)
    }

    @Test(arguments: [1, 9, 10, 15, 16, 255, 256, 4_096, 65_535, 1_048_576])
    func aChunkIsReadAsItWasWritten(count: Int) throws {
        var bytes = Array("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        ResponseWriter.chunk([UInt8](repeating: 65, count: count), into: &bytes)
        ResponseWriter.chunk([], into: &bytes)
        bytes += ResponseWriter.lastChunk
        let received = receive([bytes])
        #expect(received.error == nil)
        #expect(received.messages.last?.utf8.count == count + 5)
    }

    @Test func decimalsAreWritten() {
        for value in [0, 1, 9, 10, 99, 100, 1_234_567_890, Int.max] {
            var bytes: [UInt8] = []
            ResponseWriter.appendDecimal(value, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == "\(value)")
        }
    }
}
