import Analysis
import Domain
import Foundation
import JSON
import Testing

/// Languages, intents, triggers, questions, keywords, and documents that cannot be read.
@Suite struct FindingTests {
    @Test(
        arguments: [
            ("I would like to change my appointment", "en"), ("Bonjour, je voudrais un rendez-vous demain", "fr"),
            ("Hola, quiero cambiar la fecha de mi pedido", "es"), ("Ich habe noch keine Rechnung bekommen", "de"),
            ("Olá, eu ainda não recebi a minha encomenda", "pt"),
            ("Buongiorno, vorrei sapere dove è il mio ordine", "it"),
            ("Ik heb mijn bestelling nog niet gekregen", "nl"), ("xyzzy plugh", "unknown"), ("42", "unknown"),
            ("", "unknown"),
        ])
    func theLanguageIsToldByItsSmallWords(text: String, language: String) throws {
        #expect(try Documents.analyse(text).language.label == language)
    }

    @Test(
        arguments: [
            ("I'd like to cancel my subscription", "cancel"), ("Can I book an appointment for Tuesday?", "booking"),
            ("Where is my parcel?", "order_status"), ("What are your opening hours?", "opening_hours"),
            ("I want a refund", "refund"), ("The internet is not working", "technical"), ("Purple monkeys", "other"),
        ])
    func theIntentIsWhatMostWordsSpeakFor(text: String, intent: String) throws {
        #expect(try Documents.analyse(text).intent.label == intent)
    }

    @Test(
        arguments: [
            ("Please call an ambulance, he is not breathing", "caller", "emergency-medical"),
            ("There is a gas leak in the kitchen", nil, "emergency-fire"),
            ("I will take you to court", "caller", "legal-threat"),
            ("I'm cancelling, I will never use you again", "caller", "threat-to-leave"),
        ] as [(String, String?, String)])
    func aTriggerFiresOnItsWords(text: String, speaker: String?, rule: String) throws {
        #expect(try Documents.analyse(text, speaker: speaker).triggers.map(\.rule).contains(rule))
    }

    @Test(
        arguments: [
            ("It's not a gas leak", "caller"), ("The policy covers fire and theft", "agent"),
            ("You could take us to court", "agent"), ("I need a taxi to the hospital", "caller"),
        ])
    func aTriggerDoesNotFireOnWhatIsDeniedOrSaidByOthers(text: String, speaker: String) throws {
        #expect(try Documents.analyse(text, speaker: speaker).triggers.isEmpty)
    }

    @Test func questionsAreFoundWithAndWithoutTheirMarks() throws {
        let found = try Documents.analyse("Hello. Can you hear me? I think so.")
        #expect(found.questions.count == 1)
        #expect(try Documents.analyse("so what time do you close").questions.count == 1)
        #expect(try Documents.analyse("I closed the door").questions.isEmpty)
    }

    @Test func everySpanLiesWithinItsText() throws {
        let pieces = [
            "I'll", "send", "it", "by", "Friday", "é", "👍", "ambulance", "?", ".", "don’t", "\n", "15:30", "'",
            "the 5th",
        ]
        var state: UInt64 = 42
        for _ in 0..<500 {
            var words: [String] = []
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                words.append(pieces[Int(state >> 33) % pieces.count])
            }
            let text = words.joined(separator: state % 3 == 0 ? "" : " ")
            let found = try Documents.analyse(text)
            let spans =
                found.keywords.map(\.span) + found.questions.map(\.span) + found.triggers.map(\.finding.span)
                + found.promises.map(\.finding.span) + found.promises.compactMap(\.dueSpan)
            for span in spans { #expect(span.upperBound <= text.utf8.count, "\(text)") }
        }
    }

    @Test(
        arguments: [
            (#"{"words":[{"weight":1,"words":"good/x"}],"phrases":[]}"#, "words[0].words"),
            (#"{"words":[],"phrases":[{"weight":1,"phrases":["fine","{nothing} here"]}]}"#, "phrases[0].phrases[1]"),
            (#"{"words":[],"phrases":[{"weight":1,"phrases":[".. here"]}]}"#, "phrases[0].phrases[0]"),
            (#"{"words":[],"phrases":[{"weight":1,"phrases":["maybe?"]}]}"#, "phrases[0].phrases[0]"),
        ])
    func aLexiconThatCannotBeReadNamesTheField(text: String, field: String) throws {
        let document = try JSONParser.parse(Array(text.utf8))
        #expect(Lexicon.schema.problems(in: document).isEmpty)
        #expect { _ = try Lexicon(document) } throws: { error in
            (error as? LexiconFaults)?.problems.map(\.field) == [field]
        }
    }

    @Test func theDocumentsOfTheProgramFitTheirSchemas() throws {
        #expect(Lexicon.schema.problems(in: try Documents.read("lexicon")).isEmpty)
        #expect(Rules.schema.problems(in: try Documents.read("rules")).isEmpty)
    }
}
