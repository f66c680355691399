import Calls
import ModuleKit

/// Blots out what stands in other tables of a span of a call: its transcript, say.
///
/// - Returns: How many pieces were changed.
package typealias TextRedaction =
    @Sendable (_ call: CallID, _ span: Range<Int64>, _ tx: Transaction) throws -> Int

/// Silences spans: the marks, the text, and the files that replace the old ones come in one transaction.
struct RedactionService: Sendable {
    let context: RecordingContext
    let text: TextRedaction

    /// What a redaction came to.
    struct Outcome: Sendable, JSONEncodable {
        var call: CallID
        var span: RedactedSpan
        var records: [(id: RecordingID, isSilenced: Bool)] = []
        var pieces = 0

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("call", call)
                $0.member("fromMs", span.fromMs)
                $0.member("toMs", span.toMs)
                $0.array("recordings") { list in
                    for record in records {
                        list.object {
                            $0.member("recording", record.id)
                            $0.member("silenced", record.isSilenced)
                        }
                    }
                }
                $0.member("textPieces", pieces)
            }
        }

        static let schema: Schema = .object([
            .required("call", .string()), .required("fromMs", .integer(min: 0)), .required("toMs", .integer(min: 1)),
            .required(
                "recordings",
                .array(
                    of: .object([
                        .required("recording", .string()),
                        .required("silenced", .boolean, "False while it is not stored: it is silenced when it is."),
                    ]))),
            .required("textPieces", .integer(min: 0), "Pieces of text that were blotted out."),
        ])
    }

    /// A file changed while its silenced copy was made.
    private struct Overtaken: Error {}

    /// Marks a span in one recording of a call or in all of them; said again, it changes nothing.
    ///
    /// - Parameter keepsText: Somebody else sees to the words.
    func redact(
        _ name: String, _ span: RedactedSpan, recording: RecordingID?, keepsText: Bool = false,
        in company: CompanyID, by request: Request
    ) async throws -> Outcome {
        for _ in 0..<4 {
            do {
                let outcome = try await attempt(
                    name, span, recording: recording, keepsText: keepsText, in: company, by: request)
                try await context.emptyTrash()
                return outcome
            } catch is Overtaken { continue }
        }
        throw Problem.conflict("The recording changes at this moment; try again.")
    }

    private func attempt(
        _ name: String, _ span: RedactedSpan, recording: RecordingID?, keepsText: Bool, in company: CompanyID,
        by request: Request
    ) async throws -> Outcome {
        let (call, targets, textSpan) = try await context.database.read(company) { tx in
            try Self.targets(name, span, recording: recording, in: tx)
        }
        let records = targets.map(\.record)
        // A call that is not theirs is not there, whatever else is wrong.
        guard span.toMs > span.fromMs else {
            throw Problem.invalid("toMs", "`toMs` is \(span.toMs); it must be greater than `fromMs`, \(span.fromMs).")
        }
        if let held = records.first(where: \.isHeld) { throw RecordingsError.onHold(held.id) }
        var copies: [RecordingID: AudioIntake.Finished] = [:]
        for target in targets where target.record.hash != nil && !target.known.contains(target.span) {
            copies[target.record.id] = try await silencedCopy(
                of: target.record, target.known + [target.span], in: company)
        }
        let (finished, now, author) = (copies, context.now(), request.author)
        return try await context.gate.run {
            try await context.named(Array(finished.values), of: company) { [context, text] tx in
                var outcome = Outcome(call: call.id, span: span)
                for target in targets {
                    let record = target.record
                    try Self.mark(record, target.span, finished[record.id], by: author, at: now, call, in: tx)
                    let after = try AudioStore.record(record.id, in: tx)
                    outcome.records.append((record.id, after?.hash != nil))
                }
                outcome.pieces = try keepsText ? 0 : text(call.id, textSpan.fromMs..<textSpan.toMs, tx)
                guard !finished.isEmpty || outcome.pieces > 0 || records.contains(where: { $0.hash == nil }) else {
                    return outcome
                }
                let detail: JSONValue = [
                    "fromMs": .integer(span.fromMs), "toMs": .integer(span.toMs),
                    "recordings": .array(records.map { .string($0.id.wire) }),
                    "textPieces": .integer(Int64(outcome.pieces)),
                ]
                try context.audit("call.redacted", call.id.wire, detail, request, tx)
                return outcome
            }
        }
    }

    /// A recording, its spans so far, and the one to come, from the recording's own beginning.
    private struct Target: Sendable {
        var record: AudioRecord
        var span: RedactedSpan
        var known: [RedactedSpan]
    }

    /// What is to be silenced, and the span of the call that it is.
    private static func targets(
        _ name: String, _ span: RedactedSpan, recording: RecordingID?, in tx: Transaction
    ) throws -> (Call, [Target], text: RedactedSpan) {
        let call = try CallService.find(name, in: tx)
        let starts = try RecordingStore.recordings(of: call.id, in: tx).reduce(into: [RecordingID: Int64]()) {
            $0[$1.id] = $1.startedAt.map { max(0, $0.milliseconds - call.startedAt.milliseconds) }
        }
        var records = try AudioStore.records(of: call.id, in: tx).filter { $0.state != .deleted }
        if let recording {
            records = records.filter { $0.id == recording }
            guard !records.isEmpty else { throw RecordingsError.unknownRecording(recording.wire) }
        }
        let targets = try records.compactMap { record -> Target? in
            guard let own = recording == nil ? span.within(start: starts[record.id]) : span else { return nil }
            return Target(record: record, span: own, known: try AudioStore.spans(of: record.id, in: tx))
        }
        let shift = recording.flatMap { starts[$0] } ?? 0
        return (call, targets, RedactedSpan(fromMs: span.fromMs + shift, toMs: span.toMs + shift))
    }

    private static func mark(
        _ record: AudioRecord, _ span: RedactedSpan, _ copy: AudioIntake.Finished?, by author: String,
        at now: Timestamp, _ call: Call, in tx: Transaction
    ) throws {
        guard let present = try AudioStore.record(record.id, in: tx), present.hash == record.hash else {
            throw Overtaken()
        }
        guard !present.isHeld else { throw RecordingsError.onHold(record.id) }
        guard try AudioStore.mark(span, in: record.id, by: author, at: now, in: tx) else { return }
        if let copy {
            guard try AudioStore.spans(of: record.id, in: tx).allSatisfy(copy.spans.contains) else { throw Overtaken() }
            try AudioStore.stored(record.id, copy.file, at: record.storedAt ?? now, in: tx)
            if let old = record.hash, old != copy.file.hash { try AudioStore.release(old, in: tx) }
        }
        var event = RecordingEvent(RecordingEvent.redacted, call: call.id, recording: record.id)
        event.span = span.fromMs..<span.toMs
        try tx.publish(event, on: call.topics)
    }

    private func silencedCopy(
        of record: AudioRecord, _ spans: [RedactedSpan], in company: CompanyID
    ) async throws -> AudioIntake.Finished {
        let path = try await ListeningService(context: context).file(of: record, in: company)
        do {
            return try await context.intake.silencedCopy(of: path, spans: spans)
        } catch is AudioIntake.Fault {
            throw RecordingsError.notSilenceable(record.id, type: record.mediaType ?? "of an unknown type")
        } catch is SystemDecoder.Fault {
            throw RecordingsError.notSilenceable(record.id, type: record.mediaType ?? "of an unknown type")
        }
    }
}
