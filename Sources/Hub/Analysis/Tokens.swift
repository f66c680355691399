/// One word, emoji or emoticon of a text.
struct Token: Sendable {
    /// Its number in the vocabulary; -1 for a word that no table names.
    var word: Int32
    /// Where it stands in the text's UTF-8.
    var start: Int
    var end: Int
    /// Written in capitals.
    var isShouted = false
    /// Written with letters drawn out: `soooo`.
    var isStretched = false
    /// A comma, dash, colon or semicolon stands before it.
    var followsPause = false
}

/// One sentence, as indices of tokens, with what ended it.
struct Sentence: Sendable {
    var tokens: Range<Int>
    var hasQuestionMark = false
    /// Exclamation marks at its end.
    var exclamations = 0
    /// Where it stands in the text's UTF-8.
    var bytes: Range<Int>
}

/// A text cut into tokens and sentences; contractions are written out (`don't` is `do` and `not`).
struct TokenizedText: Sendable {
    let utf8: [UInt8]
    var tokens: [Token] = []
    var sentences: [Sentence] = []

    /// The lower-case text of a token, as it was written.
    func text(_ token: Token) -> String { String(decoding: utf8[token.start..<token.end], as: UTF8.self).lowercased() }
}

/// Cuts texts by what a lexicon knows of spellings.
struct Tokenizer: Sendable {
    var vocabulary = Vocabulary()
    /// Other ways to write something, such as `dont`.
    var aliases: [String: [Int32]] = [:]
    /// Two words that count as one, such as `no one`.
    var merges: [Int64: Int32] = [:]
    private let ends = ["'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would"]
    private let openers: Set<String> = [
        "it", "that", "what", "who", "there", "here", "he", "she", "how", "where", "when", "why", "everything",
        "nothing", "something", "nobody", "someone", "everyone", "anyone", "this", "one",
    ]

    /// Adds the words that contractions are written out with.
    init() {
        for word in ["not", "is", "can", "will", "shall"] + Array(ends.values) + Array(openers) {
            _ = vocabulary.number(adding: word)
        }
    }

    /// Cuts a text; at most `limit` tokens are read.
    func cut(_ text: String, limit: Int = 6_000) -> TokenizedText {
        var scan = Scan(text: TokenizedText(utf8: Array(text.utf8)), tokenizer: self, limit: limit)
        scan.run()
        return scan.text
    }

    /// The numbers of a word's written-out form, -1 for what is not known.
    func words(_ word: String) -> [Int32] {
        if let alias = aliases[word] { return alias }
        if let number = vocabulary.number(of: word) { return [number] }
        guard word.utf8.contains(UInt8(ascii: "'")) else { return [collapsed(word) ?? -1] }
        if word.hasSuffix("n't") { return words(String(word.dropLast(3))) + [vocabulary.number(of: "not") ?? -1] }
        for (end, full) in ends where word.hasSuffix(end) {
            return words(String(word.dropLast(end.count))) + [vocabulary.number(of: full) ?? -1]
        }
        if word.hasSuffix("'s") {
            let owner = String(word.dropLast(2))
            return words(owner) + (openers.contains(owner) ? [vocabulary.number(of: "is") ?? -1] : [])
        }
        return words(word.replacing("'", with: ""))
    }

    /// A word with its drawn-out letters shortened, when that makes one that is known.
    private func collapsed(_ word: String) -> Int32? {
        for most in [2, 1] {
            var letters: [UInt8] = []
            var run = 0
            for byte in word.utf8 {
                run = byte == letters.last ? run + 1 : 1
                if run <= most || byte >= 0x80 { letters.append(byte) }
            }
            guard letters.count < word.utf8.count else { return nil }
            if let number = vocabulary.number(of: String(decoding: letters, as: UTF8.self)) { return number }
        }
        return nil
    }
}

/// One pass over the bytes of a text.
private struct Scan {
    var text: TokenizedText
    let tokenizer: Tokenizer
    let limit: Int
    private var index = 0
    private var firstToken = 0
    private var firstByte = 0
    private var sawPause = false

    init(text: TokenizedText, tokenizer: Tokenizer, limit: Int) {
        self.text = text
        self.tokenizer = tokenizer
        self.limit = limit
        self.text.tokens.reserveCapacity(text.utf8.count / 4)
    }

    mutating func run() {
        let bytes = text.utf8
        while index < bytes.count, text.tokens.count < limit {
            let byte = bytes[index]
            if isWord(byte) || byte >= 0x80 {
                word()
            } else if let length = emoticon() {
                append(
                    String(decoding: bytes[index..<(index + length)], as: UTF8.self).lowercased(), to: index + length)
            } else {
                punctuation(byte)
            }
        }
        close(at: index, question: false, exclamations: 0)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    private mutating func punctuation(_ byte: UInt8) {
        let bytes = text.utf8
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "\n"):
            var (question, exclamations) = (false, 0)
            while index < bytes.count, ".!?\n".utf8.contains(bytes[index]) {
                if bytes[index] == UInt8(ascii: "?") { question = true }
                if bytes[index] == UInt8(ascii: "!") { exclamations += 1 }
                index += 1
            }
            close(at: index, question: question, exclamations: exclamations)
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "("):
            sawPause = true
            index += 1
        default: index += 1
        }
    }

    private mutating func close(at end: Int, question: Bool, exclamations: Int) {
        guard text.tokens.count > firstToken else { return }
        text.sentences.append(
            Sentence(
                tokens: firstToken..<text.tokens.count, hasQuestionMark: question, exclamations: exclamations,
                bytes: firstByte..<end))
        firstToken = text.tokens.count
        firstByte = end
        sawPause = false
    }

    private mutating func word() {
        let bytes = text.utf8
        let start = index
        var letters: [UInt8] = []
        var (upper, lower, run, stretched) = (0, 0, 1, false)
        while index < bytes.count {
            let byte = bytes[index]
            if isWord(byte) {
                let low = byte &- 0x41 < 26 ? byte | 0x20 : byte
                if byte &- 0x41 < 26 { upper += 1 } else if byte &- 0x61 < 26 { lower += 1 }
                run = letters.last == low ? run + 1 : 1
                if run >= 3, low > 0x39 { stretched = true }
                letters.append(low)
                index += 1
            } else if byte == UInt8(ascii: "'"), !letters.isEmpty, index + 1 < bytes.count, isWord(bytes[index + 1]) {
                letters.append(byte)
                index += 1
            } else if byte >= 0x80 {
                guard wide(&letters) else { break }
            } else if isInNumber(byte) {
                letters.append(byte)
                index += 1
            } else {
                break
            }
        }
        guard !letters.isEmpty else { return }
        append(
            String(decoding: letters, as: UTF8.self), from: start, to: index, shouted: upper > 1 && lower == 0,
            stretched: stretched)
    }

    /// A point, colon, slash or hyphen between two digits belongs to the number.
    private func isInNumber(_ byte: UInt8) -> Bool {
        let bytes = text.utf8
        guard [0x2E, 0x3A, 0x2F, 0x2D].contains(byte), index > 0, index + 1 < bytes.count else { return false }
        return bytes[index - 1] &- 0x30 < 10 && bytes[index + 1] &- 0x30 < 10
    }

    /// Takes a character beyond ASCII: a letter into the word, a typographic apostrophe as its plain form, and a symbol
    /// as a token of its own.
    ///
    /// - Returns: false when the word ends here.
    private mutating func wide(_ letters: inout [UInt8]) -> Bool {
        let bytes = text.utf8
        let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
        let end = min(bytes.count, index + length)
        let character = String(decoding: bytes[index..<end], as: UTF8.self)
        guard let scalar = character.unicodeScalars.first else { return false }
        if scalar.value == 0x2019, !letters.isEmpty {
            letters.append(UInt8(ascii: "'"))
        } else if scalar.properties.isAlphabetic {
            letters.append(contentsOf: character.lowercased().utf8)
        } else if letters.isEmpty {
            index = end
            if scalar.properties.isEmojiPresentation || tokenizer.vocabulary.number(of: character) != nil {
                append(character, from: end - length, to: end)
            } else if scalar.value != 0xFE0F {
                sawPause = true
            }
            return false
        } else {
            return false
        }
        index = end
        return true
    }

    /// How long the emoticon is that stands here.
    private func emoticon() -> Int? {
        let bytes = text.utf8
        guard ":;=<".utf8.contains(bytes[index]), index == 0 || bytes[index - 1] == 0x20 else { return nil }
        for length in [3, 2] where index + length <= bytes.count {
            let shape = String(decoding: bytes[index..<(index + length)], as: UTF8.self).lowercased()
            if tokenizer.vocabulary.number(of: shape) != nil { return length }
        }
        return nil
    }

    private mutating func append(_ word: String, to end: Int) {
        let start = index
        index = end
        append(word, from: start, to: end)
    }

    private mutating func append(
        _ word: String, from start: Int, to end: Int, shouted: Bool = false, stretched: Bool = false
    ) {
        for number in tokenizer.words(word) {
            if let last = text.tokens.last, text.tokens.count > firstToken, last.word >= 0, number >= 0, !sawPause,
                let merged = tokenizer.merges[Int64(last.word) << 32 | Int64(number)]
            {
                text.tokens[text.tokens.count - 1].word = merged
                text.tokens[text.tokens.count - 1].end = end
                continue
            }
            text.tokens.append(
                Token(
                    word: number, start: start, end: end, isShouted: shouted, isStretched: stretched,
                    followsPause: sawPause))
            sawPause = false
        }
    }
}
