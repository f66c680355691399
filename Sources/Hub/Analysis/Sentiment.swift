import JSON

/// How a text feels about what it tells.
package enum Mood: String, Sendable, CaseIterable {
    case negative, neutral, positive
}

/// The mood of a text, with how it was found.
package struct SentimentVerdict: Sendable, Equatable {
    package var label: Mood
    /// From -1 (very bad) to 1 (very good).
    package var score: Double
    /// From 0 to 1.
    package var confidence: Double

    package init(label: Mood, score: Double, confidence: Double) {
        self.label = label
        self.score = score
        self.confidence = confidence
    }
}

/// Weighs what a text says: phrases first, then the words that no phrase has taken, each in its context.
struct SentimentScorer: Sendable {
    let lexicon: Lexicon
    /// What a question is, of the rules.
    let questions: QuestionFinder
    /// A sum this far from 0 is a mood.
    private static let bound: Float = 0.9

    func verdict(_ text: TokenizedText) -> SentimentVerdict {
        var sum: Float = 0
        var evidence: Float = 0
        for (place, sentence) in text.sentences.enumerated() {
            let found = weigh(sentence, of: text)
            if startsWithContrast(sentence, text) { sum *= 0.6 }
            let weight: Float = place == text.sentences.count - 1 && place > 0 ? 1.15 : 1
            sum += found.sum * weight
            evidence += found.evidence
        }
        return Self.verdict(sum: sum, evidence: evidence)
    }

    private static func verdict(sum: Float, evidence: Float) -> SentimentVerdict {
        let score = Double(sum / (sum * sum + 6).squareRoot())
        let label: Mood = sum >= bound ? .positive : sum <= -bound ? .negative : .neutral
        // Far from the bound is sure; words that say the opposite of each other are not.
        let distance = abs(abs(sum) - bound)
        let agreement = evidence == 0 ? 1 : max(0.3, min(1, abs(sum) / evidence))
        let sureness: Float
        switch label {
        case .neutral: sureness = evidence == 0 ? 0.7 : 0.5 + 0.2 * min(1, distance)
        default: sureness = 0.5 + 0.45 * min(1, distance / 3) * agreement
        }
        return SentimentVerdict(
            label: label, score: rounded(score), confidence: rounded(Double(sureness)))
    }

    static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    /// The weight of one place of a sentence.
    private struct Charge {
        var place: Int
        var weight: Float
        var isPhrase: Bool
    }

    private func weigh(_ sentence: Sentence, of text: TokenizedText) -> (sum: Float, evidence: Float) {
        let tokens = text.tokens
        var taken = Set<Int>()
        var charges = phraseCharges(sentence, tokens, &taken)
        for place in sentence.tokens where !taken.contains(place) {
            let token = tokens[place]
            guard token.word >= 0, lexicon.weights[Int(token.word)] != 0 else { continue }
            if onlyBoosts(place, sentence, tokens, taken) { continue }
            let weight =
                lexicon.weights[Int(token.word)] * boost(before: place, sentence, tokens, taken) * loudness(token)
            charges.append(
                Charge(place: place, weight: turned(weight, at: place, sentence, tokens, taken), isPhrase: false))
        }
        guard !charges.isEmpty else { return (0, 0) }
        let kind = questions.kind(of: sentence, in: text)
        let turn = sentence.tokens.dropFirst().last {
            lexicon.contrasts.contains(tokens[$0].word) && !taken.contains($0)
        }
        var (sum, evidence): (Float, Float) = (0, 0)
        for charge in charges {
            var weight = charge.weight * kind.factor(isPhrase: charge.isPhrase, weight: charge.weight)
            if let turn { weight *= charge.place < turn ? 0.5 : 1.25 }
            sum += weight
            evidence += abs(weight)
        }
        let emphasis = 1 + 0.12 * Float(min(3, sentence.exclamations))
        return (sum * emphasis, evidence * emphasis)
    }

    /// Phrases that do not overlap, the longest first; what they take no word may count again.
    private func phraseCharges(_ sentence: Sentence, _ tokens: [Token], _ taken: inout Set<Int>) -> [Charge] {
        var matches = lexicon.phrases.matches(tokens, in: sentence.tokens)
        guard !matches.isEmpty else { return [] }
        matches.sort { one, other in
            if one.tokens.count != other.tokens.count { return one.tokens.count > other.tokens.count }
            let (left, right) = (abs(lexicon.phraseWeights[one.payload]), abs(lexicon.phraseWeights[other.payload]))
            return left != right ? left > right : (one.tokens.first ?? 0) < (other.tokens.first ?? 0)
        }
        var charges: [Charge] = []
        for match in matches where !match.tokens.contains(where: taken.contains) {
            guard let first = match.tokens.first else { continue }
            taken.formUnion(match.tokens)
            let weight = lexicon.phraseWeights[match.payload]
            guard weight != 0 else { continue }
            let denies = match.tokens.contains { lexicon.negators.contains(tokens[$0].word) }
            let boosted = weight * min(1.3, boost(before: first, sentence, tokens, taken))
            charges.append(
                Charge(
                    place: first, weight: denies ? boosted : turned(boosted, at: first, sentence, tokens, taken),
                    isPhrase: true))
        }
        return charges
    }

    private func loudness(_ token: Token) -> Float { (token.isShouted ? 1.2 : 1) * (token.isStretched ? 1.2 : 1) }

    /// Whether a word such as `incredibly` says how much, and the word after it what.
    private func onlyBoosts(_ place: Int, _ sentence: Sentence, _ tokens: [Token], _ taken: Set<Int>) -> Bool {
        guard lexicon.boosters[tokens[place].word] != nil, place + 1 < sentence.tokens.upperBound else { return false }
        let next = tokens[place + 1].word
        return taken.contains(place + 1) || next >= 0 && lexicon.weights[Int(next)] != 0
    }

    /// What the two words before a place make of it.
    private func boost(before place: Int, _ sentence: Sentence, _ tokens: [Token], _ taken: Set<Int>) -> Float {
        var factor: Float = 1
        for back in 1...2 where place - back >= sentence.tokens.lowerBound {
            guard !taken.contains(place - back) else { break }
            if let found = lexicon.boosters[tokens[place - back].word] { factor *= found }
        }
        return factor
    }

    /// The weight, turned round by a negator at most three words before.
    private func turned(
        _ weight: Float, at place: Int, _ sentence: Sentence, _ tokens: [Token], _ taken: Set<Int>
    ) -> Float {
        var at = place
        for _ in 1...3 {
            guard !tokens[at].followsPause, at > sentence.tokens.lowerBound else { return weight }
            at -= 1
            if taken.contains(at) { return weight }
            if lexicon.contrasts.contains(tokens[at].word) { return weight }
            if lexicon.negators.contains(tokens[at].word) { return weight * (weight > 0 ? -0.75 : -0.4) }
        }
        return weight
    }

    private func startsWithContrast(_ sentence: Sentence, _ text: TokenizedText) -> Bool {
        sentence.tokens.first.map { lexicon.contrasts.contains(text.tokens[$0].word) } ?? false
    }
}
