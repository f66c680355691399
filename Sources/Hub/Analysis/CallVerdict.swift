/// One utterance of a call, as far as the call's own verdict is made of it.
package struct UtteranceVerdict: Sendable, Equatable {
    /// `caller`, `agent`, `ai`, `system`; nil when nobody knows.
    package var speaker: String?
    package var sentiment: SentimentVerdict
    package var intent: String
    package var intentConfidence: Double
    package var language: String
    package var languageConfidence: Double
    package var words: Int
    /// How many questions it asks.
    package var questions: Int
    /// Whether it says anything beside what it asks.
    package var tells: Bool

    package init(
        speaker: String?, sentiment: SentimentVerdict, intent: String, intentConfidence: Double, language: String,
        languageConfidence: Double, words: Int, questions: Int, tells: Bool
    ) {
        self.speaker = speaker
        self.sentiment = sentiment
        self.intent = intent
        self.intentConfidence = intentConfidence
        self.language = language
        self.languageConfidence = languageConfidence
        self.words = words
        self.questions = questions
        self.tells = tells
    }

    /// Takes what was found in a text.
    package init(_ analysis: TextAnalysis, of text: String, speaker: String?) {
        let utf8 = Array(text.utf8)
        var rest = utf8[...]
        // From the end, so that the places before stay where they are.
        for question in analysis.questions.reversed() where question.span.upperBound <= rest.count {
            rest.removeSubrange(question.span)
        }
        let letters = rest.count { $0 >= 0x80 || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
        self.init(
            speaker: speaker == "unknown" ? nil : speaker, sentiment: analysis.sentiment,
            intent: analysis.intent.label, intentConfidence: analysis.intent.provenance.confidence,
            language: analysis.language.label, languageConfidence: analysis.language.provenance.confidence,
            words: utf8.split { $0 == 0x20 || $0 == 0x0A }.count, questions: analysis.questions.count,
            tells: letters >= 2)
    }

    /// Whose words say how the call goes: the caller's above all; what a machine announces says nothing.
    fileprivate var weight: Double {
        switch speaker {
        case "agent", "ai": 0.4
        case "system": 0
        default: 1
        }
    }
}

/// What a whole call says, made of its utterances in the order they were spoken.
///
/// *Sentiment*: the mean of the utterances' scores, each weighed by its confidence, by who speaks (caller 1, our side 0.4)
/// and by its place (from 1 for the first to 1.5 for the last: how a call ends says more). An utterance without a mood weighs
/// 0.15 of that, so that one kind word does not make a long dull call a good one. From 0.2 on it is a mood.
///
/// *Intent*: for each wish the sum of confidences, weighed by who speaks; politeness counts 0.3, `other` nothing. Of equals,
/// what was said first.
///
/// *Language*: what most words are in.
///
/// *A question is answered* when the other side tells something within its next four utterances.
package struct CallVerdict: Sendable, Equatable {
    /// The version of these formulas.
    package static let version = "2026.11"

    package var sentiment: SentimentVerdict
    package var intent: String
    package var intentConfidence: Double
    package var language: String
    package var languageConfidence: Double
    /// How many questions were asked.
    package var asked: Int
    /// The utterances whose questions nobody answered, by their place.
    package var unanswered: [Int]

    private static let bound = 0.2
    private static let polite: Set<String> = ["thanks", "greeting", "goodbye", "human"]
    private static let patience = 4

    package init(of utterances: [UtteranceVerdict]) {
        sentiment = Self.sentiment(utterances)
        (intent, intentConfidence) = Self.intent(utterances)
        (language, languageConfidence) = Self.language(utterances)
        asked = utterances.reduce(0) { $0 + $1.questions }
        unanswered = utterances.indices.filter { !Self.isAnswered($0, utterances) }
    }

    private static func sentiment(_ utterances: [UtteranceVerdict]) -> SentimentVerdict {
        var (sum, moods, weights) = (0.0, 0.0, 0.0)
        for (place, utterance) in utterances.enumerated() {
            let isLate = utterances.count > 1 ? Double(place) / Double(utterances.count - 1) : 0
            let weight = utterance.weight * utterance.sentiment.confidence * (1 + 0.5 * isLate)
            guard utterance.sentiment.label != .neutral else {
                weights += 0.15 * weight
                continue
            }
            sum += weight * utterance.sentiment.score
            moods += weight * abs(utterance.sentiment.score)
            weights += weight
        }
        let score = weights > 0 ? sum / weights : 0
        guard abs(score) >= bound else {
            return SentimentVerdict(label: .neutral, score: rounded(score), confidence: moods == 0 ? 0.7 : 0.5)
        }
        let agreement = max(0.3, abs(sum) / moods)
        return SentimentVerdict(
            label: score > 0 ? .positive : .negative, score: rounded(score),
            confidence: rounded(0.5 + 0.45 * min(1, (abs(score) - bound) / 0.4) * agreement))
    }

    private static func intent(_ utterances: [UtteranceVerdict]) -> (String, Double) {
        var scores: [String: Double] = [:]
        var order: [String] = []
        for utterance in utterances where utterance.intent != "other" {
            if scores[utterance.intent] == nil { order.append(utterance.intent) }
            let politeness = polite.contains(utterance.intent) ? 0.3 : 1
            scores[utterance.intent, default: 0] += utterance.weight * utterance.intentConfidence * politeness
        }
        var (best, highest, second) = ("other", 0.0, 0.0)
        for label in order {
            let score = scores[label] ?? 0
            if score > highest {
                (best, highest, second) = (label, score, highest)
            } else {
                second = max(second, score)
            }
        }
        guard highest > 0 else { return ("other", 0.5) }
        let margin = (highest - second) / highest
        return (best, rounded(min(0.95, 0.4 + 0.35 * margin + 0.1 * min(2, highest))))
    }

    private static func language(_ utterances: [UtteranceVerdict]) -> (String, Double) {
        var words: [String: Double] = [:]
        for utterance in utterances where utterance.language != LanguageFinder.unknown {
            words[utterance.language, default: 0] += Double(utterance.words) * utterance.languageConfidence
        }
        let all = words.values.reduce(0, +)
        guard let best = words.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), all > 0 else {
            return (LanguageFinder.unknown, 0.5)
        }
        return (best.key, rounded(best.value / all))
    }

    private static func isAnswered(_ place: Int, _ utterances: [UtteranceVerdict]) -> Bool {
        let asking = utterances[place]
        guard asking.questions > 0 else { return true }
        let next = utterances[(place + 1)..<min(utterances.count, place + 1 + patience)]
        return next.contains {
            $0.tells && (asking.speaker == nil || $0.speaker == nil || $0.speaker != asking.speaker)
        }
    }

    private static func rounded(_ value: Double) -> Double { SentimentScorer.rounded(value) }
}

extension CallVerdict {
    /// What a call is about: the keywords of most utterances, the first said first among equals; at most ten.
    package static func keywords(of analyses: [(analysis: TextAnalysis, text: String)]) -> [(text: String, count: Int)]
    {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for (analysis, text) in analyses {
            let utf8 = Array(text.utf8)
            for word in Set(analysis.keywords.map { TextAnalysis.cut($0.span, utf8).lowercased() }).sorted() {
                if counts[word] == nil { order.append(word) }
                counts[word, default: 0] += 1
            }
        }
        let ranked = order.enumerated().sorted { one, other in
            let (left, right) = (counts[one.element] ?? 0, counts[other.element] ?? 0)
            return left != right ? left > right : one.offset < other.offset
        }
        return ranked.prefix(10).map { ($0.element, counts[$0.element] ?? 0) }
    }
}
