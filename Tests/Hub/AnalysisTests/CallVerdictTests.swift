import Domain
import JSON
import TestTools
import Testing

@testable import Analysis

/// What a whole call says, by the formulas that ``CallVerdict`` names.
@Suite struct CallVerdictTests {
    private func utterance(
        _ mood: Mood = .neutral, _ score: Double = 0, by speaker: String? = "caller", intent: String = "other",
        questions: Int = 0, tells: Bool = true, language: String = "en", words: Int = 8
    ) -> UtteranceVerdict {
        UtteranceVerdict(
            speaker: speaker, sentiment: SentimentVerdict(label: mood, score: score, confidence: 0.8), intent: intent,
            intentConfidence: 0.8, language: language, languageConfidence: 0.9, words: words, questions: questions,
            tells: tells)
    }

    @Test func theCallersMoodCountsMoreThanOurs() {
        let verdict = CallVerdict(of: [
            utterance(.negative, -0.6), utterance(.positive, 0.6, by: "agent"), utterance(.negative, -0.5),
            utterance(.positive, 0.5, by: "agent"),
        ])
        #expect(verdict.sentiment.label == .negative)
    }

    @Test func howACallEndsCountsMoreThanHowItBegins() {
        let (bad, good) = (utterance(.negative, -0.6), utterance(.positive, 0.6))
        #expect(CallVerdict(of: [bad, good]).sentiment.score > 0)
        #expect(CallVerdict(of: [good, bad]).sentiment.score < 0)
    }

    @Test func oneKindWordDoesNotMakeALongDullCallAGoodOne() {
        let dull = Array(repeating: utterance(), count: 30)
        #expect(CallVerdict(of: dull + [utterance(.positive, 0.5)]).sentiment.label == .neutral)
        #expect(CallVerdict(of: [utterance(), utterance(.positive, 0.5)]).sentiment.label == .positive)
    }

    @Test func nothingSaidIsNoMood() {
        let verdict = CallVerdict(of: [])
        #expect(verdict.sentiment == SentimentVerdict(label: .neutral, score: 0, confidence: 0.7))
        #expect(verdict.intent == "other" && verdict.language == "unknown" && verdict.unanswered.isEmpty)
    }

    @Test func scoresAndConfidencesStayInTheirBounds() {
        var random = SeededGenerator(seed: 41)
        for _ in 1...500 {
            let utterances = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let score = Double.random(in: -1...1, using: &random)
                return utterance(
                    abs(score) < 0.3 ? .neutral : score < 0 ? .negative : .positive, score,
                    by: ["caller", "agent", "ai", "system", nil].randomElement(using: &random) ?? nil,
                    intent: ["other", "refund", "thanks", "billing"].randomElement(using: &random) ?? "other",
                    questions: Int.random(in: 0...2, using: &random), tells: Bool.random(using: &random))
            }
            let verdict = CallVerdict(of: utterances)
            #expect((-1...1).contains(verdict.sentiment.score) && (0...1).contains(verdict.sentiment.confidence))
            #expect((0...1).contains(verdict.intentConfidence) && (0...1).contains(verdict.languageConfidence))
            #expect(verdict.unanswered.allSatisfy { utterances[$0].questions > 0 })
        }
    }

    @Test func aWishOutweighsPolitenessAndOfEqualsTheFirstCounts() {
        let polite = Array(repeating: utterance(intent: "thanks"), count: 3)
        #expect(CallVerdict(of: polite + [utterance(intent: "refund")]).intent == "refund")
        #expect(CallVerdict(of: [utterance(intent: "billing"), utterance(intent: "refund")]).intent == "billing")
        #expect(CallVerdict(of: polite).intent == "thanks")
    }

    @Test func theLanguageIsWhatMostWordsAreIn() {
        let verdict = CallVerdict(of: [
            utterance(language: "en", words: 3), utterance(language: "es", words: 20),
            utterance(language: "unknown", words: 90),
        ])
        #expect(verdict.language == "es")
    }

    @Test(arguments: [
        // Who speaks: C caller, A agent, ? nobody knows; in lower case they only ask.
        ("cA", []), ("c", [0]), ("ccA", []), ("cCCCCA", [0]), ("caA", [1]), ("ca", [0, 1]), ("aC", []), ("c?", []),
        ("AcC", [1]),
    ])
    func aQuestionIsAnsweredWhenTheOtherSideTellsSomethingSoonAfter(story: String, unanswered: [Int]) {
        let utterances = story.map { letter in
            let asks = letter.isLowercase
            let speaker = letter == "?" ? nil : letter.lowercased() == "c" ? "caller" : "agent"
            return utterance(by: speaker, questions: asks ? 1 : 0, tells: !asks)
        }
        #expect(CallVerdict(of: utterances).unanswered == unanswered)
    }

    @Test func whatIsPackedComesOutAgainAndHoldsNoWord() throws {
        let text = "Can you hear me? I will send the quotation by Friday, or I will sue you. Terrible delivery!"
        let found = try Documents.analyse(text, speaker: "caller")
        #expect(!found.questions.isEmpty && !found.promises.isEmpty && !found.triggers.isEmpty)
        let packed = found.packedFindings
        for word in ["quotation", "Friday", "sue", "hear"] { #expect(!packed.contains(word), "\(word)") }
        let again = try TextAnalysis(
            sentiment: found.sentiment, intent: (found.intent.label, found.intent.provenance.confidence),
            language: (found.language.label, found.language.provenance.confidence), versions: found.versions,
            packedFindings: packed)
        var (before, after) = (JSONWriter(), JSONWriter())
        found.encode(with: text, to: &before)
        again.encode(with: text, to: &after)
        #expect(String(decoding: after.bytes, as: UTF8.self) == String(decoding: before.bytes, as: UTF8.self))
    }

    @Test func aTextThatOnlyAsksTellsNothing() throws {
        for (text, tells) in [
            ("Can you hear me?", false), ("Yes. Can you hear me?", true), ("No!", true), ("...", false),
        ] {
            let found = try Documents.analyse(text)
            #expect(UtteranceVerdict(found, of: text, speaker: "caller").tells == tells, "\(text)")
        }
    }
}
