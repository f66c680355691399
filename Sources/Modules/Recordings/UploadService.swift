import Calls
import ModuleKit

/// Takes sounds that are sent to the hub itself, or came in over a stream; the same sound of the same call is one recording, however often it is sent.
struct UploadService: Sendable {
    let context: RecordingContext

    /// What is said of a sound that is sent.
    struct Description: Sendable {
        var track: String?
        /// The leg, by its provider's id.
        var leg: String?
        /// How it came: `upload`, `stream`.
        var source = "upload"
        /// What tells it from the same bytes of the same call; for silence, which is all alike.
        var name = ""
    }

    /// - Parameter request: Who sent it; nil for what a provider sent.
    /// - Returns: The recording, and whether it is new.
    func receive(
        _ body: any BodyReader, of name: String, _ said: Description, in company: CompanyID, by request: Request?
    ) async throws -> (AudioRecord, isNew: Bool) {
        // A call that is not there is told before the sound has come.
        let call = try await context.database.read(company) { try CallService.find(name, in: $0) }
        do {
            let writer = try await write(body)
            return try await keep(writer, of: call, said, in: company, by: request)
        } catch let fault as AudioIntake.Fault {
            throw RecordingsError.notAudio("What was sent is not stored: \(fault)")
        }
    }

    private func write(_ body: any BodyReader) async throws -> AudioWriter {
        var writer = AudioWriter(try await context.folder.incoming(), limit: RecordingContext.mostBytes)
        while let bytes = try await body.next() {
            try await writer.append(bytes)
            // What is no sound is refused at its beginning.
            guard writer.size < 12 || AudioType(writer.beginning) != nil else { break }
        }
        return writer
    }

    private func keep(
        _ writer: AudioWriter, of call: Call, _ said: Description, in company: CompanyID, by request: Request?
    ) async throws -> (AudioRecord, isNew: Bool) {
        let received = "\(said.source):\(call.id):\(said.name)\(writer.digest)"
        let now = context.now()
        while true {
            let (known, spans) = try await context.database.read(company) { tx in
                let known = try RecordingStore.recordings(of: call.id, in: tx).first {
                    $0.providerRecordingID == received
                }
                let record = try known.flatMap { try AudioStore.record($0.id, in: tx) }
                return (record, try record.map { try AudioStore.spans(of: $0.id, in: tx) } ?? [])
            }
            if let known, known.state == .deleted {
                throw RecordingsError.deleted(known.id, at: known.deletedAt, reason: known.reason)
            }
            if let known, let hash = known.hash, known.state == .stored {
                let path = context.folder.file(hash, of: company)
                // Where its file is missing, what was sent is put in its place.
                if try await AudioFolder.offLoop({ try AudioReader(path: path) }) != nil { return (known, false) }
            }
            let finished = try await context.intake.finish(writer, silencing: spans)
            let result = try await context.place(finished, of: company) { tx in
                try known.map { try AudioStore.spans(of: $0.id, in: tx) == spans } ?? true
            } _: { [context] tx -> (AudioRecord, Bool)? in
                let (id, isNew) = try RecordingStore.received(
                    received, of: call, leg: said.leg, channels: finished.file.channels, track: said.track,
                    durationSec: finished.file.durationMs.map { ($0 + 500) / 1000 }, source: said.source, at: now,
                    in: tx)
                if isNew {
                    try AudioStore.insertReceived(id, call: call.id, finished.file, at: now, in: tx)
                    var event = RecordingEvent(RecordingEvent.stored, call: call.id, recording: id)
                    event.bytes = finished.file.bytes
                    event.mediaType = finished.file.mediaType
                    try tx.publish(event, on: call.topics)
                    let detail: JSONValue = [
                        "call": .string(call.id.wire), "sha256": .string(finished.file.hash),
                        "bytes": .integer(finished.file.bytes),
                    ]
                    if let request { try context.audit("recording.uploaded", id.wire, detail, request, tx) }
                } else {
                    // The file is put back where it was missing.
                    try AudioStore.stored(id, finished.file, at: now, in: tx)
                }
                return try AudioStore.record(id, in: tx).map { ($0, isNew) }
            }
            guard let (record, isNew) = result ?? nil else { continue }
            if isNew { context.figures.countBytes(finished.file.bytes) }
            return (record, isNew)
        }
    }
}
