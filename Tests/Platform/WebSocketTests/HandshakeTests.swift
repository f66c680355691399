import HTTP
import Testing
import WebSocket

@Suite struct HandshakeTests {
    private static let fields = [
        ("Connection", "keep-alive, Upgrade"), ("Upgrade", "WebSocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    @Test func theExampleOfTheSpecificationIsAccepted() throws {
        let accepted = try Handshake.accept(RequestHead(.get, "/chat", headers: Self.fields))
        #expect(accepted.map(\.0) == ["Upgrade", "Connection", "Sec-WebSocket-Accept"])
        #expect(accepted.last?.1 == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test func theServersFirstSharedSubprotocolIsNamed() throws {
        let head = try RequestHead(.get, "/", headers: Self.fields + [("Sec-WebSocket-Protocol", "a, b, c")])
        #expect(try Handshake.accept(head, subprotocols: ["x", "c", "b"]).last?.1 == "c")
        #expect(try Handshake.accept(head, subprotocols: ["x"]).count == 3)
    }

    @Test(arguments: [
        (0, "close", 426), (1, "h2c", 426), (2, "12", 426), (2, "13, 8", 426), (3, "", 400),
        (3, "dGhlIHNhbXBsZQ==", 400),
        (3, "dGhlIHNhbXBsZSBub25jZ!==", 400), (3, "dGhlIHNhbXBsZSBub25jZQ==, x", 400),
    ])
    func aWrongFieldIsRefused(position: Int, value: String, status: Int) throws {
        var fields = Self.fields
        fields[position].1 = value
        let head = try RequestHead(.get, "/", headers: fields)
        #expect { try Handshake.accept(head) } throws: { ($0 as? HTTPError)?.status.code == status }
    }

    @Test func onlyGetOpensASocket() throws {
        let head = try RequestHead(.post, "/", headers: Self.fields)
        #expect { try Handshake.accept(head) } throws: { ($0 as? HTTPError)?.status == .methodNotAllowed }
    }

    @Test func headIsToldWhatGetWouldBeToldAndHTTP10ThatItIsTooOld() throws {
        let head = try RequestHead(.head, "/", headers: Self.fields)
        #expect { try Handshake.accept(head) } throws: { ($0 as? HTTPError)?.status == .upgradeRequired }
        var parser = RequestParser()
        let old = "GET / HTTP/1.0\r\n\(Self.fields.map { "\($0.0): \($0.1)\r\n" }.joined())\r\n"
        Array(old.utf8).withUnsafeBytes { parser.append($0) }
        guard case .head(let older, _)? = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect { try Handshake.accept(older) } throws: { ($0 as? HTTPError)?.status == .badRequest }
    }

    @Test func aClientBelievesOnlyTheAnswerToItsOwnKey() throws {
        let key = Handshake.makeKey()
        #expect(key != Handshake.makeKey())
        let head = try RequestHead(.get, "/", headers: Handshake.requestHeaders(key: key))
        var bytes: [UInt8] = []
        ResponseWriter.head(.switchingProtocols, headers: try Handshake.accept(head), body: .unsaid, into: &bytes)
        var parser = ResponseParser()
        bytes.withUnsafeBytes { parser.append($0) }
        guard case .head(let answer, .none)? = try parser.next() else {
            Issue.record("no head")
            return
        }
        #expect(Handshake.isAccepted(answer, key: key))
        #expect(!Handshake.isAccepted(answer, key: Handshake.makeKey()))
    }

    @Test func aCloseReasonIsCutBetweenCharacters() {
        var bytes: [UInt8] = []
        FrameWriter.close(.goingAway, String(repeating: "é", count: 100), into: &bytes)
        #expect(bytes.count == 2 + 2 + 122)
        #expect(
            receive([bytes], role: .client).events == [
                .close(code: 1001, reason: Array(String(repeating: "é", count: 61).utf8))
            ])
    }
}
