import Glibc
import Reactor

/// Brings what was committed to the disk, on its own thread, and only then tells whoever waits for it.
///
/// COMMIT writes the log and does not wait for the disk, so the writer goes on with the next batch while this thread syncs;
/// one sync serves all batches that were committed before it began. Until then a commit can be seen by readers and by
/// nobody else: no answer is given, nobody hears of it. What a power cut takes was never acknowledged.
final class LogSync: Sendable {
    /// What one COMMIT holds.
    struct Batch: Sendable {
        let jobs: [Job]
        /// What its closures gave to `afterCommit`.
        let told: [any Sendable]
    }

    private struct State {
        var committed: [Batch] = []
        var isClosed = false
    }

    private let state = Monitor(State())
    private let path: String
    /// The write-ahead log, once more; SQLite keeps the file for as long as the database is open.
    private let descriptor: FileDescriptor

    init(path: String) throws(DatabaseStartError) {
        self.path = path
        let raw = Glibc.open(path + "-wal", O_RDWR | O_CLOEXEC)
        guard raw >= 0 else {
            throw DatabaseStartError(
                description: "The log of the database \(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        descriptor = FileDescriptor(owning: raw)
        try Self.keepName(of: path)
    }

    /// Has the disk remember that there is a log.
    private static func keepName(of path: String) throws(DatabaseStartError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let raw = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if raw >= 0 { Glibc.close(raw) } }
        guard raw >= 0, fsync(raw) == 0 else {
            throw DatabaseStartError(
                description: "The folder \(folder) cannot be synced: \(String(cString: strerror(errno))).")
        }
    }

    /// Takes over a batch that is committed.
    func add(_ batch: Batch) { state.change { $0.committed.append(batch) } }

    /// Nothing more is committed; what is, is still synced.
    func close() { state.change { $0.isClosed = true } }

    /// Works until closed.
    ///
    /// - Parameter tell: Told of each batch that is on disk, in order.
    func work(_ tell: ([Batch]) -> Void) {
        while let batches = take() {
            guard fdatasync(descriptor.raw) == 0 else { stop(errno) }
            tell(batches)
        }
    }

    private func take() -> [Batch]? {
        state.wait { state in
            guard !state.committed.isEmpty else { return state.isClosed ? .some(nil) : nil }
            defer { state.committed = [] }
            return .some(state.committed)
        }
    }

    /// Ends the program: the system forgets what it could not write, so a later sync that succeeds would prove nothing.
    private func stop(_ code: CInt) -> Never {
        let sentence =
            "The disk did not keep what was written to \(path) (\(String(cString: strerror(code)))). The program stops, "
            + "for nobody can tell what is safe; started again, it goes on from what is on the disk.\n"
        _ = Array(sentence.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(EX_IOERR)
    }
}
