import ModuleKit
import Reactor

/// A track that is whole, for whoever keeps recordings.
package struct KeptTrack: Sendable {
    package let company: CompanyID
    package let call: CallID
    /// The leg that is heard, by its provider's id.
    package let leg: String
    /// What tells it from other sounds of the call: the stream and the side.
    package let name: String
    /// `inbound` or `outbound`.
    package let track: String
    /// The WAV file, which goes afterwards.
    package let path: String
}

/// Makes recordings of the streams that are over.
final class StreamKeeper: Sendable {
    private let database: Database
    private let book: StreamBook
    private let files: StreamFiles
    private let keep: @Sendable (KeptTrack) async throws -> Void
    private let now: @Sendable () -> Timestamp
    private let wishes: AsyncStream<Void>
    private let wish: AsyncStream<Void>.Continuation
    private let running = Lock<Task<Void, Never>?>(nil)
    /// Streams that were cut are looked for so often.
    private static let interval = Duration.seconds(5)

    init(
        database: Database, book: StreamBook, files: StreamFiles, now: @escaping @Sendable () -> Timestamp,
        keep: @escaping @Sendable (KeptTrack) async throws -> Void
    ) {
        (self.database, self.book, self.files, self.now, self.keep) = (database, book, files, now, keep)
        (wishes, wish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes up the streams that a program before has left.
    func recover() async throws {
        let left = try await database.read(tenant: 0) { try StreamStore.open(in: $0) }
        try await files.perform { [files] in files.clear(except: left) }
        for row in left { book.adopt(StreamDraft(row, in: files), at: now()) }
    }

    func start() {
        running.withLock { running in
            running = Task { [self] in
                await withDiscardingTaskGroup { group in
                    group.addTask { [wish] in
                        while (try? await Task.sleep(for: Self.interval)) != nil { wish.yield() }
                    }
                    for await _ in wishes { await round() }
                    group.cancelAll()
                }
            }
        }
    }

    func stop() async {
        wish.finish()
        let task = running.withLock { $0 }
        task?.cancel()
        await task?.value
        // What sockets have handed over is written, for the next start.
        try? await files.perform {}
    }

    /// A stream is over.
    func wake() { wish.yield() }

    /// Finishes what is due.
    func round() async {
        for (draft, lostMs) in book.due(at: now()) {
            // What could not be kept now, on a full disk, stays where it is and is tried again.
            let isDone = (try? await finish(draft, lostMs: lostMs)) != nil
            book.settled(draft.row, isDone: isDone, at: now())
        }
    }

    private func finish(_ draft: StreamDraft, lostMs: Int64) async throws {
        let row = draft.row
        // A call that was removed takes its streams along, and nobody is to hear them.
        guard try await database.read(row.company, { try StreamStore.isOpen(row, in: $0) }) else {
            return files.enqueue { [files] in files.remove(row) }
        }
        let sounds = try await draft.finish()
        for sound in sounds {
            try await keep(
                KeptTrack(
                    company: row.company, call: row.call, leg: row.leg, name: "\(row.stream):\(sound.track.name):",
                    track: sound.track.name, path: sound.path))
        }
        let at = now()
        let dropped = Int64(draft.lost) / MuLaw.samplesPerMs
        try await database.write(row.company) { tx in
            guard try StreamStore.end(row, at: at, in: tx) else { return }
            var event = MediaStreamEvent(MediaStreamEvent.ended, call: row.call, stream: row.stream)
            event.durationMs = sounds.map(\.durationMs).max() ?? 0
            event.lostMs = lostMs + dropped
            try tx.publish(event, on: StreamService.topics(of: row.call, in: tx))
        }
        files.enqueue { [files] in files.remove(row) }
    }
}
