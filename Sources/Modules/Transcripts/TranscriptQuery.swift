import ModuleKit

/// What somebody looks for in transcripts: words, `"phrases"`, beginnings (`deliv*`), and words that must not be there (`-van`).
///
/// Case and accents do not matter. All that is looked for must stand in one utterance.
struct TranscriptQuery: Sendable, Equatable {
    /// A word or a phrase.
    struct Term: Sendable, Equatable {
        var text: String
        /// Whether its last word may go on.
        var isBeginning = false
    }

    var wanted: [Term] = []
    var unwanted: [Term] = []

    static let mostTerms = 10
    static let mostCharacters = 200
    /// A shorter beginning fits so many words that looking them all up takes long.
    static let fewestOfBeginning = 2

    /// Reads what a person typed.
    ///
    /// - Throws: What is wrong, in a sentence; the field is `q`.
    init(_ text: String) throws(FieldProblem) {
        var rest = Substring(text)
        while let first = rest.first {
            if Self.isBlank(first) {
                rest.removeFirst()
                continue
            }
            let isUnwanted = first == "-"
            if isUnwanted { rest.removeFirst() }
            guard let term = try Self.term(&rest) else { continue }
            if isUnwanted { unwanted.append(term) } else { wanted.append(term) }
        }
        guard !wanted.isEmpty else {
            throw Self.problem(
                unwanted.isEmpty
                    ? "has no word in it; give words, a \"phrase\" or the beginning of a word with `*`."
                    : "only says what must not be there; say what must be.")
        }
        guard wanted.count + unwanted.count <= Self.mostTerms else {
            throw Self.problem("looks for \(wanted.count + unwanted.count) things; \(Self.mostTerms) are the most.")
        }
    }

    /// The query in the words of FTS5, within one company.
    ///
    /// Every term stands in quotes, so that nothing that was typed is read as an operator.
    func match(in company: CompanyID) -> String {
        let all = wanted.map(Self.quoted).joined(separator: " AND ")
        let words =
            unwanted.isEmpty
            ? all : "(\(all)) NOT (\(unwanted.map(Self.quoted).joined(separator: " OR ")))"
        return "company : \"c\(company.rawValue)\" AND text : (\(words))"
    }

    // MARK: Within

    /// - Returns: nil for what has no letter and no digit in it: no word is looked up by it.
    private static func term(_ rest: inout Substring) throws(FieldProblem) -> Term? {
        var term: Term
        if rest.first == "\"" {
            let inside = rest.dropFirst()
            guard let end = inside.firstIndex(of: "\"") else {
                throw problem("has a `\"` without its end; close the phrase with another one.")
            }
            term = Term(text: String(inside[..<end]))
            rest = inside[inside.index(after: end)...]
            if rest.first == "*" {
                term.isBeginning = true
                rest.removeFirst()
            }
        } else {
            let word = rest.prefix { !isBlank($0) && $0 != "\"" }
            rest = rest[word.endIndex...]
            term = Term(text: String(word))
            if term.text.last == "*" {
                term.text.removeLast()
                term.isBeginning = true
            }
        }
        guard !term.text.contains("*") else {
            throw problem("has a `*` within a word or before it; it stands for the rest of a word, as in `deliv*`.")
        }
        term.text = String(term.text.map { isBlank($0) ? " " : $0 })
        guard term.text.unicodeScalars.contains(where: isSpoken) else {
            guard !term.isBeginning else { throw problem("has a `*` without the beginning of a word, as in `deliv*`.") }
            return nil
        }
        if term.isBeginning {
            let last = term.text.unicodeScalars.reversed().drop { !isSpoken($0) }.prefix(while: isSpoken)
            guard last.count >= fewestOfBeginning else {
                throw problem("has a beginning of one character; give \(fewestOfBeginning) or more before the `*`.")
            }
        }
        return term
    }

    private static func isBlank(_ character: Character) -> Bool {
        character.isWhitespace || character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    }

    /// What the index makes words of.
    private static func isSpoken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }

    private static func quoted(_ term: Term) -> String {
        "\"\(term.text.replacing("\"", with: "\"\""))\"\(term.isBeginning ? " *" : "")"
    }

    private static func problem(_ what: String) -> FieldProblem { FieldProblem(field: "q", detail: "`q` \(what)") }
}
