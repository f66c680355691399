import JSON
import Testing

@Suite struct JSONParserTests {
    static func parse(_ text: String) throws(JSONError) -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", JSONValue.null), (" \t\r\n true ", true), ("false", false), ("0", 0), ("-0", 0), ("-17", -17),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", 1.5), ("-2.5e-3", -0.0025),
            ("1E2", 100.0),
            ("1e-400", 0.0), ("123456789012345678901234567890", .number(123_456_789_012_345_677_877_719_597_056)),
            (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"), (#""\u00e9\u20AC""#, "é€"),
            (#""\ud83d\ude00""#, "😀"),
            (#""é€😀""#, "é€😀"), (#""\u0000""#, "\0"), ("[]", []), ("[ ]", []), ("[1,[2,[]],{}]", [1, [2, []], [:]]),
            ("{}", [:]),
            (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [nil]]]), (#"{ "" : 0 }"#, ["": 0]),
        ] as [(String, JSONValue)])
    func goodTextIsRead(text: String, value: JSONValue) throws { #expect(try Self.parse(text) == value) }

    @Test(
        arguments: [
            ("", 0), (" ", 1), ("nul", 0), ("True", 0), ("01", 0), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2),
            ("1.e1", 2),
            ("1e", 2),
            ("1e+", 3), ("-a", 1), ("0x10", 1), ("1e400", 0), ("NaN", 0), ("\"", 1), ("\"a", 2), ("\"\\", 2),
            (#""\x""#, 1),
            (#""\u12g4""#, 5), (#""\ud800""#, 1), (#""\ud800x""#, 1), (#""\ud800\n""#, 1), (#""\ud800\u0041""#, 1),
            (#""\udc00""#, 1), ("\"\n\"", 1), ("\"\u{0}\"", 1), ("[", 1), ("[1", 2), ("[1,", 3), ("[1,]", 3),
            ("[,1]", 1),
            ("[1 2]", 3),
            ("]", 0), ("{", 1), ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1", 6), ("{\"a\":1,}", 7), ("{a:1}", 1),
            ("{1:1}", 1),
            ("{\"a\" 1}", 5), ("{\"a\":1,\"a\":2}", 7), (#"{"a":1,"\u0061":2}"#, 7), ("1 2", 2), ("[] x", 3),
            ("'a'", 0),
            ("/*x*/1", 0),
            ("\u{FEFF}1", 0), ("\u{A0}1", 0),
        ] as [(String, Int)])
    func badTextIsRefusedWithItsPlace(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try Self.parse(text) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0xF8, 0x88, 0x80, 0x80],
        ] as [[UInt8]])
    func invalidUTF8IsRefused(bytes: [UInt8]) {
        let quoted = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONError.self) { try JSONParser.parse(quoted) }
        #expect(throws: JSONError.self) {
            try JSONParser.parse([UInt8](#"{"a\n"#.utf8) + bytes + [UInt8](#"":1}"#.utf8))
        }
        #expect(throws: JSONError.self) { try JSONParser.parse(bytes) }
    }

    @Test func nestingHasABound() throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let filling = open == "[" ? "" : "1"
            let deep = { String(repeating: open, count: $0) + filling + String(repeating: close, count: $0) }
            #expect(throws: Never.self) { try Self.parse(deep(64)) }
            #expect(throws: JSONError.self) { try Self.parse(deep(65)) }
            #expect(throws: JSONError.self) { try Self.parse(String(repeating: open, count: 200_000)) }
        }
    }

    @Test func siblingsAreNotNested() throws {
        let text = "[" + Array(repeating: "[]", count: 1_000).joined(separator: ",") + "]"
        #expect(try Self.parse(text).array?.count == 1_000)
    }

    @Test func aSliceIsReadFromItsOwnStart() throws {
        let bytes = Array("xx[1,2]yy".utf8)
        #expect(try JSONParser.parse(bytes[2..<7]) == [1, 2])
        #expect(try JSONParser.parse(bytes[2..<7].reversed().reversed() as ReversedCollection) == [1, 2])
    }

    @Test func manyNamesAreReadInLinearTime() throws {
        let text = "{" + (0..<50_000).map { "\"n\($0)\":\($0)" }.joined(separator: ",") + "}"
        let value = try Self.parse(text)
        #expect(value["n49999"] == 49_999)
        #expect(value["n50000"] == .null)
        #expect(throws: JSONError.self) { try Self.parse(String(text.dropLast()) + ",\"n7\":1}") }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomValuesSurviveTheRoundTrip(seed: UInt64) throws {
        var source = RandomJSON(seed: seed)
        let value = source.value()
        #expect(try JSONParser.parse(value.jsonBytes) == value)
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        var source = RandomJSON(seed: 7)
        let document = JSONValue.array((0..<12).map { _ in source.value() }).jsonBytes
        for count in 0..<document.count {
            #expect(throws: JSONError.self) { try JSONParser.parse(document[..<count]) }
        }
        #expect(throws: Never.self) { try JSONParser.parse(document) }
    }

    @Test func mutationNeverCrashesAndWhatPassesIsWrittenAlike() throws {
        var source = RandomJSON(seed: 11)
        for _ in 0..<2_000 {
            var bytes = source.value().jsonBytes
            for _ in 0..<Int.random(in: 1...4, using: &source.random) {
                let place = Int.random(in: 0..<bytes.count, using: &source.random)
                switch Int.random(in: 0..<3, using: &source.random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &source.random)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &source.random), at: place)
                default: if bytes.count > 1 { bytes.remove(at: place) }
                }
            }
            guard let value = try? JSONParser.parse(bytes) else { continue }
            #expect(try JSONParser.parse(value.jsonBytes) == value)
        }
    }
}
