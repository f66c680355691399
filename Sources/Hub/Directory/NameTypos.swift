/// The words that differ from one by a single slip: a letter too many, too few or wrong, or two in each other's place.
///
/// The index of names is asked for all of them at once; letters that are only possible in another script are left out.
enum NameTypos {
    /// Shorter words have too many neighbours to mean anything, and longer ones are no names.
    static let lengths = 4...24

    /// Every such word; none for a word that is too short or too long.
    static func variants(of word: String) -> Set<String> {
        let letters = Array(word.unicodeScalars)
        guard lengths.contains(letters.count) else { return [] }
        let alphabet = alphabet(of: letters)
        var variants: Set<String> = []
        for place in 0...letters.count {
            let (before, after) = (letters[..<place], letters[place...])
            for letter in alphabet {
                variants.insert(text(before + [letter] + after))
                if !after.isEmpty { variants.insert(text(before + [letter] + after.dropFirst())) }
            }
            if let first = after.first {
                variants.insert(text(before + after.dropFirst()))
                if let second = after.dropFirst().first {
                    variants.insert(text(before + [second, first] + after.dropFirst(2)))
                }
            }
        }
        variants.remove(word)
        return variants
    }

    /// The letters that somebody who writes in that script may have meant.
    private static func alphabet(of letters: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var alphabet = Set(("a"..."z").scalars)
        // Scripts beyond Latin's first stand in blocks of 128 as a rule, and a word keeps to one.
        for block in Set(letters.filter { $0.value >= 0x250 }.map { $0.value & ~0x7F }) {
            alphabet.subtract(("a"..."z").scalars)
            alphabet.formUnion(
                (block..<block + 0x80).compactMap(Unicode.Scalar.init).filter {
                    [.lowercaseLetter, .otherLetter].contains($0.properties.generalCategory)
                })
        }
        return Array(alphabet)
    }

    private static func text(_ letters: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters)
        return String(text)
    }
}

extension ClosedRange<Unicode.Scalar> {
    fileprivate var scalars: [Unicode.Scalar] {
        (lowerBound.value...upperBound.value).compactMap(Unicode.Scalar.init)
    }
}
