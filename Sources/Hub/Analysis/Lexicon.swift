import JSON

/// What words and phrases say of a mood: compiled once from its document, then only read.
package struct Lexicon: Sendable {
    /// The version of the built-in document; a company's own has a number of its own.
    package static let builtInVersion = "2026.11"

    var tokenizer: Tokenizer
    var classes: [String: Set<Int32>] = [:]
    /// The weight of a word by its number; 0 for one that says nothing.
    var weights: [Float] = []
    /// Phrases; the payload is an index of ``phraseWeights``.
    var phrases = PatternBook()
    var phraseWeights: [Float] = []
    var negators: Set<Int32> = []
    var boosters: [Int32: Float] = [:]
    var contrasts: Set<Int32> = []

    /// Reads a document that ``schema`` has passed.
    ///
    /// - Throws: Every part that cannot be read, by its field.
    package init(_ document: JSONValue) throws(LexiconFaults) {
        tokenizer = Tokenizer()
        var faults = LexiconFaults()
        readSpellings(document)
        readClasses(document, &faults)
        readWords(document, &faults)
        readPhrases(document, &faults)
        weights += Array(repeating: 0, count: max(0, tokenizer.vocabulary.count - weights.count))
        if !faults.problems.isEmpty { throw faults }
    }

    private mutating func readSpellings(_ document: JSONValue) {
        for member in document["aliases"].object?.members ?? [] {
            let words = (member.value.string ?? "").split(separator: " ").map(String.init)
            tokenizer.aliases[member.name] = words.map { tokenizer.vocabulary.number(adding: $0) }
        }
        for member in document["merges"].object?.members ?? [] {
            let pair = member.name.split(separator: " ").map { tokenizer.vocabulary.number(adding: String($0)) }
            guard pair.count == 2, let merged = member.value.string else { continue }
            tokenizer.merges[Int64(pair[0]) << 32 | Int64(pair[1])] = tokenizer.vocabulary.number(adding: merged)
        }
    }

    private mutating func readClasses(_ document: JSONValue, _ faults: inout LexiconFaults) {
        for member in document["classes"].object?.members ?? [] {
            classes[member.name] = words(member.value.string ?? "", field: "classes.\(member.name)", &faults)
        }
        negators = words(document["negators"].string ?? "", field: "negators", &faults)
        contrasts = words(document["contrast"].string ?? "", field: "contrast", &faults)
        for (place, group) in (document["boosters"].array ?? []).enumerated() {
            let factor = Float(group["factor"].double ?? 1)
            for word in words(group["words"].string ?? "", field: "boosters[\(place)].words", &faults) {
                boosters[word] = factor
            }
        }
    }

    private mutating func readWords(_ document: JSONValue, _ faults: inout LexiconFaults) {
        for (place, group) in (document["words"].array ?? []).enumerated() {
            let weight = Float(group["weight"].double ?? 0)
            for word in words(group["words"].string ?? "", field: "words[\(place)].words", &faults) {
                if weights.count <= Int(word) {
                    weights += Array(repeating: 0, count: tokenizer.vocabulary.count - weights.count)
                }
                // The first group that names a word counts, so that forms made by rule do not undo what is said of them.
                if weights[Int(word)] == 0 { weights[Int(word)] = weight }
            }
        }
    }

    private mutating func readPhrases(_ document: JSONValue, _ faults: inout LexiconFaults) {
        for (place, group) in (document["phrases"].array ?? []).enumerated() {
            phraseWeights.append(Float(group["weight"].double ?? 0))
            for (line, phrase) in (group["phrases"].array ?? []).enumerated() {
                do {
                    try phrases.add(phrase.string ?? "", payload: place, classes: classes, tokenizer: &tokenizer)
                } catch {
                    faults.add("phrases[\(place)].phrases[\(line)]", error.reason)
                }
            }
        }
    }

    private mutating func words(_ list: String, field: String, _ faults: inout LexiconFaults) -> Set<Int32> {
        var numbers: Set<Int32> = []
        for entry in list.split(separator: " ") {
            guard let forms = Inflection.forms(of: entry.lowercased()) else {
                faults.add(field, "`\(entry)` has an unknown form; `/v`, `/a` and `/n` are known.")
                continue
            }
            for form in forms { numbers.insert(tokenizer.vocabulary.number(adding: form)) }
        }
        return numbers
    }
}

/// What of a document cannot be read, each by its field.
package struct LexiconFaults: Error, Sendable {
    /// Never empty when thrown.
    package private(set) var problems: [FieldProblem] = []

    mutating func add(_ field: String, _ detail: String) {
        problems.append(FieldProblem(field: field, detail: detail))
    }
}

extension Lexicon {
    /// The shape of the document.
    package static let schema: Schema = .object([
        .optional(
            "aliases", .map(of: text(80), max: 2_000),
            "Another way to write something, and what it is: `dont`, `do not`."),
        .optional("merges", .map(of: text(40), max: 500), "Two words that count as one: `no one`, `nobody`."),
        .optional(
            "classes", .map(of: text(4_000), max: 200), "Words that a phrase may name together, as `{name}`."),
        .optional("negators", text(2_000), "What turns round the words after it."),
        .optional(
            "boosters",
            .array(
                of: .object([
                    .required("factor", .number(min: 0.1, max: 3)), .required("words", text(8_000)),
                ]), max: 20), "What makes the words after it stronger, or weaker."),
        .optional("contrast", text(400), "After these, what comes counts for more than what came."),
        .required(
            "words",
            .array(
                of: .object([.required("weight", weight), .required("words", text(60_000))]), max: 100),
            "Weights from -4 (very bad) to 4 (very good), each with its words; `complain/v` stands for all forms."),
        .required(
            "phrases",
            .array(
                of: .object([
                    .required("weight", weight),
                    .required("phrases", .array(of: .string(min: 1, max: 2_000), max: 5_000)),
                ]), max: 100),
            "As `words`, for phrases: `a|b`, `word/v`, `{class}`, `..` for up to three words, `word?`; weight 0 says nothing."
        ),
    ])

    private static let weight: Schema = .number(min: -4, max: 4)
    private static func text(_ most: Int) -> Schema { .string(min: 1, max: most) }
}
