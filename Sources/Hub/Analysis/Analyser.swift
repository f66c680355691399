import Domain
import JSON

/// What is known of a text beside its words.
package struct TextContext: Sendable {
    /// Whose words they are: `caller`, `agent`, `ai`; nil when nobody knows.
    package var speaker: String?
    /// When they were said; promises are dated from here.
    package var at: Timestamp
    /// The clock on the wall where they were said.
    package var zone: WallZone

    package init(speaker: String? = nil, at: Timestamp, zone: WallZone) {
        self.speaker = speaker
        self.at = at
        self.zone = zone
    }
}

/// Finds in a text what it says of mood, wish, promise and danger, without a network and without a model.
///
/// Its tables are built once and then only read: one analyser serves every thread.
package struct Analyser: Sendable {
    private let lexicon: Lexicon
    private let rules: Rules
    private let languages: LanguageFinder
    private let scorer: SentimentScorer
    private let lexiconVersion: String
    private let rulesVersion: String
    /// What a polite word alone may want counts for less than any wish.
    private static let polite: Set<String> = ["thanks", "greeting", "goodbye", "human"]

    /// Compiles a lexicon and rules that their schemas have passed.
    ///
    /// - Throws: Every part that cannot be read, by its field.
    package init(
        lexicon document: JSONValue, lexiconVersion: String = Lexicon.builtInVersion, rules: JSONValue,
        rulesVersion: String = Rules.builtInVersion, languages: LanguageFinder
    ) throws(LexiconFaults) {
        var lexicon = try Lexicon(document)
        self.rules = try Rules(rules, lexicon: &lexicon)
        self.lexicon = lexicon
        self.languages = languages
        self.lexiconVersion = lexiconVersion
        self.rulesVersion = rulesVersion
        scorer = SentimentScorer(lexicon: lexicon, questions: self.rules.questions)
    }

    /// Everything that is found in a text.
    package func analyse(_ text: String, _ context: TextContext) -> TextAnalysis {
        let cut = lexicon.tokenizer.cut(text)
        let language = languages.verdict(cut)
        var sentiment = scorer.verdict(cut)
        if language.label != "en" {
            // The lexicon is English: of another language it knows emojis and loans.
            let doubt = language.label == LanguageFinder.unknown ? 0.9 : 0.4
            sentiment.confidence = SentimentScorer.rounded(sentiment.confidence * doubt)
        }
        return TextAnalysis(
            sentiment: sentiment,
            sentimentProvenance: Provenance(
                method: "lexicon", version: lexiconVersion, confidence: sentiment.confidence),
            intent: intent(cut),
            language: LabelVerdict(
                label: language.label,
                provenance: Provenance(
                    method: "stop-words", version: LanguageFinder.version, confidence: language.confidence)),
            keywords: keywords(cut), triggers: triggers(cut, speaker: context.speaker), questions: questions(cut),
            promises: promises(cut, context))
    }

    /// What rules fire on in a text, for one that is still being spoken.
    package func triggers(in text: String, speaker: String?) -> [TriggerFinding] {
        triggers(lexicon.tokenizer.cut(text), speaker: speaker)
    }

    /// Whether anything can be found in a language: the built-in documents speak English, and of a company's own nobody
    /// knows.
    ///
    /// - Parameter language: As whoever heard it names it, such as `fr-FR`; nil where nobody says.
    package func reads(_ language: String?) -> Bool {
        guard lexiconVersion == Lexicon.builtInVersion, rulesVersion == Rules.builtInVersion, let language else {
            return true
        }
        return language.lowercased().hasPrefix("en") || language == LanguageFinder.unknown
    }

    private func finding(_ span: Range<Int>, _ confidence: Double, method: String = "rules") -> Finding {
        Finding(
            span: span,
            provenance: Provenance(
                method: method, version: rulesVersion, confidence: SentimentScorer.rounded(confidence)))
    }

    // MARK: Intent

    private func intent(_ text: TokenizedText) -> LabelVerdict {
        var scores = [Float](repeating: 0, count: rules.intentNames.count)
        for sentence in text.sentences {
            for match in rules.intents.matches(text.tokens, in: sentence.tokens) {
                let isPolite = Self.polite.contains(rules.intentNames[match.payload])
                scores[match.payload] += Float(match.tokens.count) * (isPolite ? 0.3 : 1)
            }
        }
        // Of equals the first in the document counts.
        guard let best = scores.indices.max(by: { scores[$0] < scores[$1] || scores[$0] == scores[$1] && $0 > $1 }),
            scores[best] > 0
        else { return label("other", 0.5) }
        let second = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? 0
        let margin = Double((scores[best] - second) / scores[best])
        return label(rules.intentNames[best], 0.4 + 0.35 * margin + 0.05 * Double(min(4, scores[best])))
    }

    private func label(_ name: String, _ confidence: Double) -> LabelVerdict {
        LabelVerdict(
            label: name,
            provenance: Provenance(
                method: "rules", version: rulesVersion, confidence: SentimentScorer.rounded(confidence)))
    }

    // MARK: Triggers

    private func triggers(_ text: TokenizedText, speaker: String?) -> [TriggerFinding] {
        var found: [TriggerFinding] = []
        for sentence in text.sentences {
            let excepted = Set(rules.triggerExceptions.matches(text.tokens, in: sentence.tokens).map(\.payload))
            let kind = rules.questions.kind(of: sentence, in: text)
            for match in rules.triggers.matches(text.tokens, in: sentence.tokens) {
                let rule = rules.triggerRules[match.payload]
                guard rule.listens(to: speaker), !excepted.contains(match.payload), !isDenied(match, sentence, text),
                    !found.contains(where: { $0.rule == rule.id }), let span = span(match, text)
                else { continue }
                let isTold = kind == .statement || kind == .rhetorical
                found.append(
                    TriggerFinding(
                        rule: rule.id, kind: rule.kind, severity: rule.severity,
                        finding: finding(span, isTold ? 0.9 : 0.6)))
            }
        }
        return found
    }

    /// Whether a negator that is no part of the phrase stands just before it: `it is not an emergency`.
    private func isDenied(_ match: PatternMatch, _ sentence: Sentence, _ text: TokenizedText) -> Bool {
        guard let first = match.tokens.first else { return true }
        let before = text.tokens[max(sentence.tokens.lowerBound, first - 2)..<first]
        return !text.tokens[first].followsPause && before.contains { lexicon.negators.contains($0.word) }
    }

    private func span(_ match: PatternMatch, _ text: TokenizedText) -> Range<Int>? {
        guard let first = match.tokens.first, let last = match.tokens.last else { return nil }
        return text.tokens[first].start..<max(text.tokens[last].end, text.tokens[first].start)
    }

    // MARK: Questions and promises

    private func questions(_ text: TokenizedText) -> [Finding] {
        text.sentences.compactMap { sentence in
            let kind = rules.questions.kind(of: sentence, in: text)
            guard sentence.hasQuestionMark || kind == .question else { return nil }
            return finding(sentence.bytes, sentence.hasQuestionMark ? 0.95 : 0.7)
        }
    }

    private func promises(_ text: TokenizedText, _ context: TextContext) -> [PromiseFinding] {
        var clock: WallClock?
        return text.sentences.compactMap { sentence in
            guard !sentence.hasQuestionMark, let first = rules.promises.matches(text.tokens, in: sentence.tokens).first,
                rules.promiseExceptions.matches(text.tokens, in: sentence.tokens).isEmpty,
                rules.questions.kind(of: sentence, in: text) == .statement, !first.tokens.isEmpty
            else { return nil }
            let wall =
                clock ?? WallClock(zone: context.zone, anchor: context.at, dayEnds: rules.dayEndsMinutes)
            clock = wall
            // A contraction is several tokens at one place; its words stand there once.
            var places: [Token] = []
            for token in text.tokens[sentence.tokens] where places.last?.start != token.start { places.append(token) }
            let due = DueReader(words: places.map { text.text($0) }, clock: wall).due()
            let dueSpan = due.map { places[$0.words.lowerBound].start..<places[$0.words.upperBound - 1].end }
            return PromiseFinding(
                due: due, dueSpan: dueSpan,
                finding: finding(sentence.bytes, due == nil ? 0.6 : 0.85, method: due == nil ? "rules" : "dates"))
        }
    }

    // MARK: Keywords

    private func keywords(_ text: TokenizedText) -> [Finding] {
        var counted: [String: (count: Int, span: Range<Int>, words: Int)] = [:]
        for sentence in text.sentences {
            var before: (word: String, start: Int)?
            for place in sentence.tokens {
                let token = text.tokens[place]
                let word = text.text(token)
                guard isTelling(word, token) else {
                    before = nil
                    continue
                }
                counted[word, default: (0, token.start..<token.end, 1)].count += 1
                if let before, !token.followsPause, before.start < token.start {
                    counted["\(before.word) \(word)", default: (0, before.start..<token.end, 2)].count += 1
                }
                before = (word, token.start)
            }
        }
        var ranked = counted.map { (key: $0.key, value: $0.value, score: $0.value.count * 2 + $0.value.words) }
        ranked.sort { $0.score != $1.score ? $0.score > $1.score : $0.value.span.lowerBound < $1.value.span.lowerBound }
        var chosen: [(key: String, value: (count: Int, span: Range<Int>, words: Int), score: Int)] = []
        for item in ranked where chosen.count < 8 {
            // A word of a pair that has been chosen says nothing more.
            if chosen.contains(where: { $0.value.count >= item.value.count && " \($0.key) ".contains(" \(item.key) ") })
            {
                continue
            }
            chosen.append(item)
        }
        let most = chosen.first?.score ?? 1
        return chosen.map { finding($0.value.span, 0.4 + 0.5 * Double($0.score) / Double(most), method: "frequency") }
    }

    private func isTelling(_ word: String, _ token: Token) -> Bool {
        guard word.utf8.count >= 3, word.utf8.count <= 40, !rules.stopWords.contains(word),
            !languages.isSmall(word)
        else { return false }
        guard word.unicodeScalars.contains(where: { $0.properties.isAlphabetic }), !word.contains("'") else {
            return false
        }
        // What a mood is made of says how, not what about.
        return token.word < 0 || abs(lexicon.weights[Int(token.word)]) < 2
    }
}
