import HTTP
import Testing

@Suite struct RequestParserTests {
    static let accepted: [(String, String)] = [
        (
            "GET /a/b?x=1&y HTTP/1.1\r\nHost: hub.example:8080\r\nX-A:  one two\t \r\n\r\n",
            "GET /a/b?x=1&y 1.1 host=hub.example:8080 path=/a/b query=x=1&y keep=true 100=false up=false none "
                + "[Host=hub.example:8080,X-A=one two] | body="
        ),
        (
            "POST / HTTP/1.1\r\nhost: a\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\nhello",
            "POST / 1.1 host=a path=/ query=- keep=true 100=true up=false length(5) "
                + "[host=a,Content-Length=5,Expect=100-Continue] | body=hello"
        ),
        (
            "PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                + "5;a=b;c=\"d\\\"\" ; e\r\nhello\r\n00A\r\n, chunked!\r\n0\r\nTrailer: dropped\r\n\r\n",
            "PUT /c 1.1 host=a path=/c query=- keep=true 100=false up=false chunked "
                + "[Host=a,Transfer-Encoding=Chunked] | body=hello, chunked!"
        ),
        (
            "\r\n\r\nGET http://u.example?q HTTP/1.1\r\nHost: other\r\nConnection: x, close\r\n\r\n",
            "GET http://u.example?q 1.1 host=u.example path=/ query=q keep=false 100=false up=false none "
                + "[Host=other,Connection=x, close] | body="
        ),
        (
            "GET / HTTP/1.0\r\n\r\n",
            "GET / 1.0 host=- path=/ query=- keep=false 100=false up=false none [] | body="
        ),
        (
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: what\r\n\r\n",
            "GET / 1.0 host=- path=/ query=- keep=true 100=false up=false none "
                + "[Connection=keep-alive,Expect=what] | body="
        ),
        (
            "OPTIONS * HTTP/1.9\r\nHost: [2001:db8::1]:80\r\nEmpty:\r\n\r\n",
            "OPTIONS * 1.1 host=[2001:db8::1]:80 path=* query=- keep=true 100=false up=false none "
                + "[Host=[2001:db8::1]:80,Empty=] | body="
        ),
        (
            "OPTIONS HTTP://a HTTP/1.1\r\nHost: a\r\n\r\n",
            "OPTIONS HTTP://a 1.1 host=a path=* query=- keep=true 100=false up=false none [Host=a] | body="
        ),
        (
            "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
            "CONNECT a:443 1.1 host=a:443 path= query=- keep=true 100=false up=false none [Host=a:443] | body="
        ),
        (
            "get /%41//.. HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nConnection: keep-alive\r\n"
                + "Content-Length: 0\r\n\r\n",
            "get /%41//.. 1.1 host=a path=/%41//.. query=- keep=true 100=false up=true none "
                + "[Host=a,Connection=Upgrade,Connection=keep-alive,Content-Length=0] | body="
        ),
        (
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            "POST /1 1.1 host=a path=/1 query=- keep=true 100=false up=false length(3) [Host=a,Content-Length=3] "
                + "| body=abc | GET /2 1.1 host=a path=/2 query=- keep=true 100=false up=false none [Host=a] | body= "
                + "| POST /3 1.1 host=a path=/3 query=- keep=true 100=false up=false chunked "
                + "[Host=a,Transfer-Encoding=chunked] | body=x"
        ),
    ]

    @Test(arguments: accepted)
    func aRequestByTheLetterIsRead(text: String, expected: String) {
        #expect(receive(text).description == expected)
    }

    @Test func theSplitOfTheInputChangesNothing() {
        for text in Self.accepted.map(\.0) + RefusalTests.refused.map(\.0) {
            let bytes = Array(text.utf8)
            let whole = receive([bytes])
            #expect(receive(bytes.map { [$0] }) == whole, "byte by byte: \(text.debugDescription)")
            for cut in stride(from: 0, through: bytes.count, by: bytes.count > 1_000 ? 499 : 1)
            where receive([Array(bytes[..<cut]), Array(bytes[cut...])]) != whole {
                Issue.record("cut at \(cut): \(text.debugDescription)")
            }
        }
    }

    @Test func aFaultInAPipelineComesAfterTheRequestsBeforeIt() {
        let received = receive("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
        #expect(received.messages.count == 2)
        #expect(received.error == 400)
    }

    @Test func anErrorIsRepeated() {
        var parser = RequestParser()
        Array("GET /\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).withUnsafeBytes { parser.append($0) }
        for _ in 1...2 { #expect(throws: HTTPError.self) { try parser.next() } }
    }

    @Test func bytesAfterAnUpgradeAreHandedOver() throws {
        var parser = RequestParser()
        let text = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\nframes"
        Array(text.utf8).withUnsafeBytes { parser.append($0) }
        guard case .head(let head, .none)? = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(head.asksUpgrade(to: "websocket"))
        #expect(!head.asksUpgrade(to: "h2c"))
        guard case .end? = try parser.next() else {
            Issue.record("no end")
            return
        }
        #expect(parser.takeRemainder() == Array("frames".utf8))
        #expect(parser.buffered == 0)
    }

    @Test func aLargeBodyIsHandedOutAsItComes() throws {
        var parser = RequestParser()
        Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n".utf8).withUnsafeBytes {
            parser.append($0)
        }
        guard case .head? = try parser.next() else {
            Issue.record("no head")
            return
        }
        let piece = [UInt8](repeating: 7, count: 10_000)
        for _ in 0..<100 {
            piece.withUnsafeBytes { parser.append($0) }
            guard case .body(let bytes)? = try parser.next() else {
                Issue.record("no body")
                return
            }
            #expect(bytes.count == 10_000)
            #expect(parser.buffered == 0)
        }
        guard case .end? = try parser.next() else {
            Issue.record("no end")
            return
        }
    }

    @Test func fieldsAreFoundWhateverTheirCase() throws {
        let head = try RequestHead(
            .get, "/",
            headers: [("X-Many", "a, b"), ("x-many", "C"), ("Cookie", "a=1; session=\"xyz\"; b=2")])
        #expect(head.headers["x-MANY"] == "a, b")
        #expect(head.headers.values("X-MANY") == ["a, b", "C"])
        #expect(head.headers.contains("x-many", token: "c"))
        #expect(head.headers.contains("x-many", token: "B"))
        #expect(!head.headers.contains("x-many", token: "a, b"))
        #expect(head.headers.cookie("session") == "xyz")
        #expect(head.headers.cookie("ession") == nil)
        #expect(head.headers.map(\.name) == ["Host", "X-Many", "x-many", "Cookie"])
    }
}
