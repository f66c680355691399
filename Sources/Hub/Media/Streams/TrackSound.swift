/// One track on its way to its file: puts each frame where its timestamp says, and gathers a second before it is written.
///
/// Pure: frames in, pieces out.
struct TrackSound: Sendable {
    /// Bytes for a place in the track, counted in samples from the stream's beginning.
    struct Piece: Sendable, Equatable {
        let at: Int64
        let bytes: [UInt8]
    }

    /// So many samples are gathered.
    static let pieceSamples = 8_000
    /// A frame that is less than so far off is the next one: clocks tremble.
    private static let slack: Int64 = 160

    /// Where the next sample comes.
    private(set) var end: Int64
    /// Samples that never came, and are silence.
    private(set) var lost: Int64 = 0
    private var gathered: [UInt8] = []

    /// - Parameter end: What the track has already, in samples.
    init(end: Int64 = 0) { self.end = end }

    /// Takes a frame.
    ///
    /// - Parameter place: Where it belongs, in samples; nil: behind the one before.
    /// - Returns: Pieces that are to be written now: none as a rule.
    mutating func take(_ frame: [UInt8], at place: Int64?) -> [Piece] {
        var pieces: [Piece] = []
        let place = place ?? end
        if place <= end - Self.slack {
            // It comes late, or once more: in its own place it harms nobody.
            flush(into: &pieces)
            pieces.append(Piece(at: max(0, place), bytes: frame))
            end = max(end, place + Int64(frame.count))
            return pieces
        }
        let gap = place - end
        if gap >= Self.slack {
            lost += gap
            if gap > Int64(Self.pieceSamples) {
                flush(into: &pieces)
            } else {
                gathered.append(contentsOf: repeatElement(MuLaw.silence, count: Int(gap)))
            }
            end = place
        }
        if gathered.isEmpty { gathered.reserveCapacity(Self.pieceSamples + frame.count) }
        gathered += frame
        end += Int64(frame.count)
        if gathered.count >= Self.pieceSamples { flush(into: &pieces) }
        return pieces
    }

    /// What is gathered and not written.
    mutating func rest() -> [Piece] {
        var pieces: [Piece] = []
        flush(into: &pieces)
        return pieces
    }

    private mutating func flush(into pieces: inout [Piece]) {
        guard !gathered.isEmpty else { return }
        pieces.append(Piece(at: end - Int64(gathered.count), bytes: gathered))
        gathered = []
    }
}
