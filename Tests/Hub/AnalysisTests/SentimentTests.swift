import Analysis
import Foundation
import Testing

/// The mood of a text (labelled lines: `fixtures/sentiment`).
@Suite struct SentimentTests {
    @Test(
        arguments: [
            ("Not bad at all, thank you!", .positive), ("I am not happy with this.", .negative),
            ("No problem, I can wait.", .neutral), ("I'm fed up.", .negative), ("We are over the moon!", .positive),
            ("It was fine at first but now it leaks everywhere.", .negative),
            ("I was furious, but you fixed it so quickly, thank you.", .positive),
            ("Thanks for nothing.", .negative), ("Is there a problem with my order?", .neutral),
            ("I'm sorry to hear that.", .neutral), ("I'd be happy to help you with that.", .neutral),
            ("Why has nobody called me back?", .negative), ("If it breaks, can I return it?", .neutral),
            ("THIS IS SO BAD", .negative), ("sooooo goooood", .positive), ("👎", .negative), ("great :)", .positive),
            ("", .neutral), ("...", .neutral), ("It is four five six.", .neutral), ("\u{2019}\u{2019}", .neutral),
            ("It doesn\u{2019}t work.", .negative),
        ] as [(String, Mood)])
    func aTextHasTheMoodThatAPersonHearsInIt(text: String, mood: Mood) throws {
        #expect(try Documents.analyse(text).sentiment.label == mood)
    }

    /// Macro-F1 over the three moods; the bound is what a reader of the labels would not forgive going below.
    @Test(arguments: ["tuning", "heldout"])
    func theLabelledLinesAreReadAsTheirLabelsSay(half: String) throws {
        let file = Documents.root.appendingPathComponent("fixtures/sentiment/\(half).tsv")
        let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: "\t").map(String.init)
        }
        #expect(rows.count > 200 && rows.allSatisfy { $0.count == 3 })
        let pairs = try rows.map { (truth: $0[0], said: try Documents.analyse($0[2]).sentiment.label.rawValue) }
        let scores = Mood.allCases.map(\.rawValue).map { label in
            let hits = Double(pairs.count { $0.truth == label && $0.said == label })
            let wrong = Double(pairs.count { $0.truth != $0.said && ($0.truth == label || $0.said == label) })
            return 2 * hits / (2 * hits + wrong)
        }
        #expect(scores.reduce(0, +) / 3 > 0.9, "\(scores)")
    }

    @Test func aVerdictSaysHowItWasFound() throws {
        let found = try Documents.analyse("This is unacceptable.")
        #expect(found.sentimentProvenance.method == "lexicon")
        #expect(found.sentimentProvenance.version == Lexicon.builtInVersion)
        #expect(found.sentiment.score < -0.5 && (0.5...1).contains(found.sentiment.confidence))
    }

    @Test func whatIsNotEnglishIsSaidWithLittleConfidence() throws {
        let found = try Documents.analyse("Je ne suis pas content du tout de votre service, c'est nul.")
        #expect(found.language.label == "fr")
        #expect(found.sentiment.confidence < 0.5)
    }
}
