import Domain
import TestTools
import Testing

@testable import Directory

@Suite struct PhoneParserTests {
    private let parser = PhoneParser.shared

    @Test func theTableHasAllItsRows() {
        #expect(PhoneRow.all.count == 260)
    }

    @Test(arguments: PhoneRow.all)
    func aTextIsReadAsTheTableSays(row: PhoneRow) {
        let region = row["default_region"]
        let parsed = parser.parse(row["raw"], region: region.isEmpty ? nil : region)
        switch parsed.outcome {
        case .number(let number, let details):
            #expect(number.e164 == row["expected_e164"])
            #expect(details.valid == (row["outcome"] == "e164"))
            #expect(details.type.name == (row["type"].isEmpty ? "unknown" : row["type"]))
            #expect(details.extension ?? "" == row["extension"])
        case .notANumber(let reason, _):
            #expect(row["outcome"] == "reject")
            #expect(reason.rawValue == row["reason"])
        }
    }

    @Test(
        arguments: [
            ("sip:alice@example.com;transport=tls", .sipUser, "alice@example.com"),
            ("\"Alice\" <sips:alice:secret@example.com>;tag=1", .sipUser, "alice:secret@example.com"),
            ("sip:192.0.2.15:5060", .sipUser, "192.0.2.15:5060"),
            ("client:Alice%20B", .client, "Alice B"),
            ("72345", .shortCode, "72345"), ("tel:911", .shortCode, "911"), ("sip:101@pbx", .shortCode, "101"),
            ("ACME", .alphanumeric, "ACME"), ("Bank 24", .alphanumeric, "Bank 24"),
            ("messenger:102345678901234", .channelUser, "102345678901234"),
            ("", .anonymous, nil), ("  ", .anonymous, nil), ("<unknown>", .anonymous, nil),
            ("No Caller ID", .anonymous, nil), ("whatsapp:anonymous", .anonymous, nil),
            ("sip:+266696687@carrier.example", .anonymous, nil), ("sip:x@anonymous.invalid", .anonymous, nil),
            ("266696687", .anonymous, nil), ("+86282452253", .anonymous, nil),
            ("*822021234567", .notANumber, nil), ("#31#08021234567", .notANumber, nil), ("(-)", .notANumber, nil),
        ] as [(String, ParsedNumber.Reason, String?)])
    func whatIsNoNumberHasAKindAndAnIdentity(raw: String, reason: ParsedNumber.Reason, identity: String?) {
        #expect(parser.parse(raw, region: "KR").outcome == .notANumber(reason, identity: identity))
    }

    @Test(
        arguments: [
            ("+12025550143", .number), ("sip:alice@h", .sip), ("client:a", .client), ("911", .shortCode),
            ("ACME", .alphanumeric), ("anonymous", .anonymous), ("555-0143", .unknown),
        ] as [(String, Party.Kind)])
    func onlyANumberMakesAPartyWithANumber(raw: String, kind: Party.Kind) {
        let party = parser.parse(raw, region: "US").party
        #expect(party.kind == kind)
        #expect(party.raw == raw)
        #expect((party.number != nil) == (kind == .number))
    }

    @Test func theChannelBeforeANumberIsKept() {
        let parsed = parser.parse("whatsapp:+12025550143", region: nil)
        #expect(parsed.channel == .whatsapp)
        #expect(parsed.number == PhoneNumber(e164: "+12025550143"))
    }

    @Test(
        arguments: [
            ("sip:%2B12025550143@h", "+12025550143"), ("sip:+12025550143:secret@h", "+12025550143"),
            ("sip:2025550143;phone-context=x@h", "+12025550143"), ("<tel:+1-202-555-0143>", "+12025550143"),
            ("TEL:+1 202 555 0143", "+12025550143"), ("Ada <+12025550143>", "+12025550143"),
            ("\u{202A}+1 202 555 0143\u{202C}", "+12025550143"), ("Tel: (202) 555-0143", "+12025550143"),
            ("٢٠٢٥٥٥٠١٤٣", "+12025550143"), ("2025550143ww55", "+12025550143"), ("202-555-0WWW", "+12025550999"),
        ])
    func aNumberIsFoundInItsWrapping(raw: String, e164: String) {
        #expect(parser.parse(raw, region: "US").number?.e164 == e164)
    }

    @Test(
        arguments: [
            ("2025550143wwww55", "55"), ("2025550143,,55", "55"), ("202-555-0143 extensión 7", "7"),
            ("202 555 0143 доб. 12", "12"), ("2025550143 #9", "9"), ("202 555 0143 - 503#", "503"),
            ("(202) 555-0143 x302/x2303", "302"), ("2025550143;ext=55", "55"), ("2025550143", nil),
        ] as [(String, String?)])
    func whatIsDialledAfterTheAnswerStandsApart(raw: String, digits: String?) {
        guard case .number(let number, let details) = parser.parse(raw, region: "US").outcome else {
            Issue.record("no number: \(raw)")
            return
        }
        #expect(number.e164 == "+12025550143")
        #expect(details.extension == digits)
    }

    @Test(
        arguments: [
            ("0343 15 555 1212", "AR", "+5493435551212"), ("0 15 11 98765 4321", "BR", "+5511987654321"),
            ("555-1234", "BB", "+12465551234"), ("0549 886377", "SM", "+3780549886377"), ("886377", "SM", nil),
            ("02 3661 8300", "IT", "+390236618300"), ("044 55 1234 5678", "MX", nil),
            ("8 9012345678", "RU", "+79012345678"), ("+1 310 1234", "CA", "+13101234"),
            ("310 1234", "CA", "+13101234"), ("00 800 1234 5678", "DE", "+80012345678"),
        ] as [(String, String, String?)])
    func aRegionsOwnHabitsAreFollowed(raw: String, region: String, e164: String?) {
        #expect(parser.parse(raw, region: region).number?.e164 == e164)
    }

    @Test func aNumberOfNoCountryBelongsToTheWorld() {
        guard case .number(_, let details) = parser.parse("+80012345678", region: nil).outcome else {
            Issue.record("no number")
            return
        }
        #expect(details.region == "001")
        #expect(details.type == .tollFree)
    }

    @Test func theRegionMayBeOfEitherCaseAndUnknown() {
        #expect(parser.parse("08021234567", region: "ng").number?.e164 == "+2348021234567")
        #expect(parser.parse("08021234567", region: "ZZ").reason == .invalidCountryCode)
        #expect(parser.parse("+2348021234567", region: "Nigeria").number?.e164 == "+2348021234567")
    }

    /// Any text is answered: with no crash, and with a number only when its E.164 reads as itself.
    @Test func anyTextIsAnsweredAndAnE164IsAFixedPoint() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("+0123456789 -()./x#*,;:=extw%<>@\"é１٣\u{200B}\u{0301}доб🙂\u{0}")
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &random)
            let raw = String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
            let region = parser.plan.regionNames.randomElement(using: &random)
            guard let number = parser.parse(raw, region: region).validNumber else { continue }
            #expect(parser.parse(number.e164, region: nil).number == number, "\(raw.debugDescription)")
        }
        #expect(parser.parse(String(repeating: "1", count: 10_000), region: "US").reason == .tooLong)
        #expect(parser.parse(String(repeating: ",", count: 200) + "1", region: "US").reason != nil)
    }

    @Test func aLineIsAnsweredForTheCommand() {
        #expect(parser.answer("NG\t0802 123 4567") == "+2348021234567\tmobile")
        #expect(parser.answer("US\t555-0143") == "-\tlocal-only")
        #expect(parser.answer("\t+1 202 055 0143") == "+12020550143\tunknown")
        #expect(parser.answer("+442079460018") == "+442079460018\tfixed_line")
        #expect(parser.answer("") == "-\tanonymous")
    }
}
