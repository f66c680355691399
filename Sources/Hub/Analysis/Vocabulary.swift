/// Words by number, so that matching compares integers; built once, then only read.
struct Vocabulary: Sendable {
    private var numbers: [String: Int32] = [:]

    /// How many words it has; numbers are below it.
    var count: Int { numbers.count }

    /// The number of a word, given now when it has none.
    mutating func number(adding word: String) -> Int32 {
        if let known = numbers[word] { return known }
        let number = Int32(numbers.count)
        numbers[word] = number
        return number
    }

    /// The number of a word; nil when nothing in the tables names it.
    func number(of word: String) -> Int32? { numbers[word] }
}

/// The forms of English words, as entries such as `complain/v` ask for them.
enum Inflection {
    /// The forms of an entry; nil when what follows its slash is none of `v` (verb), `a` (adjective), `n` (noun).
    static func forms(of entry: String) -> [String]? {
        guard let slash = entry.lastIndex(of: "/"), slash != entry.startIndex, entry.count > 2, entry.last != "/"
        else { return [entry] }
        let stem = String(entry[..<slash])
        switch entry[entry.index(after: slash)...] {
        case "v": return verb(stem)
        case "a": return adjective(stem)
        case "n": return [stem, plural(stem)]
        default: return entry.contains(where: \.isLetter) ? nil : [entry]
        }
    }

    private static func verb(_ stem: String) -> [String] {
        if stem.hasSuffix("e") {
            let base = String(stem.dropLast())
            return [stem, stem + "s", stem + "d", base + "ing"]
        }
        if stem.hasSuffix("y"), !endsInVowel(String(stem.dropLast())) {
            let base = String(stem.dropLast())
            return [stem, base + "ies", base + "ied", stem + "ing"]
        }
        let doubled = isShort(stem) ? stem + String(stem.suffix(1)) : stem
        return [stem, plural(stem), doubled + "ed", doubled + "ing"]
    }

    private static func adjective(_ stem: String) -> [String] {
        if stem.hasSuffix("le") { return [stem, String(stem.dropLast(1)) + "y"] }
        if stem.hasSuffix("ic") { return [stem, stem + "ally"] }
        if stem.hasSuffix("e") { return [stem, stem + "ly", stem + "r", stem + "st"] }
        if stem.hasSuffix("y") {
            let base = String(stem.dropLast())
            return [stem, base + "ily", base + "ier", base + "iest"]
        }
        return [stem, stem + "ly", stem + "er", stem + "est"]
    }

    private static func plural(_ stem: String) -> String {
        if ["s", "x", "z", "ch", "sh"].contains(where: stem.hasSuffix) { return stem + "es" }
        if stem.hasSuffix("y"), !endsInVowel(String(stem.dropLast())) { return String(stem.dropLast()) + "ies" }
        return stem + "s"
    }

    private static func endsInVowel(_ text: String) -> Bool { text.last.map { "aeiou".contains($0) } ?? false }

    /// One syllable that ends in consonant, vowel, consonant: its last letter is doubled.
    private static func isShort(_ stem: String) -> Bool {
        let letters = Array(stem)
        guard letters.count >= 3, letters.count(where: { "aeiou".contains($0) }) == 1, let last = letters.last else {
            return false
        }
        let isVowelBefore = "aeiou".contains(letters[letters.count - 2])
        return isVowelBefore && !"aeiouwxy".contains(last) && !"aeiou".contains(letters[letters.count - 3])
    }
}
