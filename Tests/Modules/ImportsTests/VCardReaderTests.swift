import TestTools
import Testing

@testable import Imports

@Suite struct VCardReaderTests {
    private typealias Column = VCardReader.Column

    private static let older = """
        BEGIN:VCARD\r
        VERSION:2.1\r
        N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=93l=C3=A1;Zo=C3=AB\r
        FN:Zoe Ola\r
        TEL;CELL;PREF:0802 123 4567\r
        TEL;HOME;FAX:0803\r
        NOTE;ENCODING=QUOTED-PRINTABLE:first line=0D=0Asecond =\r
        goes on\r
        PHOTO;ENCODING=BASE64;JPEG:\r
         /9j/4AAQSkZJRgABAQ\r
         AAAQABAAD/2wBD\r
        \r
        ORG:Obi & Sons;Sales\r
        END:VCARD\r

        """
    private static let newer = """
        BEGIN:VCARD
        VERSION:4.0
        FN:Ada\\, the elder
        N:Obi;Ada;;;
        item1.TEL;TYPE="voice,work":tel:+44-20-7946-0958
        TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+2348021234567
        EMAIL;TYPE=work;PREF=2:other@example.com
        EMAIL;PREF=1:ada@example.com
        CATEGORIES:vip,with\\, comma
        ADR;LABEL="x:y":;;12 Marina;Lagos;;101241;Nigeria
        NOTE:folded in the mid
         dle\\nnew line
        UID:urn:uuid:4fbe8971
        BDAY:19850412
        URL:https://example.com/a;b
        END:VCARD

        """

    private static func read(_ pieces: [[UInt8]]) -> [[String]] {
        var reader = VCardReader()
        var cards: [[String]] = []
        func drain() {
            while reader.next() {
                cards.append((0..<reader.count).map { String(decoding: reader.field($0), as: UTF8.self) })
            }
        }
        for piece in pieces {
            reader.append(piece)
            drain()
        }
        reader.finish()
        drain()
        return cards
    }

    private static func field(_ card: [String], _ column: Column) -> String { card[column.rawValue] }

    @Test func theThreeVersionsAreRead() throws {
        let cards = Self.read([Array((Self.older + Self.newer).utf8)])
        let (zoe, ada) = (try #require(cards.first), try #require(cards.last))
        #expect(cards.count == 2)
        #expect(Self.field(zoe, .fullName) == "Zoe Ola")
        #expect(Self.field(zoe, .given) == "Zoë" && Self.field(zoe, .family) == "Ólá")
        #expect(Self.field(zoe, .phones) == "0802 123 4567\n0803")
        #expect(Self.field(zoe, .note) == "first line\r\nsecond goes on")
        #expect(Self.field(zoe, .organization) == "Obi & Sons")
        #expect(Self.field(ada, .fullName) == "Ada, the elder")
        #expect(Self.field(ada, .phones) == "+2348021234567\n+44-20-7946-0958")
        #expect(Self.field(ada, .email) == "ada@example.com")
        #expect(Self.field(ada, .categories) == "vip;with, comma")
        #expect(Self.field(ada, .address) == "12 Marina, Lagos, 101241, Nigeria")
        #expect(Self.field(ada, .note) == "folded in the middle\nnew line")
        #expect(Self.field(ada, .uid) == "urn:uuid:4fbe8971")
        #expect(Self.field(ada, .url) == "https://example.com/a;b")
    }

    @Test func cardsReadTheSameHoweverTheirBytesCome() {
        let bytes = Array((Self.older + Self.newer).utf8)
        let whole = Self.read([bytes])
        for cut in 0...bytes.count {
            #expect(Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(Self.read(bytes.map { [$0] }) == whole)
    }

    @Test(arguments: [
        ("BEGIN:VCARD\nFN:Ada\nBEGIN:VCARD\nFN:Bode\nEND:VCARD\n", ["Ada", "Bode"]),
        ("begin:vcard\nfn:Ada\nend:vcard", ["Ada"]), ("BEGIN:VCARD\nFN:Ada\n", ["Ada"]),
        ("junk\nBEGIN:VCARD\nFN:Ada\nEND:VCARD\nFN:nobody\n", ["Ada"]),
        ("BEGIN:VCARD\nFN:Ada\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nEND:VCARD\n", ["Ada"]),
        ("BEGIN:VCARD\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB\nEND:VCARD\n", ["Zoë"]), ("", []),
    ])
    func whatIsNotQuiteACardIsReadAsFarAsItGoes(text: String, names: [String]) {
        #expect(Self.read([Array(text.utf8)]).map { Self.field($0, .fullName) } == names)
        #expect(Self.read(Array(text.utf8).map { [$0] }).map { Self.field($0, .fullName) } == names)
    }

    @Test func aPhotoOfAnySizeIsPassedOver() {
        let photo = String(repeating: "A", count: 300_000)
        let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nPHOTO;ENCODING=b:\(photo)\nEMAIL:a@example.com\nEND:VCARD\n"
        let cards = Self.read([Array(text.utf8)])
        #expect(cards.map { Self.field($0, .email) } == ["a@example.com"])
        let bytes = Array(text.utf8)
        #expect(
            Self.read(
                stride(from: 0, to: bytes.count, by: 1_000).map { Array(bytes[$0..<min($0 + 1_000, bytes.count)]) })
                == cards)
    }

    @Test func anyLinesAreReadWithoutATrap() {
        var random = SeededGenerator(seed: 5)
        let lines = [
            "BEGIN:VCARD", "END:VCARD", "FN:Ada", " fold", "N:;;", "N", ":", "TEL;PREF=x:;", "NOTE;QUOTED-PRINTABLE:=",
            "=\\",
            "AGENT:", "ADR:;;", "\\", "CATEGORIES:\\,,", "a.b.:c", ";:\"", "VERSION:2.1", "ORG:\\",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0..<14, using: &random)).compactMap { _ in
                lines.randomElement(using: &random)
            }
            .joined(separator: Bool.random(using: &random) ? "\n" : "\r\n")
            let whole = Self.read([Array(text.utf8)])
            #expect(whole == Self.read(Array(text.utf8).map { [$0] }), "\(text)")
        }
    }
}
