import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func commasStandBetweenMembersAndElementsOnly() {
        var json = JSONWriter()
        json.object { json in
            json.member("a", 1)
            json.array("b") { json in
                json.value(true)
                json.null()
                json.object { _ in }
                json.array { $0.value("x") }
            }
            json.object("c") { $0.member("d", "e") }
            json.key("f" + "g")
            json.value(2.5)
        }
        #expect(
            String(decoding: json.bytes, as: UTF8.self) == #"{"a":1,"b":[true,null,{},["x"]],"c":{"d":"e"},"fg":2.5}"#)
    }

    @Test func anAbsentMemberLeavesNoTrace() {
        var json = JSONWriter()
        json.object { json in
            json.member("a", nil as String?)
            json.member("b", 1 as Int?)
            json.member("c", nil as [Int]?)
            json.member("d", ["x", nil])
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"b":1,"d":["x",null]}"#)
    }

    @Test(
        arguments: [
            ("", #""""#), ("plain", #""plain""#), ("say \"hi\"", #""say \"hi\"""#), ("a\\b", #""a\\b""#),
            ("12345678\"12345678", #""12345678\"12345678""#), ("\n\r\t\u{8}\u{c}", #""\n\r\t\b\f""#),
            ("\u{0}\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""), ("é€😀", #""é€😀""#), ("a/b", #""a/b""#),
            ("ends with \u{1}", #""ends with \u0001""#),
        ] as [(String, String)])
    func textIsEscapedWhereItMustBe(text: String, written: String) { #expect(text.jsonText == written) }

    @Test func everyControlCharacterSurvivesAtEveryPlace() throws {
        for code in 0..<UInt8(0x80) {
            for place in 0..<17 {
                var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 17)
                bytes[place] = code
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(try JSONParser.parse(text.jsonBytes) == .string(text))
            }
        }
    }

    @Test(
        arguments: [
            (0, "0"), (-1, "-1"), (10, "10"), (1_234_567_890, "1234567890"), (Int.max, "9223372036854775807"),
            (Int.min, "-9223372036854775808"),
        ] as [(Int, String)])
    func wholeNumbersAreExact(number: Int, written: String) { #expect(number.jsonText == written) }

    @Test func otherWidthsAreExactToo() {
        #expect(UInt64.max.jsonText == "18446744073709551615")
        #expect(Int8.min.jsonText == "-128")
        #expect(UInt8.max.jsonText == "255")
    }

    @Test(
        arguments: [
            (0.1, "0.1"), (-0.0, "-0.0"), (1, "1.0"), (.leastNonzeroMagnitude, "5e-324"), (1e300, "1e+300"),
            (.infinity, "null"),
            (.nan, "null"),
        ] as [(Double, String)])
    func doublesAreShortestOrNull(number: Double, written: String) { #expect(number.jsonText == written) }

    @Test func whatIsWrittenAlreadyGoesInAsItStands() {
        var json = JSONWriter()
        json.array { json in
            json.raw(Array(#"{"a":1}"#.utf8))
            json.value(2)
            Array("three".utf8).withUnsafeBufferPointer { json.text(utf8: $0) }
        }
        #expect(String(decoding: json.bytes, as: UTF8.self) == #"[{"a":1},2,"three"]"#)
    }

    @Test func aDictionaryIsWrittenByName() { #expect(["b": 2, "a": 1].jsonText == #"{"a":1,"b":2}"#) }
}
