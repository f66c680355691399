import HTTP
import TestTools
import Testing

@Suite struct FormTests {
    static let read: [(String, [[String]])] = [
        ("", []), ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("a=1&a=2&a=1", [["a", "1"], ["a", "2"], ["a", "1"]]),
        ("a=&b&=c&=", [["a", ""], ["b", ""], ["", "c"], ["", ""]]), ("&&a=1&&", [["a", "1"]]),
        ("a=b=c", [["a", "b=c"]]),
        ("From=%2B15551234567&Body=two+words", [["From", "+15551234567"], ["Body", "two words"]]),
        ("n%C3%A4me=%E2%82%ac", [["näme", "€"]]), ("a=%26%3D%25", [["a", "&=%"]]), ("a=%00", [["a", "\u{0}"]]),
        ("a=é", [["a", "é"]]),
    ]

    @Test(arguments: read)
    func pairsKeepOrderDuplicatesAndBlanks(text: String, pairs: [[String]]) throws {
        #expect(try FormBody(text.utf8).pairs.map { [$0.name, $0.value] } == pairs)
        #expect(try FormBody(Array(text.utf8)).pairs.map { [$0.name, $0.value] } == pairs)
    }

    @Test(arguments: [
        ("%", 0), ("a=%4", 2), ("a=b&c=%zz", 6), ("a%=1", 1), ("&&a=%ff", 2), ("a=%C3&b=%A4", 2), ("a=%ED%A0%80", 2),
        ("a=é%", 4), ("a=1&%C3=%A4", 4),
    ])
    func aMalformedFormIsRefused(text: String, offset: Int) {
        #expect {
            try FormBody(text.utf8)
        } throws: {
            ($0 as? FormError)?.offset == offset
        }
    }

    @Test func fieldsAreBounded() throws {
        let text = Array(repeating: "a=1", count: 11).joined(separator: "&")
        #expect(throws: FormError.self) { try FormBody(text.utf8, maximumFields: 10) }
        #expect(try FormBody(text.utf8, maximumFields: 11).count == 11)
    }

    @Test func valuesAreFoundByName() throws {
        let form = try FormBody("To=a&From=b&To=c".utf8)
        #expect(form["To"] == "a")
        #expect(form.values("To") == ["a", "c"])
        #expect(form["to"] == nil)
        #expect(form.bytes("From").map(Array.init) == [0x62])
    }

    @Test(arguments: [3, 100])
    func sortingIsByBytesAndStable(repeats: Int) throws {
        let text = (0..<repeats).map { "b=\($0)&B=\($0)&aa=\($0)&a=\($0)&%C3%A9=\($0)" }.joined(separator: "&")
        let form = try FormBody(text.utf8)
        let sorted = form.sortedByName().map { field in
            [
                String(decoding: form.decoded[field.name], as: UTF8.self),
                String(decoding: form.decoded[field.value], as: UTF8.self),
            ]
        }
        let names = ["B", "a", "aa", "b", "é"]
        #expect(sorted == names.flatMap { name in (0..<repeats).map { [name, "\($0)"] } })
    }

    @Test func whatIsEncodedIsDecoded() {
        let text = "a b+c/ä~*€%&=?,:@"
        #expect(PercentCoding.encode(text) == "a%20b%2Bc%2F%C3%A4~%2A%E2%82%AC%25%26%3D%3F%2C%3A%40")
        #expect(PercentCoding.encode(text, .segment) == "a%20b+c%2F%C3%A4~*%E2%82%AC%25&=%3F,:@")
        #expect(PercentCoding.encode(text, .form) == "a+b%2Bc%2F%C3%A4%7E*%E2%82%AC%25%26%3D%3F%2C%3A%40")
        #expect(PercentCoding.decodeText(PercentCoding.encode(text).utf8) == text)
        #expect(PercentCoding.decodeText(PercentCoding.encode(text, .form).utf8, plusIsSpace: true) == text)
        #expect(PercentCoding.decodeText("%ff".utf8) == nil)
        #expect(PercentCoding.decode("%f".utf8) == nil)
    }
}

@Suite struct DateTests {
    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_199), ("Wed, 16 Nov 2050 00:00:00 GMT", 2_552_169_600),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400), ("Sun Nov 16 08:49:37 1994", 784_975_777),
    ])
    func theThreeFormsAreRead(text: String, seconds: Int64) {
        #expect(HTTPDate.parse(text) == seconds)
    }

    @Test(arguments: [
        "", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 31 Apr 1994 08:49:37 GMT", "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "784111777",
        "Sun,  06 Nov 1994 08:49:37 GMT", "Abc, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
    ])
    func anythingElseIsNone(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test func whatIsWrittenIsReadForAllOfAThousandYears() {
        var random = SeededGenerator(seed: 822)
        for _ in 0..<5_000 {
            let seconds = Int64(random.next() % 40_000_000_000) - 5_000_000_000
            let text = HTTPDate.format(seconds)
            if text.utf8.count != 29 || HTTPDate.parse(text) != seconds { Issue.record("\(seconds): \(text)") }
        }
        #expect(HTTPDate.format(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        #expect(HTTPDate.format(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
    }

    @Test func twoDigitsAreAtMostFiftyYearsAhead() {
        let now: Int64 = 1_763_629_267  // 2025
        #expect(
            HTTPDate.parse("Sunday, 06-Nov-75 08:49:37 GMT", now: now).map(HTTPDate.format)?.contains("2075") == true)
        #expect(
            HTTPDate.parse("Sunday, 06-Nov-76 08:49:37 GMT", now: now).map(HTTPDate.format)?.contains("1976") == true)
    }

    @Test func theDateLineChangesWithTheSecond() {
        var line = DateLine()
        #expect(line.at(0) == Array("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n".utf8))
        #expect(line.at(1) == Array("Date: Thu, 01 Jan 1970 00:00:01 GMT\r\n".utf8))
    }
}

@Suite struct RangeTests {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.Outcome.ranges([0..<1])), ("bytes=0-", .ranges([0..<1000])),
        ("bytes=-1", .ranges([999..<1000])),
        ("bytes=-2000", .ranges([0..<1000])), ("bytes=500-1500", .ranges([500..<1000])),
        ("Bytes=1-2", .ranges([1..<3])),
        ("bytes=0-1, 5-6 ,,9-", .ranges([0..<2, 5..<7, 9..<1000])), ("bytes=2000-, 0-1", .ranges([0..<2])),
        ("bytes=1-99999999999999999999", .ranges([1..<1000])), ("bytes=1000-", .unsatisfiable),
        ("bytes=-0", .unsatisfiable),
        ("bytes=1000-2000,3000-", .unsatisfiable), ("bytes=", .whole), ("bytes=a-b", .whole), ("bytes=2-1", .whole),
        ("bytes=-", .whole), ("bytes=1", .whole), ("bytes 0-1", .whole), ("lines=0-1", .whole),
        ("bytes=0-1;2-3", .whole),
        ("bytes=0-,0-", .whole), ("bytes=" + Array(repeating: "0-0", count: 17).joined(separator: ","), .whole),
        ("bytes=--1", .whole), ("bytes=+1-2", .whole), ("bytes=0x1-2", .whole),
    ])
    func aRangeIsReadOrIgnored(text: String, outcome: ByteRange.Outcome) {
        #expect(ByteRange.parse(text, size: 1_000) == outcome)
    }

    @Test func nothingOfAnEmptyFileCanBeHad() {
        #expect(ByteRange.parse("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange.parse("bytes=-5", size: 0) == .unsatisfiable)
    }

    @Test func contentRangeNamesTheLastByte() {
        #expect(ByteRange.contentRange(0..<100, size: 1234) == "bytes 0-99/1234")
        #expect(ByteRange.contentRange(nil, size: 1234) == "bytes */1234")
    }

    @Test(arguments: [
        ("GET", [("If-None-Match", "\"b\", W/\"a\"")], Preconditions.Outcome.notModified),
        ("PUT", [("If-None-Match", "*")], .failed), ("GET", [("If-None-Match", "\"b\"")], .proceed),
        ("PUT", [("If-Match", "\"a\"")], .proceed), ("PUT", [("If-Match", "W/\"a\"")], .failed),
        ("PUT", [("If-Match", "\"b\"")], .failed), ("PUT", [("If-Match", "*")], .proceed),
        ("GET", [("If-Modified-Since", "Thu, 01 Jan 1970 00:01:40 GMT")], .notModified),
        ("GET", [("If-Modified-Since", "Thu, 01 Jan 1970 00:01:39 GMT")], .proceed),
        ("GET", [("If-Modified-Since", "yesterday")], .proceed),
        ("GET", [("If-None-Match", "\"b\""), ("If-Modified-Since", "Thu, 01 Jan 1970 00:01:40 GMT")], .proceed),
        ("PUT", [("If-Unmodified-Since", "Thu, 01 Jan 1970 00:01:39 GMT")], .failed),
        ("PUT", [("If-Unmodified-Since", "Thu, 01 Jan 1970 00:01:40 GMT")], .proceed),
    ])
    func conditionsAreEvaluatedInOrder(
        method: String, headers: [(String, String)], outcome: Preconditions.Outcome
    ) throws {
        let head = try RequestHead(Method(rawValue: method), "/", headers: headers)
        #expect(Preconditions.evaluate(head, tag: EntityTag("a"), lastModified: 100) == outcome)
    }

    @Test func aRangeOfSomethingElseIsNotGiven() throws {
        func applies(_ value: String) throws -> Bool {
            let head = try RequestHead(.get, "/", headers: [("If-Range", value)])
            return Preconditions.rangeApplies(head, tag: EntityTag("a"), lastModified: 100)
        }
        #expect(try applies("\"a\""))
        #expect(try !applies("W/\"a\""))
        #expect(try !applies("\"b\""))
        #expect(try applies("Thu, 01 Jan 1970 00:01:40 GMT"))
        #expect(try !applies("Thu, 01 Jan 1970 00:01:41 GMT"))
    }
}

@Suite struct NegotiationTests {
    @Test(
        arguments: [
            (nil, "application/json"), ("*/*", "application/json"), ("text/csv", "text/csv"), ("text/*", "text/csv"),
            ("text/csv;q=0.5, application/json;q=0.4", "text/csv"), ("application/json;q=0, */*;q=0.1", "text/csv"),
            ("text/csv;q=0.1, */*", "application/json"), ("image/png", nil), ("", "application/json"),
            ("TEXT/CSV", "text/csv"), ("text/csv; q=1.000, application/json; q=0.999", "text/csv"),
        ] as [(String?, String?)])
    func theBestAcceptedTypeIsChosen(accept: String?, expected: String?) {
        #expect(ContentNegotiation.mediaType(accept: accept, offered: ["application/json", "text/csv"]) == expected)
    }

    @Test(
        arguments: [
            (nil, "gzip"), ("gzip", "gzip"), ("gzip;q=0", "identity"), ("identity;q=0, gzip;q=0", nil),
            ("br", "identity"),
            ("*", "gzip"), ("*;q=0", nil), ("", "identity"), ("gzip;q=0.1", "gzip"),
        ] as [(String?, String?)])
    func theBestAcceptedCodingIsChosen(accept: String?, expected: String?) {
        #expect(ContentNegotiation.token(accept: accept, offered: ["gzip", "identity"]) == expected)
    }

    @Test(
        arguments: [
            ("text/HTML; Charset=\"utf-8\"", "text/html; charset=utf-8"), ("a/b;c=\"d \\\" e\"", "a/b; c=\"d \\\" e\""),
            ("a/b ; ; x=1;", "a/b; x=1"), ("text", nil), ("a/", nil), ("a/b; c", nil), ("a/b c", nil),
            ("a/b; c=\"", nil),
        ] as [(String, String?)])
    func aMediaTypeIsRead(text: String, expected: String?) {
        #expect(MediaType(text)?.description == expected)
    }

    @Test(arguments: ["\"a\"", "W/\"a\"", "\"\""])
    func anEntityTagIsWrittenAsItIsRead(text: String) {
        #expect(EntityTag(parsing: text)?.description == text)
    }

    @Test(arguments: ["a", "\"a", "w/\"a\"", "\"a\"b\"", "\"a b\"", "\""])
    func whatIsNoEntityTagIsNone(text: String) {
        #expect(EntityTag(parsing: text) == nil)
    }
}
