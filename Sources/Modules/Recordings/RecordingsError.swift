import ModuleKit

/// What can be wrong about a request for the sound of a call.
enum RecordingsError: Error {
    case unknownRecording(String)
    case noRecording(call: String)
    /// It is not here yet, and cannot be passed on from the provider either.
    case notStored(RecordingID, state: AudioRecord.State, reason: String?, nextAttemptAt: Timestamp?)
    case deleted(RecordingID, at: Timestamp?, reason: String?)
    case fileMissing(RecordingID, isFetchedAgain: Bool)
    case fileDamaged(RecordingID, isFetchedAgain: Bool)
    case providerFailed(RecordingID, reason: String)
    case onHold(RecordingID)
    case notSilenceable(RecordingID, type: String)
    case noPeaks(RecordingID, type: String, reason: String)
    case notAudio(String)
    case tooLarge(limit: Int64)
    case diskFull
    case linkInvalid
    case linkEnded(Timestamp)
    case policyChanged
}

extension RecordingsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownRecording(let name):
            Problem(
                .notFound, "/problems/recordings/unknown-recording", "No such recording",
                detail: "There is no recording \(name.prefix(60)).")
        case .noRecording(let call):
            Problem(
                .notFound, "/problems/recordings/none", "No recording",
                detail: "The call \(call.prefix(60)) has no recording.")
        case .notStored(let id, let state, let reason, let next):
            Problem(
                .conflict, "/problems/recordings/not-stored", "Not stored yet",
                detail: "The sound of \(id) is not here: \(reason ?? "it is still to be fetched.")",
                extra: ["state": state.rawValue, "nextAttemptAt": next])
        case .deleted(let id, let at, let reason):
            Problem(
                .gone, "/problems/recordings/deleted", "Deleted",
                detail: "The sound of \(id) was deleted\(at.map { " at \($0)" } ?? ""): \(reason ?? "by request").")
        case .fileMissing(let id, let again):
            Problem(
                .gone, "/problems/recordings/file-missing", "The file is missing",
                detail: "The file of \(id) is not in the data folder. \(Self.next(again))")
        case .fileDamaged(let id, let again):
            Problem(
                .gone, "/problems/recordings/file-damaged", "The file is damaged",
                detail: "The file of \(id) is not what was stored: its SHA-256 differs. \(Self.next(again))")
        case .providerFailed(let id, let reason):
            Problem(
                .badGateway, "/problems/recordings/provider", "The provider does not give it",
                detail: "The sound of \(id) is not stored yet, and its provider does not give it: \(reason)",
                headers: [("Retry-After", "30")])
        case .onHold(let id):
            Problem(
                .conflict, "/problems/recordings/legal-hold", "Under legal hold",
                detail: "\(id) is under legal hold: neither deleted nor changed until it is released.")
        case .notSilenceable(let id, let type):
            Problem(
                .unprocessableContent, "/problems/recordings/not-silenceable", "Cannot be silenced",
                detail: "\(id) is \(type): only WAV of PCM or G.711 is silenced here. Delete it, or upload it as WAV.")
        case .noPeaks(let id, let type, let reason):
            Problem(
                .unprocessableContent, "/problems/recordings/no-peaks", "No waveform",
                detail: "The waveform of \(id) (\(type)) is not available: \(reason)")
        case .notAudio(let what):
            Problem(
                .unsupportedMediaType, "/problems/recordings/not-audio", "Not audio",
                detail: "\(what) Send WAV, MP3, Ogg, FLAC, M4A or AMR.")
        case .tooLarge(let limit): Problem.tooLarge(limitBytes: Int(limit))
        case .diskFull:
            Problem(
                .insufficientStorage, "/problems/recordings/disk-full", "The disk is full",
                detail: "Nothing was stored: there is no room in the data folder.", headers: [("Retry-After", "60")])
        case .linkInvalid:
            Problem(
                .forbidden, "/problems/recordings/link-invalid", "No such link",
                detail: "The link is not one that this hub has signed.")
        case .linkEnded(let end):
            Problem(
                .gone, "/problems/recordings/link-ended", "The link has ended",
                detail: "The link was good until \(end).")
        case .policyChanged: Problem.stale()
        }
    }

    private static func next(_ isFetchedAgain: Bool) -> String {
        isFetchedAgain ? "It is being fetched from its provider again." : "Put it back from a backup."
    }
}

extension AudioFolder.Failure: ProblemConvertible {
    var problem: Problem {
        isFull
            ? RecordingsError.diskFull.problem
            : .unavailable("Nothing was stored: \(self).", retryAfterSeconds: 30)
    }
}
