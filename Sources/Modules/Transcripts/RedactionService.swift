import Calls
import ModuleKit

/// Makes words be gone: from every version of the transcript, from the search, the log and the exports, and their sound.
struct RedactionService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let silence: @Sendable (ClosedRange<Int64>, CallID, CompanyID, Request) async throws -> Void
    let audit: AuditWriter

    /// Marks a span once; marked again, it changes nothing.
    ///
    /// - Returns: The redaction, and whether it is new.
    func redact(
        _ wanted: RedactionRequest, of name: String, in company: CompanyID, by request: Request
    ) async throws -> (redaction: Redaction, isNew: Bool) {
        let (at, time) = (now(), try wanted.time())
        // The sound first: where it is held by law, the words stay as well.
        let (marked, span) = try await database.read(company) { tx in
            let call = try CallService.find(name, in: tx)
            let segments = try TranscriptStore.everything(of: call.id, in: tx)
            return (call.id, try Mark(wanted, time: time, in: segments, of: call).time)
        }
        if let span { try await silence(span, marked, company, request) }
        return try await database.write(company) { tx in
            let call = try CallService.find(name, in: tx)
            let segments = try TranscriptStore.everything(of: call.id, in: tx)
            let mark = try Mark(wanted, time: time, in: segments, of: call)
            let (redaction, isNew) = try Self.apply(
                mark, to: segments, of: call, reason: wanted.reason, at: at, by: request.author, in: tx)
            guard isNew else { return (redaction, false) }
            try audit(
                TranscriptRedacted.type.name, call.id.wire,
                ["redaction": .string(redaction.id.wire), "segments": .integer(redaction.segments)], request, tx)
            return (redaction, true)
        }
    }

    /// Makes what is marked be gone, and notes that it was.
    static func apply(
        _ mark: Mark, to segments: [Segment], of call: Call, reason: String?, at: Timestamp, by author: String,
        in tx: Transaction
    ) throws -> (redaction: Redaction, isNew: Bool) {
        let before = try RedactionStore.redactions(of: call.id, in: tx)
        if let there = before.first(where: { $0.words == mark.words && $0.time == mark.time }) { return (there, false) }
        try tx.overwriteDeleted()
        let changed = segments.compactMap { mark.applied(to: $0, of: call) }
        for segment in changed { try TranscriptStore.rewrite(segment, of: call.id, in: tx) }
        let redaction = Redaction(
            id: try tx.newID(), words: mark.words, time: mark.time, segments: Int64(changed.count), reason: reason,
            at: at, by: author)
        try RedactionStore.insert(redaction, of: call.id, in: tx)
        try tx.publish(
            TranscriptRedacted(call: call.id, redaction: redaction.id, segments: changed.map { ($0.id, $0.text) }),
            on: call.topics + [.conversations])
        return (redaction, true)
    }

    /// The redactions of a call, oldest first.
    func redactions(of name: String, in company: CompanyID) async throws -> [Redaction] {
        try await database.read(company) { tx in
            try RedactionStore.redactions(of: CallService.find(name, in: tx).id, in: tx)
        }
    }
}
