import ModuleKit

/// Text as Salesforce takes it: no longer than the field, for a longer value fails its whole record.
enum SalesforceText {
    /// The text up to `limit` UTF-16 units, never cut inside a character.
    static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var units = 0
        var end = text.startIndex
        while end < text.endIndex {
            units += text[end].utf16.count
            if units > limit { break }
            end = text.index(after: end)
        }
        return String(text[..<end])
    }

    /// First and last name: the last word is the last name, which Salesforce requires.
    static func names(_ name: String) -> (first: String?, last: String) {
        let words = name.split(whereSeparator: \.isWhitespace)
        guard words.count > 1, let last = words.last else { return (nil, words.first.map(String.init) ?? name) }
        return (words.dropLast().joined(separator: " "), String(last))
    }

    /// The day in UTC of milliseconds since 1970, such as `2026-11-21`.
    static func day(_ milliseconds: Int64) -> String {
        String(Timestamp(milliseconds: milliseconds).rfc3339.prefix(10))
    }

    /// The first line of a text.
    static func firstLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
    }
}
