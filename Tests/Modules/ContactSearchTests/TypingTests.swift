import JSON
import Support
import TestTools
import Testing

@testable import Directory

@Suite(.timeLimit(.minutes(10))) struct TypingTests {
    @Test func nobodyIsMissedByCaseAccentsOrThePartOfTheNameThatIsTyped() async throws {
        try await withBook { book in
            for name in ["Zoë Müller", "Ngozi Adéyẹmí", "Seán O'Brien", "Johnson Mary-Ann", "Иван Петров"] {
                try await book.add(name)
            }
            try await book.add(nil, ["email": "zoe@example.com"])
            for (text, found) in [
                ("zoe", ["Zoë Müller"]), ("ZOË M", ["Zoë Müller"]), ("mull", ["Zoë Müller"]),
                ("muller zo", ["Zoë Müller"]), ("adeyemi", ["Ngozi Adéyẹmí"]), ("o'b", ["Seán O'Brien"]),
                ("brien", ["Seán O'Brien"]), ("ann", ["Johnson Mary-Ann"]), ("mary ann", ["Johnson Mary-Ann"]),
                ("петр", ["Иван Петров"]), ("z", ["Zoë Müller"]), ("zoe ngozi", []), ("\"zoe\" OR *", []), ("!?", []),
                ("zoe@", ["zoe@example.com"]), ("ZOE@Exam", ["zoe@example.com"]), ("oe@example", []),
            ] {
                #expect(try await book.typing(text) == found, "\(text)")
            }
        }
    }

    @Test func oneSlipInAWordIsForgivenWhereNobodyHasTheWordAsTyped() async throws {
        try await withBook { book in
            for name in ["Jonathan Adler", "Ada Obi", "Ad Bode", "Müller Иван"] { try await book.add(name) }
            for (text, found) in [
                ("jonatan", ["Jonathan Adler"]), ("jonathann", ["Jonathan Adler"]), ("jonahtan", ["Jonathan Adler"]),
                ("honathan", ["Jonathan Adler"]), ("jonathan adlre", ["Jonathan Adler"]),
                ("jonatan adl", ["Jonathan Adler"]),
                ("jonattn", []), ("aba", []), ("obx", []), ("muler", ["Müller Иван"]), ("ивна", ["Müller Иван"]),
                ("adler jonas", []),
            ] {
                #expect(try await book.typing(text) == found, "\(text)")
            }
        }
    }

    @Test func aNumberIsFoundWholeOrByItsLastDigits() async throws {
        try await withBook { book in
            try await book.add("Ada", ["numbers": [["number": "+12025550143"], ["number": "+12025550199"]]])
            try await book.add("Bode", ["numbers": [["number": "+2348021110143"]]])
            try await book.add("4711 Ltd", ["numbers": [["number": "+12025554711"]]])
            for (text, found) in [
                ("0143", ["Bode", "Ada"]), ("50143", ["Ada"]), ("555-0143", ["Ada"]), ("1110143", ["Bode"]),
                ("(202) 555-0143", ["Ada"]), ("+1 202 555 0143", ["Ada"]), ("+234802", ["Bode"]),
                ("+1202555", ["Ada", "4711 Ltd"]),
                ("2025550199", ["Ada"]), ("4711", ["4711 Ltd"]), ("9999", []), ("143", []),
            ] {
                #expect(try await book.typing(text) == found, "\(text)")
            }
        }
    }

    @Test func theIndexFollowsEveryChangeOfAName() async throws {
        try await withBook { book in
            let id = try await book.add("Ada Obi", ["tags": ["VIP"]])
            let path = "/api/crm/contacts/\(id)"
            try await book.server.json(.put, path, ["name": "Ada Eze", "tags": ["fair"]], expecting: 200)
            #expect(try await book.typing("obi").isEmpty)
            #expect(try await book.typing("eze") == ["Ada Eze"])
            #expect(try await book.names(where: ["field": "tag", "is": "vip"]).isEmpty)
            #expect(try await book.names(where: ["field": "tag", "is": "Fair"]) == ["Ada Eze"])
            try await book.server.json(.delete, path, nil, expecting: 204)
            #expect(try await book.typing("eze").isEmpty)
            #expect(try await book.names("q=eze&deleted=true") == ["Ada Eze"])
            #expect(try await book.names("deleted=true") == ["Ada Eze"])
        }
    }

    @Test func nobodyFindsAnotherCompanysContacts() async throws {
        try await withBook { book in
            try await book.add("Ada Obi", ["email": "ada@example.com", "numbers": [["number": "+12025550143"]]])
            let other = try await book.server.anotherCompany("Other")
            for text in ["ada", "adda", "0143", "%2B12025550143", "ada@example.com"] {
                let page = try await book.server.get("/api/crm/contacts?q=\(text)&count=true", as: other)
                #expect(page["data"] == [] && page["count"] == 0, "\(text)")
                #expect(try await book.server.get("/api/crm/contacts?q=\(text)")["data"].array?.count == 1, "\(text)")
            }
        }
    }

    @Test func whateverIsTypedIsAnswered() async throws {
        try await withBook { book in
            try await book.add("Zoë \u{1F600} Müller")
            var random = SeededGenerator(seed: 7)
            let strange: [Unicode.Scalar] = [
                "\"", "*", "^", ":", "(", ")", "-", "'", "\u{E000}", "\u{301}", "\u{1F600}", "\u{10FFFF}",
            ]
            let typed = (0..<300).map { _ in
                var text = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 1...12, using: &random) {
                    let any = Unicode.Scalar(UInt32.random(in: 1...0x2FFFF, using: &random)) ?? "a"
                    text.append(
                        [any, strange.randomElement(using: &random) ?? "a", "o", "r", " ", "m"].randomElement(
                            using: &random) ?? "a")
                }
                return String(text)
            }
            let company = book.server.company.id
            let shared = try await book.server.anotherCompany("Other")
            try await book.server.post("/api/crm/contacts", ["name": "Zoë"], as: shared, expecting: 201)
            try await book.server.database.read(company) { tx in
                for text in typed {
                    var listing = ContactListing()
                    listing.query = ContactQuery(text, region: "US", parser: .shared)
                    _ = try listing.page(after: nil, limit: 5, in: tx)
                }
            }
        }
    }

    @Test(
        arguments: [
            ("ab", []),
            ("abcd", ["bcd", "acd", "abd", "abc", "bacd", "acbd", "abdc", "xabcd", "abcdx", "abxcd", "abxd"]),
        ])
    func aSlipIsALetterLessMoreOrWrongOrTwoTurnedRound(word: String, some: [String]) {
        let variants = NameTypos.variants(of: word)
        #expect(variants.isSuperset(of: some))
        #expect(some.isEmpty ? variants.isEmpty : !variants.contains(word))
    }
}
