import Calls
import ModuleKit

/// Makes words be gone: from every version of the transcript, from the search, the log and the exports.
struct RedactionService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// Marks a span once; marked again, it changes nothing.
    ///
    /// - Returns: The redaction, and whether it is new.
    func redact(
        _ wanted: RedactionRequest, of name: String, in company: CompanyID, by request: Request
    ) async throws -> (redaction: Redaction, isNew: Bool) {
        let (at, time) = (now(), try wanted.time())
        return try await database.write(company) { tx in
            let call = try CallService.call(named: name, in: tx)
            let segments = try TranscriptStore.everything(of: call.id, in: tx)
            let mark = try Mark(wanted, time: time, in: segments, of: call)
            let before = try RedactionStore.redactions(of: call.id, in: tx)
            if let there = before.first(where: { $0.words == mark.words && $0.time == mark.time }) {
                return (there, false)
            }
            let changed = segments.compactMap { mark.applied(to: $0, of: call) }
            for segment in changed { try TranscriptStore.rewrite(segment, of: call.id, in: tx) }
            let redaction = Redaction(
                id: try tx.newID(), words: mark.words, time: mark.time, segments: Int64(changed.count),
                reason: wanted.reason, at: at, by: request.author)
            try RedactionStore.insert(redaction, of: call.id, in: tx)
            try tx.publish(
                TranscriptRedacted(
                    call: call.id, redaction: redaction.id, segments: changed.map { ($0.id, $0.text) }),
                on: call.topics + [.conversations])
            try audit(
                TranscriptRedacted.type.name, call.id.wire,
                ["redaction": .string(redaction.id.wire), "segments": .integer(redaction.segments)], request, tx)
            return (redaction, true)
        }
    }

    /// The redactions of a call, oldest first.
    func redactions(of name: String, in company: CompanyID) async throws -> [Redaction] {
        try await database.read(company) { tx in
            try RedactionStore.redactions(of: CallService.call(named: name, in: tx).id, in: tx)
        }
    }
}

/// What was marked, and what it does to each utterance of the call.
private struct Mark {
    let words: Redaction.Words?
    let time: ClosedRange<Int64>?
    private let segment: Segment?
    private let range: Range<String.Index>?
    private let spoken: SpokenText

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
