import Domain
import Reactor

/// A stream whose call is known: puts its frames in place, hands them to the file, the recogniser and the level meters.
///
/// Owned by whoever holds it: the socket, or the task that finishes what a closed one has left.
struct StreamSound {
    /// So far ahead of the clock a timestamp may be, in milliseconds.
    private static let mostAheadMs: Int64 = 60_000
    /// Timestamps above it count from 1970 and not from the stream's beginning.
    private static let clockTimes: Int64 = 100_000_000_000
    private static let levelPause: UInt64 = 250_000_000
    private static let framesBetweenLooks = 12

    private let begun: StreamService.Begun
    private let around: MediaStream.Surroundings
    private let link: RecogniserLink?
    private var sounds: [TrackSound]
    private var meters = Track.allCases.map { _ in LevelMeter() }
    /// What a timestamp of the stream's beginning is; nil until the first one has come.
    private var origin: Int64?
    private var isHeard = false
    private var framesUntilLook = 0
    private var levelsAt: UInt64 = 0

    init(_ begun: StreamService.Begun, _ around: MediaStream.Surroundings) {
        self.begun = begun
        self.around = around
        link = around.recognise(begun)
        sounds = begun.samples.map { TrackSound(end: $0) }
    }

    /// Takes a frame.
    ///
    /// - Returns: false for one that belongs nowhere.
    @discardableResult
    mutating func take(_ bytes: [UInt8], _ timestamp: Int64?, _ track: Track) -> Bool {
        guard !bytes.isEmpty else { return true }
        let index = track.rawValue
        // A timestamp has 18 digits at most, so that this cannot overflow.
        let at = timestamp.map { sinceBeginning($0) * MuLaw.samplesPerMs }
        if let at, at < 0 || (at > sounds[index].end && isAhead(at)) { return false }
        for piece in sounds[index].take(bytes, at: at) { begun.draft.write(piece, of: track) }
        link?.hear(bytes, at: sounds[index].end - Int64(bytes.count), of: track)
        if isHeard { meters[index].take(bytes) }
        framesUntilLook -= 1
        if framesUntilLook <= 0 { look() }
        return true
    }

    /// Writes what is left, and leaves the stream.
    ///
    /// - Parameter isStopped: Whether the provider said that it is over; else it was cut.
    mutating func finish(isStopped: Bool) {
        for track in Track.allCases {
            for piece in sounds[track.rawValue].rest() { begun.draft.write(piece, of: track) }
        }
        link?.end()
        let lost = sounds.reduce(0) { $0 + $1.lost } / MuLaw.samplesPerMs
        around.service.book.leave(begun.row, isOver: isStopped, lostMs: lost, at: around.service.now())
        if isStopped { around.keeper.wake() }
    }

    /// A timestamp as milliseconds from the stream's beginning.
    private mutating func sinceBeginning(_ timestamp: Int64) -> Int64 {
        if let origin { return timestamp - origin }
        let heard = (sounds.map(\.end).max() ?? 0) / MuLaw.samplesPerMs
        let origin = timestamp > Self.clockTimes ? timestamp - heard : 0
        self.origin = origin
        return timestamp - origin
    }

    private func isAhead(_ at: Int64) -> Bool {
        let elapsed = around.service.now().milliseconds - begun.row.startedAt.milliseconds
        return at / MuLaw.samplesPerMs > elapsed + Self.mostAheadMs
    }

    /// Looks now and then whether anybody listens, and tells them how loud it was since.
    private mutating func look() {
        framesUntilLook = Self.framesBetweenLooks
        let wasHeard = isHeard
        isHeard = around.hears(begun.row.call)
        guard isHeard, wasHeard else { return meters = Track.allCases.map { _ in LevelMeter() } }
        let now = MonotonicClock.nanoseconds()
        guard now &- levelsAt >= Self.levelPause else { return }
        levelsAt = now
        let levels = Track.allCases.compactMap { meters[$0.rawValue].level(of: $0) }
        around.push(MediaLevel(call: begun.row.call, stream: begun.row.stream, levels: levels), begun.row.company)
    }
}
