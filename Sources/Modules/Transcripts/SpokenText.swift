/// A text as it sounds: its letters and digits without case, accents and what stands between them.
///
/// So `4111 1111` and `41111111` are the same words, and so are `Zoë` and `zoe`.
struct SpokenText {
    private var sounds: [Character] = []
    /// Where each sound stands in the text.
    private var places: [Range<String.Index>] = []
    /// Whether a word begins with the sound, and whether one ends with it.
    private var begins: [Bool] = []
    private var ends: [Bool] = []

    init(_ text: String) {
        var isInside = false
        for index in text.indices {
            let character = text[index]
            guard character.isLetter || character.isNumber else {
                if isInside { ends[ends.count - 1] = true }
                isInside = false
                continue
            }
            for (place, sound) in Self.folded(character).enumerated() {
                sounds.append(sound)
                places.append(index..<text.index(after: index))
                begins.append(!isInside && place == 0)
                ends.append(false)
            }
            isInside = true
        }
        if isInside { ends[ends.count - 1] = true }
    }

    /// A letter without its case and accents: Unicode's names say what an accented letter is made of.
    private static func folded(_ character: Character) -> String {
        if character.isASCII { return character.lowercased() }
        var letters = String.UnicodeScalarView()
        for scalar in character.lowercased().unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            let words = scalar.properties.name?.split(separator: " ") ?? []
            let isAccented = words.count > 4 && words[0] == "LATIN" && words[2] == "LETTER" && words[4] == "WITH"
            if isAccented, words[3].utf8.count == 1 {
                letters.append(contentsOf: words[3].lowercased().unicodeScalars)
            } else {
                letters.append(scalar)
            }
        }
        return String(letters)
    }

    /// Whether there is nothing to hear in it.
    var isEmpty: Bool { sounds.isEmpty }

    /// Where the words stand in this text as whole words, first to last, none within another.
    func ranges(of words: SpokenText) -> [Range<String.Index>] {
        guard !words.isEmpty, words.sounds.count <= sounds.count else { return [] }
        var found: [Range<String.Index>] = []
        var start = 0
        while start + words.sounds.count <= sounds.count {
            let end = start + words.sounds.count
            if begins[start], ends[end - 1], sounds[start..<end].elementsEqual(words.sounds) {
                found.append(places[start].lowerBound..<places[end - 1].upperBound)
                start = end
            } else {
                start += 1
            }
        }
        return found
    }
}
