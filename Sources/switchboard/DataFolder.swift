import Glibc
import Reactor

/// The folder of everything that is kept, held by one program at a time.
final class DataFolder: Sendable {
    /// The folder's path.
    let path: String
    private let lock: FileDescriptor

    /// Why the folder cannot be used; one sentence.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
        /// Whether another program holds the folder.
        var isHeld = false
    }

    var database: String { "\(path)/switchboard.db" }
    var recordings: String { "\(path)/recordings" }
    var exports: String { "\(path)/exports" }
    var streams: String { "\(path)/streams" }
    /// The ledger of who was erased; a restore leaves it as it is.
    var erasures: String { "\(path)/erasures.ndjson" }
    var adminSocket: String { "\(path)/admin.sock" }
    var secretKey: String { "\(path)/secret.key" }

    /// Makes the folder where there is none, and takes its lock until the program ends.
    init(_ path: String) throws(Refusal) {
        self.path = path
        try Self.makeFolder(path)
        let file = "\(path)/lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Refusal(
                description: "The data folder \(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        lock = FileDescriptor(owning: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Refusal(description: "The data folder \(path) is in use by another switchboard.", isHeld: true)
        }
    }

    /// Whether a database stands in a folder.
    static func hasDatabase(_ path: String) -> Bool { access("\(path)/switchboard.db", F_OK) == 0 }

    /// Takes the lock of a folder with a database in it, and makes nothing.
    convenience init(existing path: String) throws(Refusal) {
        guard Self.hasDatabase(path) else { throw Refusal(description: "There is no database in \(path).") }
        try self.init(path)
    }

    /// Lets another program have the folder; nothing of it may be used from now on.
    func release() { flock(lock.raw, LOCK_UN) }

    private static func makeFolder(_ path: String) throws(Refusal) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            if mkdir(prefix, 0o700) != 0, errno != EEXIST {
                throw Refusal(
                    description: "The data folder \(path) cannot be made: \(String(cString: strerror(errno))).")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Refusal(description: "The data folder \(path) is no folder.")
        }
    }
}
