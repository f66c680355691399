import Dispatch
import Glibc
import ModuleKit
import Reactor

/// The folder of files that were made of companies' data: `<company>/<export>`, whole as soon as it has that name.
struct ExportFolder: Sendable {
    /// Why a file could not be written or read.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: CInt

        var description: String {
            [ENOSPC, EDQUOT].contains(code)
                ? "the disk is full" : "the data folder cannot be used (\(call): \(String(cString: strerror(code))))"
        }
    }

    private static let queue = DispatchQueue(label: "exports", attributes: .concurrent)
    let path: String

    func file(_ id: ExportID, of company: CompanyID) -> String { "\(path)/\(company.wire)/\(id.wire)" }

    /// A file under a draft's name, empty.
    func draft(_ name: String, of company: CompanyID) async throws -> DraftFile {
        let folder = "\(path)/\(company.wire)"
        return try await Self.offLoop { [path] in
            for folder in [path, folder] {
                guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw Failure(call: "mkdir", code: errno) }
            }
            let draft = "\(folder)/\(name).part"
            let raw = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard raw >= 0 else { throw Failure(call: "open", code: errno) }
            return DraftFile(path: draft, descriptor: FileDescriptor(owning: raw))
        }
    }

    /// Removes an export's file and its draft; those that are gone already are as good.
    func remove(_ id: ExportID, of company: CompanyID) async throws {
        let file = file(id, of: company)
        try await Self.offLoop {
            for name in [file, "\(file).part"] {
                guard unlink(name) == 0 || errno == ENOENT else { throw Failure(call: "unlink", code: errno) }
            }
        }
    }

    /// Removes what writers left that a crash cut short.
    func clearDrafts() async throws {
        try await Self.offLoop { [path] in
            for company in FolderNames.list(path) {
                for name in FolderNames.list("\(path)/\(company)") where name.hasSuffix(".part") {
                    unlink("\(path)/\(company)/\(name)")
                }
            }
        }
    }

    static func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// A file that is being written by one task; it goes with its owner, unless it was given a name.
final class DraftFile: BodyWriter {
    let path: String
    private let descriptor: FileDescriptor
    private let end = Lock<Int64>(0)

    init(path: String, descriptor: consuming FileDescriptor) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { unlink(path) }

    /// How many bytes are written.
    var size: Int64 { end.withLock { $0 } }

    func write(_ bytes: [UInt8]) async throws {
        try await ExportFolder.offLoop { try self.append(bytes) }
    }

    /// The same, on a thread that may wait.
    func append(_ bytes: [UInt8]) throws {
        let raw = descriptor.raw
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(raw, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw ExportFolder.Failure(call: "write", code: count == 0 ? ENOSPC : errno) }
                done += count
            }
        }
        end.withLock { $0 += Int64(bytes.count) }
    }

    /// Reads back what is written, on a thread that may wait.
    func read(at offset: Int64, _ count: Int) throws -> [UInt8] {
        try FilePiece.read(descriptor.raw, at: offset, count)
    }

    /// Gives it its name: synced before, so that a file of that name is a whole one.
    func place(as name: String) async throws {
        try await ExportFolder.offLoop { [self] in
            guard fsync(descriptor.raw) == 0 else { throw ExportFolder.Failure(call: "fsync", code: errno) }
            guard rename(path, name) == 0 else { throw ExportFolder.Failure(call: "rename", code: errno) }
        }
    }
}
