import Calls
import Client
import HTTP
import ModuleKit

/// Who listens: the stored file, or the provider's answer passed on while there is none yet.
struct ListeningService: Sendable {
    let context: RecordingContext

    /// The sound of a call that is meant: the one that is named, else of the leg that is named, of these the first that is
    /// stored, else the first.
    ///
    /// - Throws: 404 for a call or a recording that is not the company's.
    func record(of call: String, _ recording: RecordingID?, in company: CompanyID) async throws -> AudioRecord {
        try await context.database.read(company) { tx in
            let found = try CallService.find(call, in: tx).id
            let records = try AudioStore.records(of: found, in: tx)
            if let recording {
                guard let record = records.first(where: { $0.id == recording }) else {
                    throw RecordingsError.unknownRecording(recording.wire)
                }
                return record
            }
            let legs = Set(
                try RecordingStore.recordings(of: found, in: tx).filter { $0.providerCallID == call }.map(\.id))
            let ofLeg = records.filter { legs.contains($0.id) }
            let meant = ofLeg.isEmpty ? records : ofLeg
            let record = meant.first { $0.state == .stored } ?? meant.first { $0.state != .deleted }
            guard let record = record ?? meant.first else { throw RecordingsError.noRecording(call: call) }
            return record
        }
    }

    /// The answer to whoever wants to hear it.
    ///
    /// - Parameter range: What the request's Range field says, to be passed on to a provider.
    func answer(_ record: AudioRecord, range: String?, in company: CompanyID) async throws -> Response {
        switch record.state {
        case .deleted: throw RecordingsError.deleted(record.id, at: record.deletedAt, reason: record.reason)
        case .stored:
            do {
                let path = try await file(of: record, in: company)
                // Nothing that a browser would run, whatever an archive said of it.
                let type = record.mediaType.flatMap(AudioType.init)
                return Response.file(path: path, type: type?.rawValue ?? "application/octet-stream")
                    .etag(record.hash ?? "").with("Cache-Control", "private, no-cache")
            } catch let error as RecordingsError {
                // What is fetched again can be heard from the provider meanwhile.
                guard case .fileMissing(_, true) = error else { throw error }
                return try await passedOn(record, range: range, in: company)
            }
        case .pending, .fetching, .failed: return try await passedOn(record, range: range, in: company)
        }
    }

    /// The path of a stored file that is what was stored.
    ///
    /// - Throws: ``RecordingsError/fileMissing(_:isFetchedAgain:)`` or ``RecordingsError/fileDamaged(_:isFetchedAgain:)``.
    func file(of record: AudioRecord, in company: CompanyID) async throws -> String {
        guard let hash = record.hash else {
            throw RecordingsError.notStored(
                record.id, state: record.state, reason: record.reason, nextAttemptAt: record.nextAttemptAt)
        }
        let path = context.folder.file(hash, of: company)
        let verified = context.verified
        let isSound = try await AudioFolder.offLoop { () -> Bool? in
            guard let reader = try AudioReader(path: path) else { return nil }
            if verified.knows(path, reader.stamp) { return true }
            guard try reader.digest() == hash else { return false }
            verified.note(path, reader.stamp)
            return true
        }
        guard isSound != true else { return path }
        context.figures.countDamaged()
        let isFetchedAgain = try await fetchAgain(
            record, because: isSound == nil ? "Its file was missing." : "Its file was damaged.", in: company)
        throw isSound == nil
            ? RecordingsError.fileMissing(record.id, isFetchedAgain: isFetchedAgain)
            : RecordingsError.fileDamaged(record.id, isFetchedAgain: isFetchedAgain)
    }

    private func fetchAgain(_ record: AudioRecord, because reason: String, in company: CompanyID) async throws -> Bool {
        guard context.media.access.isOn, record.providerCopy == .kept,
            try await context.source(of: record, in: company) != nil
        else { return false }
        let now = context.now()
        try await context.database.write(company) { tx in
            guard try AudioStore.record(record.id, in: tx)?.hash == record.hash else { return }
            try AudioStore.again(record.id, at: now, reason: reason, in: tx)
            tx.afterCommit(RecordingWork())
        }
        return true
    }

    // MARK: From the provider

    private func passedOn(_ record: AudioRecord, range: String?, in company: CompanyID) async throws -> Response {
        let spans = try await context.database.read(company) { try AudioStore.spans(of: record.id, in: $0) }
        guard context.media.access.isOn, spans.isEmpty, let source = try await context.source(of: record, in: company)
        else {
            let reason =
                spans.isEmpty ? record.reason : "Spans of it are marked; it can be heard once they are silenced."
            throw RecordingsError.notStored(
                record.id, state: record.state, reason: reason, nextAttemptAt: record.nextAttemptAt)
        }
        let opened: MediaClient.Opened
        do {
            opened = try await context.media.open(source, range: range)
        } catch let refusal as MediaClient.Refusal {
            throw RecordingsError.providerFailed(record.id, reason: refusal.description)
        }
        return try await response(opened, of: record)
    }

    private func response(_ opened: MediaClient.Opened, of record: AudioRecord) async throws -> Response {
        let stream = opened.stream
        var pieces = stream.makeAsyncIterator()
        let first = try await pieces.next() ?? []
        let isPart = stream.status == .partialContent
        // A part does not begin as the whole does; what is said of it counts only when it is a sound we know.
        let said = stream.headers["content-type"].flatMap { MediaType($0)?.essence }.flatMap(AudioType.init(rawValue:))
        let found = AudioType(first)
        guard isPart || found != nil else {
            throw RecordingsError.providerFailed(record.id, reason: "its answer is no audio file.")
        }
        let type = (isPart ? said ?? found : found)?.rawValue ?? "application/octet-stream"
        var response = Response.stream(type: type, status: stream.status) { body in
            if !first.isEmpty { try await body.write(first) }
            for try await bytes in opened.stream { try await body.write(bytes) }
        }
        if isPart, let range = stream.headers["content-range"] { response = response.with("Content-Range", range) }
        return response.uncached
    }
}
