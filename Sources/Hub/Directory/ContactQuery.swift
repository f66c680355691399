import Domain
import JSON
import SQLite

/// What somebody types to find a contact: a number or its ending, the beginning of an address, or of words of a name.
package enum ContactQuery: Sendable, Equatable {
    /// A whole number.
    case number(PhoneNumber)
    /// The last digits of a number, at least four.
    case ending(String)
    /// The beginning of a number in E.164.
    case beginning(String)
    /// The beginning of an e-mail address, in any case.
    case email(String)
    /// Words, each the beginning of one in the name; none: nothing can be found.
    case words([String])

    /// Shorter ones would be those of too many.
    static let fewestDigits = 4
    /// More words than a name has are a text, not a name.
    static let mostWords = 8

    /// Text that looks like a number goes to the numbers, and to nothing else.
    ///
    /// - Parameter region: ISO 3166 letters of whose numbers those without a country are.
    package init(_ text: String, region: String, parser: PhoneParser) {
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let looksLikeNumber = text.utf8.allSatisfy { (48...57).contains($0) || " +-().".utf8.contains($0) }
        if looksLikeNumber, digits.utf8.count >= Self.fewestDigits {
            let isInternational = text.contains("+")
            // A few digits may be a number, but whoever types is not at its end.
            let count = digits.utf8.count
            if let number = count > 7 ? parser.parse(text, region: region).number : nil {
                self = .number(number)
            } else {
                self = isInternational ? .beginning("+" + digits) : .ending(digits)
            }
        } else if text.contains("@") {
            self = .email(text)
        } else {
            self = .words(Array(Self.words(of: text).prefix(Self.mostWords)))
        }
    }

    /// Runs of letters and digits, with the marks that stand on them, in lower case.
    static func words(of text: String) -> [String] {
        text.lowercased().unicodeScalars.split { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .nonspacingMark:
                false
            default: true
            }
        }.map { String($0) }
    }
}

/// Searches of the index of names, as FTS5 reads them.
enum NameMatch {
    /// Names in which each of the words is the beginning of one.
    static func exact(_ words: [String], in tx: Transaction) throws -> String {
        try joined(words.map { "\"\($0)\"*" }, in: tx)
    }

    /// The same with one slip in each word that nobody's name begins with; in every word when all are known by themselves.
    ///
    /// - Returns: nil when no word that anybody has is one slip from any of these.
    static func loose(_ words: [String], in tx: Transaction) throws -> String? {
        var strange: Set<String> = []
        for word in Set(words) where !(try isKnown(word, in: tx)) { strange.insert(word) }
        if strange.isEmpty { strange = Set(words) }
        let variants = try Dictionary(
            uniqueKeysWithValues: strange.map { ($0, try names(NameTypos.variants(of: $0), in: tx)) })
        guard variants.values.contains(where: { !$0.isEmpty }) else { return nil }
        let parts = words.map { word in
            "(" + (["\"\(word)\"*"] + (variants[word] ?? []).map { "\"\($0)\"" }).joined(separator: " OR ") + ")"
        }
        return try joined(parts, in: tx)
    }

    /// Those of some words that are in any name: the index goes through all that it is asked for, row by row.
    private static func names(_ words: Set<String>, in tx: Transaction) throws -> [String] {
        guard !words.isEmpty else { return [] }
        let list = JSONValue.array(words.sorted().map { .string($0) }).jsonText
        return try tx.rows(
            "SELECT w.term FROM json_each(\(list)) j CROSS JOIN contact_words w ON w.term = j.value"
        ) { $0.string(0) }
    }

    /// Names of a company that have each of the words as it is.
    static func whole(_ words: [String], company: CompanyID) -> String {
        (words.map { "\"\($0)\"" } + [Self.word(of: company)]).joined(separator: " AND ")
    }

    /// The word that stands for a company in the index; nobody can type it.
    private static func word(of company: CompanyID) -> String { "\"\u{E000}\(company.rawValue)\"" }

    private static func isKnown(_ word: String, in tx: Transaction) throws -> Bool {
        try tx.exists("SELECT 1 FROM contact_search WHERE contact_search MATCH \(try exact([word], in: tx)) LIMIT 1")
    }

    /// The company's word costs more than all others together, so a hub of one company does without: rows are checked anyway.
    private static func joined(_ parts: [String], in tx: Transaction) throws -> String {
        let isShared = try tx.exists(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM contacts WHERE company_id < \(tx.company))
              OR EXISTS (SELECT 1 FROM contacts WHERE company_id > \(tx.company))
            """)
        return (parts + (isShared ? [word(of: tx.company)] : [])).joined(separator: " AND ")
    }
}
