import ModuleKit
import Reactor

/// The streams that are not over, behind one lock: which sockets bring them, and since when none does.
final class StreamBook: Sendable {
    /// So long a stream that was cut waits for its provider to come back.
    static let grace = Duration.seconds(30)

    private struct Entry {
        let draft: StreamDraft
        var sockets = 0
        /// When the last socket went.
        var leftAt: Timestamp?
        /// The provider said that it is over.
        var isOver = false
        /// Its files are being made into recordings.
        var isFinishing = false
        var lostMs: Int64 = 0
    }

    private struct Key: Hashable {
        let company: CompanyID
        let stream: Int64
    }

    private let entries = Lock<[Key: Entry]>([:])

    /// Streams that are not over.
    var count: Int { entries.withLock { $0.count } }

    /// A socket brings a stream from now on; nil: it is being finished, and cannot go on.
    func enter(_ row: StreamRow, _ make: () -> StreamDraft) -> StreamDraft? {
        entries.withLock { entries in
            let key = Key(company: row.company, stream: row.id)
            var entry = entries[key] ?? Entry(draft: make())
            guard !entry.isFinishing else { return nil }
            entry.sockets += 1
            (entry.leftAt, entry.isOver) = (nil, false)
            entries[key] = entry
            return entry.draft
        }
    }

    /// A socket has gone.
    ///
    /// - Parameters:
    ///   - isOver: Whether the provider said so; else it was cut.
    ///   - lostMs: What it missed.
    func leave(_ row: StreamRow, isOver: Bool, lostMs: Int64, at now: Timestamp) {
        entries.withLock { entries in
            let key = Key(company: row.company, stream: row.id)
            guard var entry = entries[key] else { return }
            entry.sockets -= 1
            entry.isOver = entry.isOver || isOver
            entry.lostMs += lostMs
            if entry.sockets == 0 { entry.leftAt = now }
            entries[key] = entry
        }
    }

    /// A stream that a program before has left; it waits as one that was cut.
    func adopt(_ draft: StreamDraft, at now: Timestamp) {
        entries.withLock { entries in
            let key = Key(company: draft.row.company, stream: draft.row.id)
            entries[key] = Entry(draft: draft, leftAt: now)
        }
    }

    /// Those that are over, or that nobody has come back for; they are the caller's to finish.
    func due(at now: Timestamp) -> [(draft: StreamDraft, lostMs: Int64)] {
        entries.withLock { entries in
            let due = entries.filter { _, entry in
                guard entry.sockets == 0, !entry.isFinishing, let leftAt = entry.leftAt else { return false }
                return entry.isOver || leftAt + Self.grace <= now
            }
            for key in due.keys { entries[key]?.isFinishing = true }
            return due.values.map { ($0.draft, $0.lostMs) }
        }
    }

    /// It is finished, or could not be and is tried again after the grace.
    func settled(_ row: StreamRow, isDone: Bool, at now: Timestamp) {
        entries.withLock { entries in
            let key = Key(company: row.company, stream: row.id)
            if isDone {
                entries[key] = nil
            } else {
                entries[key]?.isFinishing = false
                entries[key]?.isOver = false
                entries[key]?.leftAt = now
            }
        }
    }
}
