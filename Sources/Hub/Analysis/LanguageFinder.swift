import JSON

/// The language of a text, by the small words that every sentence of it has.
package struct LanguageFinder: Sendable {
    /// The version of the tables.
    package static let version = "2026.11"
    /// What is said when the words do not tell.
    package static let unknown = "unknown"

    /// For each small word, the languages that have it, a bit each.
    private let masks: [String: UInt32]
    private let names: [String]

    /// Reads the tables: small words by language code (ISO 639-1).
    package init(_ document: JSONValue) {
        var masks: [String: UInt32] = [:]
        var names: [String] = []
        for member in (document.object?.members ?? []).prefix(32) {
            for word in (member.value.string ?? "").split(separator: " ") {
                masks[String(word), default: 0] |= 1 << UInt32(names.count)
            }
            names.append(member.name)
        }
        (self.masks, self.names) = (masks, names)
    }

    /// Whether a word is one of those that every sentence has, of any language.
    func isSmall(_ word: String) -> Bool { masks[word] != nil }

    /// The language, and how sure that is; `unknown` where fewer than two words speak for one more than for all others.
    func verdict(_ text: TokenizedText) -> (label: String, confidence: Double) {
        var scores = [Float](repeating: 0, count: names.count)
        var (words, lastEnd) = (0, -1)
        for token in text.tokens.prefix(400) where token.start >= lastEnd {
            lastEnd = token.end
            words += 1
            for part in parts(of: text.text(token)) {
                guard let mask = masks[part] else { continue }
                // A word that many languages have tells little.
                let share = 1 / Float(mask.nonzeroBitCount)
                for place in names.indices where mask & (1 << UInt32(place)) != 0 { scores[place] += share }
            }
        }
        guard words > 0, let best = scores.indices.max(by: { scores[$0] < scores[$1] }) else {
            return (Self.unknown, 1)
        }
        let second = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? 0
        let needed: Float = words < 3 ? 0.9 : max(1, Float(words) * 0.12)
        guard scores[best] >= needed, scores[best] > second * 1.2 else { return (Self.unknown, 0.5) }
        let margin = (scores[best] - second) / scores[best]
        return (
            names[best], SentimentScorer.rounded(Double(min(0.99, 0.5 + 0.3 * margin + 0.02 * Float(min(10, words)))))
        )
    }

    /// The word, and what stands on each side of its apostrophe (`j'ai`).
    private func parts(of word: String) -> [String] {
        guard word.contains("'") || word.contains("\u{2019}") else { return [word] }
        let plain = word.replacing("\u{2019}", with: "'")
        return masks[plain] != nil ? [plain] : plain.split(separator: "'").map(String.init)
    }
}
