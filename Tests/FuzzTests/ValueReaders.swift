import Directory
import Domain
import HTTP
import JSON
import Web

/// Forms and queries: what was read says the same when it is written and read again.
struct FormReader: InputReader {
    let seeds = [
        "a=1&b=2&a=3", "From=%2B12025550143&To=%2B14155550119&CallSid=CA1&x=", "q=caf%C3%A9+au+lait&&=&b",
        "%00=%7F&a=%20b%26c",
    ]
    .map { Array($0.utf8) }
    let spice = ["%", "%2", "%zz", "&", "=", "+", "%C3", "%A9", "%00", ";", "%F0%9F%8E%89"]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        _ = PercentCoding.decode(bytes, plusIsSpace: random.below(2) == 0)
        guard let form = try? FormBody(bytes) else { return .refused }
        let written = form.pairs.map {
            "\(PercentCoding.encode($0.name, .form))=\(PercentCoding.encode($0.value, .form))"
        }
        guard let again = try? FormBody(written.joined(separator: "&").utf8) else { return .fault("not read again") }
        let same = zip(form.pairs, again.pairs).allSatisfy { $0.name == $1.name && $0.value == $1.value }
        guard same, form.pairs.count == again.pairs.count else { return .fault("\(form.pairs) became \(again.pairs)") }
        return .understood
    }
}

/// JSON: what was read is the same when it is written and read again; and no schema trips over it.
struct JSONReader: InputReader {
    let seeds = [
        #"{"a":[1,-2.5e3,true,false,null,"x\u00e9\ud83c\udf89"],"b":{"c":{}},"d":""}"#, "[[[[[[]]]]]]",
        "\"\\n\\t\\\"\\\\\\/\"",
        #"{"name":"Ada","email":"a@b.example","numbers":[{"number":"+12025550143"}],"at":"2026-11-20T09:41:07Z"}"#,
        "9223372036854775807", "-0.0", "1.7976931348623157e308", " { } ",
    ].map { Array($0.utf8) }
    let spice = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "1e9", "-", "null", "true", "\u{0}", "\u{feff}",
        "é",
    ]
    private let schema = Schema.object([
        .optional("name", .string(min: 1, max: 5, pattern: "^[a-zA-Z]+$")), .optional("email", .string(format: .email)),
        .optional("numbers", .array(of: .object([.required("number", .string(max: 9))]), max: 2)),
        .optional("at", .string(format: .dateTime)), .optional("a", .array(of: .anyOf([.integer(min: 0), .boolean]))),
        .optional("b", .map(of: .any, max: 1)),
    ]).needing(oneOf: "a", "name")

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        guard let value = try? JSONParser.parse(bytes) else { return .refused }
        _ = schema.problems(in: value)
        guard let again = try? JSONParser.parse(value.jsonBytes) else { return .fault("not read again") }
        guard again == value else { return .fault("\(value) became \(again)") }
        return .understood
    }
}

/// Telephone numbers of every region: a valid number is itself when it is read again.
struct PhoneReader: InputReader {
    let seeds = [
        "+1 (202) 555-0143", "020 7946 0958", "+49 30 901820 ext. 12", "whatsapp:+447911123456",
        "sip:alice@example.com",
        "08012345678", "+525512345678", "tel:+33-1-42-68-53-00;ext=5", "1-800-FLOWERS", "٠٢٠ ٧٩٤٦", "anonymous",
        "+808012345678", "12345",
    ].map { Array($0.utf8) }
    let spice = [
        "+", "00", "0", "15", "(", ")", "-", " ", "x12", ";ext=", "~", "＋", "٣", "\u{200b}", "tel:", "sip:", "@", "\0",
        "A",
    ]
    private static let regions = [
        "US", "GB", "NG", "DE", "IT", "MX", "AR", "BR", "IN", "CN", "RU", "KZ", "JP", "XX", nil,
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let text = String(decoding: bytes, as: UTF8.self)
        let region = Self.regions[random.below(Self.regions.count)]
        guard case .number(let number, let details) = PhoneParser.shared.parse(text, region: region).outcome else {
            return .refused
        }
        // What is no number may still lose a trunk prefix that it has kept.
        guard details.valid else { return .understood }
        guard case .number(let again, _) = PhoneParser.shared.parse("\(number)", region: nil).outcome, again == number
        else {
            return .fault("\(number) of \(region ?? "-") is not itself")
        }
        return .understood
    }
}

/// The smaller values of HTTP and of our own wire.
struct ValueReader: InputReader {
    let seeds = [
        "text/html;q=0.8, application/json;charset=\"utf-8\", */*;q=0.1", "bytes=0-5,10-,-3",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "W/\"a\", \"b\", *",
        "2026-11-20T09:41:07.123+05:30",
        "con_1s4v0k2m3n0000", "Tue, 14 Oct 2025 09:15:01 +0000", "123e4567-e89b-12d3-a456-426614174000",
    ].map { Array($0.utf8) }
    let spice = [
        ",", ";", "q=", "\"", "\\", "*", "-", "=", "GMT", ":", "Z", "+", "T", "_", "99999999999999999999", "\0",
    ]

    func read(_ bytes: [UInt8], _ random: inout Mutator) -> Verdict {
        let text = String(decoding: bytes, as: UTF8.self)
        var understood = MediaType(text) != nil || HTTPDate.parse(text) != nil
        if case .ranges(let ranges) = ByteRange.parse(text, size: 100) {
            understood = true
            guard ranges.allSatisfy({ $0.lowerBound >= 0 && $0.upperBound <= 100 && !$0.isEmpty }) else {
                return .fault("\(ranges)")
            }
        }
        _ = ContentNegotiation.mediaType(accept: text, offered: ["text/html", "application/json"])
        _ = EntityTagList([text])
        _ = EntityTag(parsing: text)
        for format in TextFormat.allCases { _ = Schema.string(format: format).problems(in: .string(text)) }
        if let id = ContactID(wire: text) {
            understood = true
            guard ContactID(wire: id.wire) == id, ContactID.schema.problems(in: .string(text)).isEmpty else {
                return .fault("\(id) is not itself")
            }
        }
        if let time = TimestampParser.parse(text) ?? TimestampParser.parseRFC2822(text) {
            understood = true
            // A client's year may be any; what is written is read again.
            guard TimestampParser.parse(time.rfc3339) == time else { return .fault("\(time.rfc3339) is not itself") }
        }
        return understood ? .understood : .refused
    }
}
