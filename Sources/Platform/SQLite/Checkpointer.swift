import CSQLite

/// Copies the write-ahead log into the file, on its own thread and connection: a commit never waits for that.
///
/// When the log has grown by `checkpointPages`, what can be copied beside running commits is copied, and the disk has it.
/// Under a load without a pause the log never gets empty that way, so at eight times that the writer is held between
/// two batches for the rest, which by then is short.
/// When no commit has come for a while the rest is copied too. The log is cut to nothing at the end only: cutting shuts
/// readers out for a moment, and a loop that meets it sleeps for up to a tenth of a second.
final class Checkpointer: Sendable {
    private struct State {
        var pagesInLog = 0
        var commits = 0
        var copied = 0
        var isWanted = false
        var isClosed = false
    }

    private enum Turn { case grown, closed }

    /// How many times `checkpointPages` the log may have before the writer is held.
    static let holdAt = 8

    private let pages: Int
    private let quietMilliseconds: Int
    private let state = Monitor(State())

    init(options: DatabaseOptions) {
        pages = max(1, options.checkpointPages)
        quietMilliseconds = options.quietMilliseconds
    }

    /// Said by the writer after each batch.
    ///
    /// - Parameter wasRefused: The disk took no more: once the log is copied, its room is used again.
    func note(pagesInLog: Int, wasRefused: Bool) {
        let hasGrown = state.read { state in
            // A log that was copied whole starts again at its beginning.
            if pagesInLog < state.copied { state.copied = 0 }
            state.pagesInLog = pagesInLog
            state.commits += 1
            if wasRefused { state.isWanted = true }
            return state.isWanted || pagesInLog - state.copied >= pages
        }
        if hasGrown { state.change { _ in } }
    }

    /// Works until closed.
    func work(_ connection: Connection, writing queue: WorkQueue) {
        var seen = 0
        while true {
            let turn = state.wait(milliseconds: quietMilliseconds) { state -> Turn? in
                guard !state.isClosed else { return .closed }
                return state.isWanted || state.pagesInLog - state.copied >= pages ? .grown : nil
            }
            switch turn {
            case .closed: return
            case .grown: copyGrownLog(connection, writing: queue)
            case nil:
                let commits = state.read { $0.commits }
                if commits == seen && rest > 0 { _ = copy(connection) }
                seen = commits
            }
        }
    }

    private func copyGrownLog(_ connection: Connection, writing queue: WorkQueue) {
        var size = copyAndSync(connection)
        // What was written meanwhile is copied in turn, ever less of it, so that the writer is held for a short rest.
        for _ in 0..<4 where size >= pages * Self.holdAt && rest > pages / 16 { size = copyAndSync(connection) }
        guard size >= pages * Self.holdAt else { return }
        queue.whilePaused { _ = copy(connection) }
    }

    /// Copies beside running commits, and has the disk take it now, not at once while the writer is held.
    private func copyAndSync(_ connection: Connection) -> Int {
        defer { connection.syncFile() }
        return copy(connection)
    }

    /// Pages in the log that are not in the file yet.
    private var rest: Int { state.read { $0.pagesInLog - $0.copied } }

    /// Copies what no reader needs in the log.
    ///
    /// - Returns: Pages in the log.
    private func copy(_ connection: Connection) -> Int {
        var size: CInt = 0, copied: CInt = 0
        let code = sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_PASSIVE, &size, &copied)
        state.read { state in
            state.isWanted = false
            // A failure (full disk) is tried again when the log has grown as much again: the log itself is safe.
            state.copied = code == SQLITE_OK ? max(Int(copied), 0) : state.pagesInLog
            // Readers may hold back the copying: then wait for growth, not in a circle.
            if state.pagesInLog - state.copied >= pages { state.copied = state.pagesInLog - pages + pages / 4 + 1 }
        }
        return Int(size)
    }

    /// Copies the whole log and cuts it to nothing, unless a reader still needs it; when the program ends.
    func truncate(_ connection: Connection) {
        guard sqlite3_wal_checkpoint_v2(connection.handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
        else {
            return
        }
        state.read { state in
            state.pagesInLog = 0
            state.copied = 0
        }
    }

    func close() { state.change { $0.isClosed = true } }
}
