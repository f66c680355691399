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

    /// Reads what a person typed, scalar by scalar: an accent that joins a quotation mark makes no letter of it.
    ///
    /// - Throws: What is wrong, in a sentence; the field is `q`.
    init(_ text: String) throws(FieldProblem) {
        var rest = text.unicodeScalars[...]
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
    private static func term(_ rest: inout Substring.UnicodeScalarView) throws(FieldProblem) -> Term? {
        var scalars: Substring.UnicodeScalarView
        var isBeginning = false
        if rest.first == "\"" {
            let inside = rest.dropFirst()
            guard let end = inside.firstIndex(of: "\"") else {
                throw problem("has a `\"` without its end; close the phrase with another one.")
            }
            scalars = inside[..<end]
            rest = inside[end...].dropFirst()
            isBeginning = rest.first == "*"
            if isBeginning { rest.removeFirst() }
        } else {
            scalars = rest.prefix { !isBlank($0) && $0 != "\"" }
            rest = rest[scalars.endIndex...]
            isBeginning = scalars.last == "*"
            if isBeginning { scalars.removeLast() }
        }
        guard !scalars.contains("*") else {
            throw problem("has a `*` within a word or before it; it stands for the rest of a word, as in `deliv*`.")
        }
        guard scalars.contains(where: isSpoken) else {
            guard !isBeginning else { throw problem("has a `*` without the beginning of a word, as in `deliv*`.") }
            return nil
        }
        let last = scalars.reversed().drop { !isSpoken($0) }.prefix(while: isSpoken)
        guard !isBeginning || last.count >= fewestOfBeginning else {
            throw problem("has a beginning of one character; give \(fewestOfBeginning) or more before the `*`.")
        }
        // Neither a quotation mark nor a control character is left in it.
        let text = String(String.UnicodeScalarView(scalars.map { isBlank($0) ? " " : $0 }))
        return Term(text: text, isBeginning: isBeginning)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value < 32 || scalar.value == 127
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
        "\"\(term.text)\"\(term.isBeginning ? " *" : "")"
    }

    private static func problem(_ what: String) -> FieldProblem { FieldProblem(field: "q", detail: "`q` \(what)") }
}
