import Dispatch
import Glibc
import ModuleKit
import Reactor
import Synchronization

/// The folder of tracks that are still coming: `<company>.<stream>.<track>.wav`, written off the loops, in order.
final class StreamFiles: Sendable {
    /// Why a file could not be written.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: CInt

        init(_ call: String) {
            self.call = call
            code = errno
        }

        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    let folder: String
    private let queue = DispatchQueue(label: "streams")

    init(folder: String) { self.folder = folder }

    func path(_ row: StreamRow, _ track: Track) -> String {
        "\(folder)/\(row.company).\(row.id).\(track.name).wav"
    }

    /// Runs `body` on the queue, behind all that was handed to it before.
    func enqueue(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    /// The same, and waits for it.
    func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    func make() throws {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure("mkdir") }
    }

    /// Removes the files of streams that are over; a crash may have come between the two.
    func clear(except open: [StreamRow]) {
        let known = Set(open.flatMap { row in Track.allCases.map { path(row, $0) } })
        for name in FolderNames.list(folder) where name.hasSuffix(".wav") && !known.contains("\(folder)/\(name)") {
            unlink("\(folder)/\(name)")
        }
    }

    func remove(_ row: StreamRow) { for track in Track.allCases { unlink(path(row, track)) } }
}

/// A stream's files while it goes on: bounded in what waits to be written, and finished once.
final class StreamDraft: Sendable {
    /// A track that is whole.
    struct Sound: Sendable {
        let track: Track
        let path: String
        let durationMs: Int64
    }

    /// So much may wait for the disk, half a minute of both tracks; beyond, pieces are dropped and become silence.
    static let mostWaiting = 524_288

    let row: StreamRow
    private let files: StreamFiles
    private let waiting = Atomic<Int>(0)
    private let dropped = Atomic<Int>(0)

    init(_ row: StreamRow, in files: StreamFiles) {
        self.row = row
        self.files = files
    }

    /// Samples that were dropped because the disk was too slow, or refused them.
    var lost: Int { dropped.load(ordering: .relaxed) }

    /// Takes a piece, and returns at once.
    func write(_ piece: TrackSound.Piece, of track: Track) {
        let count = piece.bytes.count
        guard waiting.add(count, ordering: .relaxed).newValue <= Self.mostWaiting else {
            waiting.subtract(count, ordering: .relaxed)
            dropped.add(count, ordering: .relaxed)
            return
        }
        files.enqueue { [self] in
            waiting.subtract(count, ordering: .relaxed)
            // What a full disk refuses is lost; what came before and comes after is not.
            if (try? put(piece, track)) == nil { dropped.add(count, ordering: .relaxed) }
        }
    }

    /// How many samples a track has, with all that was written before.
    func samples(of track: Track) async throws -> Int64 {
        try await files.perform { [path = files.path(row, track)] in
            try WaveDraft.open(path, making: false)?.samples ?? 0
        }
    }

    /// Completes the files, behind all that was written before.
    func finish() async throws -> [Sound] {
        try await files.perform { [files, row] in
            var sounds: [Sound] = []
            for track in Track.allCases {
                let path = files.path(row, track)
                guard let draft = try WaveDraft.open(path, making: false), draft.samples > 0 else { continue }
                try draft.finish()
                sounds.append(Sound(track: track, path: path, durationMs: draft.samples / MuLaw.samplesPerMs))
            }
            return sounds
        }
    }

    private func put(_ piece: TrackSound.Piece, _ track: Track) throws {
        try files.make()
        guard var draft = try WaveDraft.open(files.path(row, track), making: true) else { return }
        try draft.write(piece)
    }
}
