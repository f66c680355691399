import Calls
import ModuleKit

/// The sound of calls: fetched or received, kept as files, heard, silenced and deleted; owns the tables `recording_*`
/// and publishes ``RecordingEvent``.
package struct RecordingsModule: Module, Background {
    package static let migrations = RecordingsSchema.migrations
    package let routes: [Route]
    /// What was done so far, for `/metrics`.
    package let figures: RecordingFigures
    private let keeper: RecordingKeeper
    private let upload: UploadService
    private let redaction: RedactionService

    /// What the program passes in.
    package struct Surroundings: Sendable {
        /// Where the files are.
        package var folder: AudioFolder
        /// How providers are reached.
        package var access: MediaAccess
        /// The path of ffmpeg; nil: what PATH finds.
        package var decoder: String?
        /// The hub's signing keys, the present one first.
        package var signingKeys: [[UInt8]]
        /// Where people reach the hub, such as `https://hub.example.com`.
        package var address: @Sendable () -> String
        /// Blots the same span out of other tables.
        package var redactText: TextRedaction = { _, _, _ in 0 }

        package init(
            folder: AudioFolder, access: MediaAccess, decoder: String?, signingKeys: [[UInt8]],
            address: @escaping @Sendable () -> String
        ) {
            self.folder = folder
            self.access = access
            self.decoder = decoder
            self.signingKeys = signingKeys
            self.address = address
        }
    }

    package init(_ platform: Platform, _ surroundings: Surroundings, audit: @escaping AuditWriter) {
        let context = RecordingContext(
            database: platform.database, folder: surroundings.folder, decoder: SystemDecoder(surroundings.decoder),
            media: MediaClient(access: surroundings.access), now: platform.now, audit: audit)
        let listening = ListeningService(context: context)
        let keeping = KeepingService(context: context)
        figures = context.figures
        upload = UploadService(context: context)
        keeper = RecordingKeeper(context)
        redaction = RedactionService(context: context, text: surroundings.redactText)
        routes =
            AudioRoutes(
                listening: listening, peaks: PeaksService(context: context, listening: listening),
                upload: upload,
                redaction: redaction,
                links: AudioLinks(secrets: surroundings.signingKeys), address: surroundings.address,
                context: context
            ).table + KeepingRoutes(keeping: keeping).table
    }

    /// Notes a finished recording that is to be fetched, in the transaction that notes it in the call.
    package static let recordingCompleted: RecordingHook = { recording, tx in
        if try AudioStore.expect(recording, in: tx) { tx.afterCommit(RecordingWork()) }
    }

    /// Keeps a track that came in over a stream as a recording of its call; said again, it changes nothing.
    ///
    /// - Parameters:
    ///   - path: A WAV file, which is copied.
    ///   - name: What tells it from the call's other tracks.
    ///   - leg: The leg that was heard, by its provider's id.
    package func keep(
        _ path: String, of call: CallID, name: String, track: String, leg: String, in company: CompanyID
    ) async throws {
        var said = UploadService.Description(track: track, leg: leg)
        (said.source, said.name) = ("stream", name)
        _ = try await upload.receive(FileBody(path: path), of: call.wire, said, in: company, by: nil)
    }

    /// Silences a span of a call in all of its recordings, for whoever makes its words be gone.
    ///
    /// - Parameter span: Milliseconds from the call's beginning; not empty.
    /// - Throws: ``RecordingsError/onHold(_:)``
    package func silence(
        _ span: ClosedRange<Int64>, of call: CallID, in company: CompanyID, by request: Request
    ) async throws {
        let silent = RedactedSpan(fromMs: span.lowerBound, toMs: span.upperBound + 1)
        _ = try await redaction.redact(call.wire, silent, recording: nil, keepsText: true, in: company, by: request)
    }

    /// Takes what a batch committed, on the writer's thread: new work wakes the keeper.
    package func committed(_ values: [any Sendable]) {
        if values.contains(where: { $0 is RecordingWork }) { keeper.wake() }
    }

    /// Takes up what a program that ended had begun; before the first request.
    package func recover() async throws { try await keeper.recover() }

    /// Fetches and deletes in the background from now on.
    package func start() { keeper.start() }

    /// Ends the work in the background; what was under way is taken up by the next start.
    package func stop() async { await keeper.stop() }

    /// One round of the background's work, for who does not want to wait for it.
    package func round() async throws { try await keeper.round() }
}

extension Permission {
    /// Hear recordings and see their waveforms.
    package static let recordingsListen = Self("recordings:listen", least: .agent)
    /// Send recordings to the hub, and have one fetched again.
    package static let recordingsWrite = Self("recordings:write", least: .agent)
    /// Give links to people without a sign-in.
    package static let recordingsShare = Self("recordings:share", least: .agent)
    /// Silence spans, delete recordings, and set legal holds.
    package static let recordingsManage = Self("recordings:manage", least: .manager)
    /// Say how long recordings are kept.
    package static let recordingsPolicy = Self("recordings:policy", least: .admin)
}
