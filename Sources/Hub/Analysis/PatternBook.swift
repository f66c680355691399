/// A pattern that was found in a text.
struct PatternMatch: Sendable {
    /// What the pattern was added with.
    var payload: Int
    /// The tokens that its words stand for, in order; those in its gaps are not among them.
    var tokens: [Int]
}

/// Patterns of words, found in one pass over a text.
///
/// A pattern is words with blanks between them: `wait/v` stands for all forms of the verb, `a|b` for either, `{name}` for
/// any word of a class, `*` for any word, `..` for up to three words, and `word?` for a word that may be missing.
struct PatternBook: Sendable {
    private enum Piece: Sendable {
        case one(Int32)
        case few([Int32])
        case many(Set<Int32>)
        case any
        case gap
    }

    private struct Element: Sendable {
        var piece: Piece
        var isOptional: Bool
    }

    private struct Pattern: Sendable {
        var elements: [Element]
        var payload: Int
    }

    /// Most elements of a pattern.
    static let mostElements = 16
    private static let widestGap = 3

    private var patterns: [Pattern] = []
    /// By the number of a first word: patterns, and at which element they begin with it.
    private var starts: [Int32: [(pattern: Int32, element: Int32)]] = [:]

    /// Reads a pattern.
    ///
    /// - Throws: One sentence that says what is wrong with it.
    mutating func add(
        _ text: String, payload: Int, classes: [String: Set<Int32>], tokenizer: inout Tokenizer
    ) throws(PatternFault) {
        var elements: [Element] = []
        for part in text.split(separator: " ") {
            let isOptional = part.count > 1 && part.hasSuffix("?")
            let core = String(isOptional ? part.dropLast() : part)
            elements += try Self.pieces(core, classes: classes, tokenizer: &tokenizer).map {
                Element(piece: $0, isOptional: isOptional)
            }
        }
        guard !elements.isEmpty else { throw PatternFault(reason: "A pattern has at least one word.") }
        guard elements.count <= Self.mostElements else {
            throw PatternFault(reason: "A pattern has at most \(Self.mostElements) words; `\(text)` has more.")
        }
        try index(elements, text: text)
        patterns.append(Pattern(elements: elements, payload: payload))
    }

    private mutating func index(_ elements: [Element], text: String) throws(PatternFault) {
        var place = 0
        while true {
            guard place < elements.count else {
                throw PatternFault(reason: "`\(text)` needs a word that must be there.")
            }
            let words: [Int32]
            switch elements[place].piece {
            case .one(let word): words = [word]
            case .few(let list): words = list
            case .many(let set): words = Array(set)
            case .any, .gap: throw PatternFault(reason: "`\(text)` must begin with a word, not with `*` or `..`.")
            }
            for word in words { starts[word, default: []].append((Int32(patterns.count), Int32(place))) }
            guard elements[place].isOptional else { return }
            place += 1
        }
    }

    private static func pieces(
        _ core: String, classes: [String: Set<Int32>], tokenizer: inout Tokenizer
    ) throws(PatternFault) -> [Piece] {
        if core == ".." { return [.gap] }
        if core == "*" { return [.any] }
        var words: Set<Int32> = []
        for alternative in core.split(separator: "|") {
            if alternative.hasPrefix("{") {
                guard alternative.hasSuffix("}"), let set = classes[String(alternative.dropFirst().dropLast())] else {
                    throw PatternFault(reason: "There is no class `\(alternative)`.")
                }
                words.formUnion(set)
                continue
            }
            guard let forms = Inflection.forms(of: alternative.lowercased()) else {
                throw PatternFault(reason: "`\(alternative)` has an unknown form; `/v`, `/a` and `/n` are known.")
            }
            for form in forms {
                let numbers = numbers(of: form, &tokenizer)
                if numbers.count == 1 {
                    words.formUnion(numbers)
                } else if core.contains("|") {
                    throw PatternFault(reason: "`\(alternative)` is two words, which cannot stand beside `|`.")
                } else {
                    return numbers.map { .one($0) }
                }
            }
        }
        guard let first = words.first else { throw PatternFault(reason: "`\(core)` names no word.") }
        return words.count == 1 ? [.one(first)] : words.count <= 6 ? [.few(Array(words))] : [.many(words)]
    }

    /// The numbers of a word of a pattern, written out as the words of texts are.
    static func numbers(of word: String, _ tokenizer: inout Tokenizer) -> [Int32] {
        let known = tokenizer.words(word)
        if !known.contains(-1) { return known }
        let plain = word.hasSuffix("'s") ? String(word.dropLast(2)) : word
        return [tokenizer.vocabulary.number(adding: plain)]
    }

    /// Every pattern that stands in a sentence, each place once.
    func matches(_ tokens: [Token], in range: Range<Int>) -> [PatternMatch] {
        var found: [PatternMatch] = []
        for place in range {
            guard let candidates = starts[tokens[place].word] else { continue }
            for candidate in candidates {
                var taken: [Int] = []
                let pattern = patterns[Int(candidate.pattern)]
                if match(pattern.elements, Int(candidate.element), tokens, place, range.upperBound, &taken) {
                    found.append(PatternMatch(payload: pattern.payload, tokens: taken))
                }
            }
        }
        return found
    }

    private func match(
        _ elements: [Element], _ element: Int, _ tokens: [Token], _ place: Int, _ end: Int, _ taken: inout [Int]
    ) -> Bool {
        guard element < elements.count else { return true }
        let present = elements[element]
        if case .gap = present.piece {
            for skip in 0...Self.widestGap where place + skip <= end {
                if match(elements, element + 1, tokens, place + skip, end, &taken) { return true }
            }
            return false
        }
        if place < end, fits(present.piece, tokens[place].word) {
            let count = taken.count
            taken.append(place)
            if match(elements, element + 1, tokens, place + 1, end, &taken) { return true }
            taken.removeLast(taken.count - count)
        }
        return present.isOptional && match(elements, element + 1, tokens, place, end, &taken)
    }

    private func fits(_ piece: Piece, _ word: Int32) -> Bool {
        switch piece {
        case .one(let wanted): word == wanted
        case .few(let wanted): wanted.contains(word)
        case .many(let wanted): wanted.contains(word)
        case .any: true
        case .gap: false
        }
    }
}

/// Why a pattern cannot be read; one sentence.
struct PatternFault: Error {
    let reason: String
}
