import Calls
import ModuleKit

/// Fetches sounds from providers, an attempt at a time; each attempt's end is in the row, so that a restart goes on.
struct FetchService: Sendable {
    let context: RecordingContext
    /// An attempt counts as lost after so long; then the program ended within it.
    static let lease = Duration.seconds(3_600)
    /// One attempt at whatever is due for a recording: its sound, or the deletion of the provider's copy.
    func attempt(_ id: RecordingID, in company: CompanyID) async throws {
        let now = context.now()
        let record = try await context.database.write(company) { tx -> AudioRecord? in
            guard let record = try AudioStore.record(id, in: tx), let due = record.nextAttemptAt, due <= now else {
                return nil
            }
            try AudioStore.begin(id, until: now + Self.lease, in: tx)
            return try AudioStore.record(id, in: tx)
        }
        guard let record else { return }
        guard let source = try await context.source(of: record, in: company) else {
            return try await abandon(record, in: company)
        }
        if record.state == .deleted {
            try await delete(record, source, in: company)
        } else {
            try await fetch(record, source, in: company)
        }
    }

    private func abandon(_ record: AudioRecord, in company: CompanyID) async throws {
        guard record.state != .deleted else {
            return try await context.database.write(company) {
                try AudioStore.providerCopy(record.id, .none, next: nil, in: $0)
            }
        }
        let reason = "Its address is none that sounds are fetched from."
        try await failed(record, MediaClient.Refusal(description: reason, isFinal: true), in: company)
    }

    // MARK: The sound

    private func fetch(_ record: AudioRecord, _ source: MediaSource, in company: CompanyID) async throws {
        do {
            let writer = try await transfer(source)
            try await store(writer, record, in: company)
        } catch let refusal as MediaClient.Refusal {
            try await failed(record, refusal, in: company)
        } catch let error as AudioIntake.Fault {
            try await failed(record, .init(description: "The provider's answer is not stored: \(error)"), in: company)
        } catch let error as RecordingsError {
            try await failed(
                record, .init(description: error.problem.detail ?? "It is too large.", isFinal: true), in: company)
        } catch let error as AudioFolder.Failure {
            try await failed(record, .init(description: "It could not be written: \(error)."), in: company)
        } catch {
            // Stopping is no failure: the next start takes it up.
            guard !Task.isCancelled, !(error is StorageUnavailable) else { throw error }
            try await failed(record, .init(description: "The provider broke off: \(error)."), in: company)
        }
    }

    /// Writes what the provider sends into a file without a name.
    private func transfer(_ source: MediaSource) async throws -> AudioWriter {
        let opened = try await context.media.open(source)
        let announced = opened.stream.headers["content-length"].flatMap { Int64($0) } ?? 0
        guard announced <= RecordingContext.mostBytes else {
            throw RecordingsError.tooLarge(limit: RecordingContext.mostBytes)
        }
        var writer = AudioWriter(try await context.folder.incoming(), limit: RecordingContext.mostBytes)
        for try await bytes in opened.stream { try await writer.append(bytes) }
        return writer
    }

    /// Gives the file its name and the row its file; a span that was marked meanwhile is silenced too.
    private func store(_ writer: AudioWriter, _ record: AudioRecord, in company: CompanyID) async throws {
        let id = record.id
        while true {
            let spans = try await context.database.read(company) { try AudioStore.spans(of: id, in: $0) }
            let finished = try await context.intake.finish(writer, silencing: spans)
            let now = context.now()
            let stored: Void? = try await context.place(finished, of: company) { tx in
                try AudioStore.spans(of: id, in: tx) == spans
            } _: { tx in
                guard let before = try AudioStore.record(id, in: tx), before.state != .deleted else {
                    return try AudioStore.release(finished.file.hash, in: tx)
                }
                try AudioStore.stored(id, finished.file, at: now, in: tx)
                if let old = before.hash, old != finished.file.hash { try AudioStore.release(old, in: tx) }
                var event = RecordingEvent(RecordingEvent.stored, call: record.call, recording: id)
                event.bytes = finished.file.bytes
                event.mediaType = finished.file.mediaType
                try tx.publish(event, on: RecordingContext.topics(of: record.call, in: tx))
            }
            guard stored == nil else {
                context.figures.countFetched()
                return context.figures.countBytes(finished.file.bytes)
            }
        }
    }

    private func failed(_ record: AudioRecord, _ refusal: MediaClient.Refusal, in company: CompanyID) async throws {
        context.figures.countFailed()
        let next =
            refusal.isFinal
            ? nil
            : FetchSchedule.next(
                after: record.attempts, at: context.now(), retryAfterSeconds: refusal.retryAfterSeconds)
        let reason = refusal.description.prefix(1).uppercased() + refusal.description.dropFirst()
        try await context.database.write(company) { tx in
            try AudioStore.failed(record.id, reason, next: next, in: tx)
            guard next == nil else { return }
            var event = RecordingEvent(RecordingEvent.failed, call: record.call, recording: record.id)
            event.reason = reason
            try tx.publish(event, on: RecordingContext.topics(of: record.call, in: tx))
        }
    }

    // MARK: The provider's copy

    private func delete(_ record: AudioRecord, _ source: MediaSource, in company: CompanyID) async throws {
        do {
            let isDeleted = try await context.media.delete(source)
            try await settle(record, isDeleted ? .deleted : .none, nil, in: company)
        } catch let refusal as MediaClient.Refusal {
            let next = FetchSchedule.next(
                after: record.attempts, at: context.now(), retryAfterSeconds: refusal.retryAfterSeconds)
            guard next == nil else {
                return try await context.database.write(company) {
                    try AudioStore.providerCopy(record.id, .deleting, next: next, in: $0)
                }
            }
            try await settle(record, .failed, refusal.description, in: company)
        }
    }

    private func settle(
        _ record: AudioRecord, _ copy: AudioRecord.ProviderCopy, _ reason: String?, in company: CompanyID
    ) async throws {
        try await context.database.write(company) { [context] tx in
            try AudioStore.providerCopy(record.id, copy, next: nil, in: tx)
            var detail: JSONObject = ["providerCopy": .string(copy.rawValue)]
            if let reason { detail["reason"] = .string(reason) }
            try context.auditOwn("recording.provider_copy_settled", record.id, detail, by: "recordings", in: tx)
        }
    }
}
