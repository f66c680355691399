import JSON
import Support
import Testing
import TestTools
import WebSocket

/// Text that ends early in C, and messages as long as they may be.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
    @Test func theCharacterThatEndsTextInCIsRefusedAndNeverAFailureOfOurs() async throws {
        try await withServer { server in
            let name: JSONValue = "a\u{0}b"
            for (path, body) in [
                ("/api/keys", ["name": name, "role": "viewer"] as JSONValue),
                ("/api/crm/contacts", ["name": name]), ("/api/crm/contacts", ["name": "A", "notes": name]),
                ("/api/companies", ["name": name]),
                ("/api/contact-lookup/update-interaction", ["phoneNumber": name, "kind": "sms", "summary": name]),
            ] {
                let answer = try await server.json(.post, path, body, expecting: path == "/api/companies" ? 403 : 422)
                #expect(answer["success"] == false)
            }
            try await server.json(.get, "/api/crm/contacts?q=%00", nil, expecting: 422)
            let form = TestServer.ringing("CA\u{0}1", from: "+1202\u{0}5550143", more: [("CallerName", "a\u{0}b")])
            let answer = try await server.twilio("voice", form)
            #expect(answer.status.code < 500, "\(answer.text)")
        }
    }

    @Test func anEchoOfSixteenMebibytesComesBackAndOneByteMoreIsTooBig() async throws {
        var options = TestOptions()
        options.flags = ["--conformance"]
        try await withServer(options) { server in
            let payload = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20)
            let url = server.url
            let (got, code) = try await onThread {
                let handshake = """
                    GET /ws/echo HTTP/1.1\r\nHost: e\r\nConnection: Upgrade\r\nUpgrade: websocket\r
                    Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
                    """
                let wire = try HostileWire(url)
                wire.send(handshake)
                var head: [UInt8] = []
                while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) { head += try wire.bytes() }
                var parser = FrameParser(role: .client, maximumMessageBytes: 32 << 20)
                func next() throws -> FrameEvent? {
                    while true {
                        if let event = try parser.next() { return event }
                        let some = try wire.bytes()
                        guard !some.isEmpty else { return nil }
                        some.withUnsafeBytes { parser.append($0) }
                    }
                }
                var frame: [UInt8] = []
                FrameWriter.binary(payload, mask: 0x0102_0304, into: &frame)
                wire.send(frame)
                guard case .message(.binary(let echo))? = try next() else { return (0, UInt16(0)) }
                frame = []
                FrameWriter.binary(payload + [0], mask: 0x0102_0304, into: &frame)
                wire.send(Array(frame.prefix(14)))
                guard case .close(let code, _)? = try next() else { return (echo.count, 0) }
                return (echo == payload ? echo.count : 0, code ?? 0)
            }
            #expect(got == payload.count && code == 1009)
        }
    }
}
