import TestTools
import Testing
import WebSocket

@Suite struct FrameParserTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        var events: [FrameEvent] = []
        var breach: UInt16?
        var testDescription: String { name }
    }

    static let accepted: [Case] = [
        Case(name: "empty text", bytes: text(""), events: [.message(.text([]))]),
        Case(name: "text", bytes: text("κόσμε"), events: [.message(.text(Array("κόσμε".utf8)))]),
        Case(name: "binary", bytes: frame(.binary, [0, 255]), events: [.message(.binary([0, 255]))]),
        Case(
            name: "126 bytes", bytes: frame(.binary, [UInt8](repeating: 9, count: 126)),
            events: [.message(.binary([UInt8](repeating: 9, count: 126)))]),
        Case(
            name: "fragments with a ping between",
            bytes: text("Hel", isFinal: false) + frame(.ping, [1, 2]) + continuation([], isFinal: false)
                + continuation([0x6c, 0x6f]),
            events: [.ping([1, 2]), .message(.text(Array("Hello".utf8)))]),
        Case(
            name: "a character over two fragments",
            bytes: frame(.text, [0xe2, 0x82], isFinal: false) + continuation([0xac]),
            events: [.message(.text([0xe2, 0x82, 0xac]))]),
        Case(name: "pong unasked", bytes: frame(.pong, [7]), events: [.pong([7])]),
        Case(
            name: "ping of 125", bytes: frame(.ping, [UInt8](repeating: 0xfe, count: 125)),
            events: [.ping([UInt8](repeating: 0xfe, count: 125))]),
        Case(
            name: "nothing after close", bytes: frame(.close, [3, 232]) + text("x") + raw(0xff, 0),
            events: [.close(code: 1000, reason: [])]),
        Case(name: "empty close", bytes: frame(.close, []), events: [.close(code: nil, reason: [])]),
        Case(
            name: "close with reason", bytes: frame(.close, [0x0f, 0xa1] + Array("später".utf8)),
            events: [.close(code: 4001, reason: Array("später".utf8))]),
    ]

    static let refused: [Case] =
        [
            Case(name: "RSV1", bytes: raw(0xc1, 0x80, [0, 0, 0, 0]), breach: 1002),
            Case(name: "RSV3 in a ping", bytes: raw(0x99, 0x80, [0, 0, 0, 0]), breach: 1002),
            Case(name: "unmasked", bytes: frame(.text, [1], mask: nil), breach: 1002),
            Case(name: "fragmented ping", bytes: frame(.ping, [], isFinal: false), breach: 1002),
            Case(name: "ping of 126", bytes: frame(.ping, [UInt8](repeating: 0, count: 126)), breach: 1002),
            Case(name: "stray continuation", bytes: continuation([1]), breach: 1002),
            Case(name: "text within text", bytes: text("a", isFinal: false) + text("b"), breach: 1002),
            Case(name: "16-bit length too short", bytes: raw(0x82, 0xfe, [0, 125, 0, 0, 0, 0]), breach: 1002),
            Case(
                name: "64-bit length too short", bytes: raw(0x82, 0xff, [0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0]),
                breach: 1002),
            Case(
                name: "64-bit length with its highest bit",
                bytes: raw(0x82, 0xff, [128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                breach: 1002),
            Case(
                name: "too big by its header", bytes: raw(0x82, 0xff, [0, 0, 0, 0, 0, 16, 0, 1, 0, 0, 0, 0]),
                breach: 1009),
            Case(
                name: "nearly 2^63", bytes: raw(0x82, 0xff, [127, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]),
                breach: 1009),
            Case(name: "half a close code", bytes: frame(.close, [3]), breach: 1002),
            Case(name: "close reason no UTF-8", bytes: frame(.close, [3, 232, 0xff]), breach: 1007),
            Case(name: "cut character", bytes: frame(.text, [0xe2, 0x82]), breach: 1007),
            Case(
                name: "cut character at the end of fragments", bytes: text("a", isFinal: false) + continuation([0xc3]),
                breach: 1007),
        ]
        + [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map {
            Case(name: "opcode \($0)", bytes: raw(0x80 | $0, 0x80), breach: 1002)
        }
        + invalidTexts.map { Case(name: "text \($0)", bytes: frame(.text, $0), breach: 1007) }

    static let invalidTexts: [[UInt8]] = [
        [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
        [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xf8], [0xfe], [0xff],
        [0xc3, 0x28], [0xe2, 0x28, 0xa1], [0xe2, 0x82, 0x28], [0xf0, 0x90, 0x28, 0xbc],
        [0xce, 0xba, 0xe1, 0xbd, 0xb9, 0xed, 0xa0, 0x80, 0x65],
    ]

    @Test(arguments: accepted + refused)
    func aFrameIsReadOrRefusedByTheLetter(frames: Case) {
        #expect(receive([frames.bytes]) == Received(events: frames.events, breach: frames.breach))
    }

    @Test(arguments: accepted + refused)
    func theSplitOfTheInputChangesNothing(frames: Case) {
        let whole = receive([frames.bytes])
        #expect(receive(frames.bytes.map { [$0] }) == whole)
        for cut in 0...frames.bytes.count
        where receive([Array(frames.bytes[..<cut]), Array(frames.bytes[cut...])]) != whole {
            Issue.record("cut at \(cut)")
        }
    }

    @Test func aTextFailsAtItsFirstWrongByteThoughTheFrameGoesOn() {
        let header = raw(0x81, 0xfe, [0x10, 0, 0, 0, 0, 0])
        #expect(receive([header, Array("ok".utf8)]).breach == nil)
        #expect(receive([header, Array("ok".utf8), [0xed], [0xa0]]).breach == 1007)
        #expect(receive([header, [0xf4], [0x90]]).breach == 1007)
        #expect(receive([text("ok", isFinal: false), continuation([0xce, 0xff], isFinal: false)]).breach == 1007)
    }

    @Test func theCloseCodesOfSection74AreKept() {
        for code in UInt16.min...UInt16.max {
            let isValid = (1000...1003).contains(code) || (1007...1014).contains(code) || (3000...4999).contains(code)
            let received = receive([frame(.close, [UInt8(code >> 8), UInt8(code & 255)])])
            if received.breach != (isValid ? nil : 1002) { Issue.record("close code \(code)") }
        }
    }

    @Test func aClientRefusesMaskedFramesAndReadsBareOnes() {
        #expect(receive([text("x")], role: .client).breach == 1002)
        #expect(receive([frame(.text, [0x78], mask: nil)], role: .client).events == [.message(.text([0x78]))])
    }

    @Test func theLimitCountsAllFragments() {
        let limit = 10
        let fits = frame(.binary, [UInt8](repeating: 1, count: 6), isFinal: false)
        #expect(receive([fits + continuation([1, 2, 3, 4])], limit: limit).breach == nil)
        #expect(
            receive([fits + frame(.ping, [1, 2, 3, 4, 5]) + continuation([1, 2, 3, 4, 5])], limit: limit).breach == 1009
        )
    }

    @Test func anErrorIsRepeated() {
        var parser = FrameParser(role: .server, maximumMessageBytes: 10)
        raw(0xff, 0).withUnsafeBytes { parser.append($0) }
        for _ in 1...2 { #expect(throws: WebSocketError.self) { try parser.next() } }
        text("x").withUnsafeBytes { parser.append($0) }
        #expect(throws: WebSocketError.self) { try parser.next() }
        #expect(parser.buffered == 0)
    }

    @Test func sixteenMegabytesComeThroughInPieces() {
        let payload = [UInt8](repeating: UInt8(ascii: "*"), count: 16 << 20)
        let bytes = frame(.text, payload)
        let pieces = stride(from: 0, to: bytes.count, by: 65_536).map {
            Array(bytes[$0..<min($0 + 65_536, bytes.count)])
        }
        #expect(receive(pieces, limit: 16 << 20).events == [.message(.text(payload))])
    }

    @Test func maskingIsTheSameForEveryOffsetAndLength() {
        for count in 0...40 {
            let payload = (0..<count).map { UInt8($0 &* 37 & 0xff) }
            let bytes = frame(.binary, payload, mask: 0xdead_beef)
            let key = withUnsafeBytes(of: UInt32(0xdead_beef)) { Array($0) }
            #expect(Array(bytes.dropFirst(6)) == payload.enumerated().map { $1 ^ key[$0 & 3] })
            for cut in 0...count {
                let pieces = [Array(bytes[..<(6 + cut)]), Array(bytes[(6 + cut)...])]
                if receive(pieces).events != [.message(.binary(payload))] { Issue.record("\(count) cut at \(cut)") }
            }
        }
    }

    @Test func randomBytesNeverCrash() {
        var random = SeededGenerator(seed: 6455)
        let seeds = (Self.accepted + Self.refused).map(\.bytes)
        for _ in 0..<30_000 {
            var bytes =
                seeds[Int(random.next() % UInt64(seeds.count))] + seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0...(random.next() % 4) where !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let cut = Int(random.next() % UInt64(bytes.count + 1))
            if receive([bytes]) != receive([Array(bytes[..<cut]), Array(bytes[cut...])]) {
                Issue.record("cut at \(cut): \(bytes)")
            }
        }
    }
}
