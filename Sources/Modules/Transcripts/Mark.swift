import Calls
import ModuleKit

/// What was marked, and what it does to each utterance of the call.
struct Mark {
    let words: Redaction.Words?
    let time: ClosedRange<Int64>?
    private let segment: Segment?
    private let range: Range<String.Index>?
    private let spoken: SpokenText

    /// A span of the call's time.
    init(time: ClosedRange<Int64>) {
        (words, self.time, segment, range, spoken) = (nil, time, nil, nil, SpokenText(""))
    }

    /// - Throws: 404 or 422 where there are no such words.
    init(_ wanted: RedactionRequest, time: ClosedRange<Int64>?, in segments: [Segment], of call: Call) throws {
        guard let id = wanted.segment else {
            (words, self.time, segment, range, spoken) = (nil, time, nil, nil, SpokenText(""))
            return
        }
        guard let segment = segments.first(where: { $0.id == id }) else {
            throw Problem.notFound("The call has no segment \(id).")
        }
        let text = segment.text
        let start = wanted.start ?? 0
        // Of words that are gone already the place is all there is: marked again, they are found by it.
        let length = wanted.length ?? max(1, Int64(text.utf16.count) - start)
        words = Redaction.Words(segment: id, start: start, length: length)
        self.segment = segment
        self.time = time ?? (segment.startMs == nil ? nil : segment.span(in: call))
        let units = text.utf16
        if start + length <= units.count,
            let from = units.index(units.startIndex, offsetBy: Int(start)).samePosition(in: text),
            let to = units.index(units.startIndex, offsetBy: Int(start + length)).samePosition(in: text)
        {
            range = from..<to
            spoken = SpokenText(String(text[from..<to]))
        } else if text.contains(Segment.redacted) {
            (range, spoken) = (nil, SpokenText(""))
        } else {
            throw Problem.invalid(
                "length", "The segment has \(units.count) characters; \(start) and \(length) mark none of them whole.")
        }
    }

    /// What is left of an utterance; nil where it stays as it is.
    func applied(to other: Segment, of call: Call) -> Segment? {
        var left = other
        if let segment {
            left.text = other.id == segment.id ? withoutRange(other.text) : other.text
            left.text = withoutWords(left.text)
            // Another version may have heard other words in the same moment.
            if left.text == other.text, other.source != segment.source, segment.startMs != nil, other.startMs != nil,
                other.span(in: call).overlaps(segment.span(in: call))
            {
                left.text = Segment.redacted
            }
        } else if let time, other.span(in: call).overlaps(time) {
            left.text = Segment.redacted
        }
        return left.text == other.text ? nil : left
    }

    private func withoutRange(_ text: String) -> String {
        guard let range else { return text }
        return text.replacingCharacters(in: range, by: Segment.redacted)
    }

    private func withoutWords(_ text: String) -> String {
        SpokenText(text).ranges(of: spoken).reversed().reduce(text) { text, range in
            text.replacingCharacters(in: range, by: Segment.redacted)
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, by text: String) -> String {
        String(self[..<range.lowerBound]) + text + self[range.upperBound...]
    }
}
