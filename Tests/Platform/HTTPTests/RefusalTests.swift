import HTTP
import Testing

@Suite struct RefusalTests {
    private static let ok = "GET / HTTP/1.1\r\nHost: a\r\n"
    private static let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let refused: [(String, Int)] =
        lines + hosts + framing + chunks + [
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n", 417),
            ("GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nExpect: x\r\n\r\n", 417),
            ("GET /" + String(repeating: "a", count: 9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            (String(repeating: "A", count: 9_000), 414),
            (ok + "X: " + String(repeating: "a", count: 17_000) + "\r\n\r\n", 431),
            (ok + String(repeating: "X: a\r\n", count: 100) + "\r\n", 431),
            ("\r\n\r\n\r\n" + ok + "\r\n", 400),
        ]

    // The request line and the field lines.
    private static let lines: [(String, Int)] = [
        ("\n", 400), (" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("\r GET", 400), ("\u{16}\u{3}\u{1}", 400),
        ("GET /\r\n\r\n", 400), ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400), ("GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\nHost: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\n\n", 400), ("GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400),
        ("GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET /\"<> HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("OPTIONS ** HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("GET / HTTP/0.9\r\n\r\n", 505), ("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400), ("GET / HTTP/1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1,1\r\nHost: a\r\n\r\n", 400), ("GET / FTP/1.1\r\nHost: a\r\n\r\n", 400),
        (ok + "X : a\r\n\r\n", 400), (ok + ": a\r\n\r\n", 400), (ok + "X\r\n\r\n", 400),
        (ok + "X: a\r\n b\r\n\r\n", 400),
        (ok + "X: a\r\n\tb\r\n\r\n", 400), ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400), (ok + "X\u{0}: a\r\n\r\n", 400),
        (ok + "Xé: a\r\n\r\n", 400), (ok + "X: a\rb\r\n\r\n", 400), (ok + "X: a\u{0}b\r\n\r\n", 400),
        (ok + "X: a\u{1}b\r\n\r\n", 400), (ok + "X: \u{7f}\r\n\r\n", 400), (ok + "X: a\nY: b\r\n\r\n", 400),
        (ok + "X(Y): a\r\n\r\n", 400), (ok + "X Y: a\r\n\r\n", 400), (ok + "X: 1234567890\u{b}bcdefghij\r\n\r\n", 400),
    ]

    private static let hosts: [(String, Int)] =
        [
            "", "Host: a\r\nHost: a\r\n", "Host: a\r\nhOST: b\r\n", "Host:\r\n", "Host: a b\r\n", "Host: a,b\r\n",
            "Host: a/b\r\n", "Host: u@a\r\n", "Host: a:b\r\n", "Host: a:65536\r\n", "Host: :80\r\n",
            "Host: a:80:80\r\n",
            "Host: [::1\r\n", "Host: [::g]\r\n", "Host: []\r\n", "Host: [::1]x\r\n", "Host: a%4\r\n", "Host: a%zz\r\n",
            "Host: a?b\r\n", "Host: a#b\r\n", "Host: ä\r\n", "Host: [1.2.3.4]\r\n", "Host: http://a\r\n",
            "Host : a\r\n",
        ].map { ("GET / HTTP/1.1\r\n" + $0 + "\r\n", 400) } + [
            ("GET http://a/ HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ]

    private static let framing: [(String, Int)] =
        [
            "Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5, 5\r\n", "Content-Length: -1\r\n", "Content-Length: +1\r\n", "Content-Length: 0x1\r\n",
            "Content-Length:\r\n", "Content-Length: 1 2\r\n", "Content-Length: 1.0\r\n", "Content-Length: ٣\r\n",
            "Content-Length: 99999999999999999999\r\n", "Content-Length: 9223372036854775808\r\n",
            "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
            "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked;a=b\r\n",
            "Transfer-Encoding: \"chunked\"\r\n",
            "Transfer-Encoding:\r\n", "Transfer-Encoding: chunked,\r\n", "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding: \u{b}chunked\r\n", "Transfer-Encoding\r\n : chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        ].map { ("POST / HTTP/1.1\r\nHost: a\r\n" + $0 + "\r\n0\r\n\r\n", 400) } + [
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: , chunked\r\n\r\n", 501),
            ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ]

    private static let chunks: [(String, Int)] =
        [
            "\r\n", "x\r\n", "0x5\r\nhello\r\n", " 5\r\nhello\r\n", "5 \r\nhello\r\n", "+5\r\nhello\r\n",
            "5;\r\nhello\r\n",
            "5;a=\r\nhello\r\n", "5;=a\r\nhello\r\n", "5;a=\"b\r\nhello\r\n", "5;a b\r\nhello\r\n", "5\nhello\r\n",
            "5;a\nhello\r\n", "5\rhello\r\n", "5\r\nhelloo\r\n", "5\r\nhello\n", "5\r\nhello\r0\r\n",
            "5\r\nhello0\r\n\r\n",
            "5_0\r\n", "fffffffffffffffff\r\n", "8000000000000000\r\n",
            "0;" + String(repeating: "a", count: 300) + "\r\n",
            String(repeating: "0", count: 300), "0\r\nX : a\r\n\r\n", "0\r\nX\r\n\r\n", "0\r\n X: a\r\n\r\n",
            "0\r\nX: a\n\r\n", "0\r\n\n", "0\r\nX: a\rb\r\n\r\n",
            String(repeating: "1;a=" + String(repeating: "b", count: 200) + "\r\nx\r\n", count: 100),
        ].map { (chunked + $0, 400) } + [
            (chunked + "0\r\n" + String(repeating: "X: abcdefgh\r\n", count: 1_000), 431),
            (chunked + "0\r\nX: " + String(repeating: "a", count: 9_000), 431),
        ]

    @Test(arguments: refused)
    func aRequestThatCouldBeReadInTwoWaysIsRefused(text: String, status: Int) {
        #expect(receive(text).error == status, "\(text.prefix(120).debugDescription)")
    }

    @Test func limitsAreExact() {
        var limits = HTTPLimits()
        let text = "GET /abc HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n"
        limits.headBytes = text.utf8.count
        limits.startLineBytes = 19
        limits.fields = 2
        #expect(receive(text, limits: limits).error == nil)
        limits.headBytes -= 1
        #expect(receive(text, limits: limits).error == 431)
        limits.headBytes += 1
        limits.startLineBytes -= 1
        #expect(receive(text, limits: limits).error == 414)
        limits.startLineBytes += 1
        limits.fields -= 1
        #expect(receive(text, limits: limits).error == 431)
    }
}
