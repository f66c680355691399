import Reactor

/// Sound on its way to a recogniser: bounded, and kept until its words have come, so that a new connection can go on.
///
/// Behind one lock: the stream's loop brings, the link's task takes.
final class HeardSound: Sendable {
    /// Sound of one track in a row.
    struct Piece: Sendable, Equatable {
        let track: Track
        /// In samples from the stream's beginning.
        let at: Int64
        var bytes: [UInt8]

        var atMs: Int64 { at / MuLaw.samplesPerMs }
        var end: Int64 { at + Int64(bytes.count) }
    }

    private struct State {
        var pieces: [Piece] = []
        /// So many of them were sent.
        var sent = 0
        var bytes = 0
        /// Where each track ends, in samples.
        var ends: [Int64]
        var isOver = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    /// A tenth of a second is sent at once.
    private static let pieceSamples = 800
    /// Half a minute; of what is more, the oldest goes.
    private static let mostBytes = 262_144
    private let state: Lock<State>

    /// - Parameter samples: How much of each track was heard before, when the stream had been cut.
    init(after samples: [Int64]) { state = Lock(State(ends: samples)) }

    /// Takes a frame.
    func hear(_ bytes: [UInt8], at place: Int64, of track: Track) {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.isOver else { return nil }
            state.bytes += bytes.count
            state.ends[track.rawValue] = max(state.ends[track.rawValue], place + Int64(bytes.count))
            if let last = state.pieces.lastIndex(where: { $0.track == track }), last >= state.sent,
                state.pieces[last].end == place, state.pieces[last].bytes.count < Self.pieceSamples
            {
                state.pieces[last].bytes += bytes
            } else {
                state.pieces.append(Piece(track: track, at: place, bytes: bytes))
            }
            while state.bytes > Self.mostBytes, !state.pieces.isEmpty {
                state.bytes -= state.pieces.removeFirst().bytes.count
                state.sent = max(0, state.sent - 1)
            }
            guard Self.hasWhole(state) else { return nil }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Nothing more comes.
    func end() {
        let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.isOver = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// The next piece that is whole; nil at the end, or when the task is cancelled.
    func next() async -> Piece? {
        while !Task.isCancelled {
            let (piece, isOver) = state.withLock { state -> (Piece?, Bool) in
                let isWhole = state.isOver ? state.sent < state.pieces.count : Self.hasWhole(state)
                guard isWhole else { return (nil, state.isOver) }
                defer { state.sent += 1 }
                return (state.pieces[state.sent], false)
            }
            if let piece { return piece }
            if isOver { return nil }
            await change()
        }
        return nil
    }

    /// The words of a track have come as far as there: sound before it is not needed again.
    func settle(_ track: Track, upTo sample: Int64) {
        state.withLock { state in
            for index in stride(from: min(state.sent, state.pieces.count) - 1, through: 0, by: -1)
            where state.pieces[index].track == track && state.pieces[index].end <= sample {
                state.bytes -= state.pieces.remove(at: index).bytes.count
                state.sent -= 1
            }
        }
    }

    /// All that is still kept is sent once more.
    ///
    /// - Returns: Where each track goes on, in milliseconds from the stream's beginning.
    func rewind() -> [Int64] {
        state.withLock { state in
            state.sent = 0
            return Track.allCases.map { track in
                state.pieces.first { $0.track == track }?.atMs ?? state.ends[track.rawValue] / MuLaw.samplesPerMs
            }
        }
    }

    private static func hasWhole(_ state: State) -> Bool {
        guard state.sent < state.pieces.count else { return false }
        // The last piece of each track may still grow; where one track pauses, the other is not kept waiting.
        return state.pieces[state.sent].bytes.count >= pieceSamples
            || state.pieces.count - state.sent > Track.allCases.count
    }

    private func change() async {
        _ = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    guard !state.isOver, !Self.hasWhole(state), !Task.isCancelled else { return true }
                    state.waiter = continuation
                    return false
                }
                if isDue { continuation.resume(returning: true) }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: false)
        }
    }
}
