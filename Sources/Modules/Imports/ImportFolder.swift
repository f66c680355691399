import Dispatch
import Glibc
import ModuleKit
import OpenSSL
import Reactor

/// The folder of files that are to be imported: each has a name by chance, which the import's row keeps.
///
/// A file goes when its import ends; what no row names is removed at the next start.
struct ImportFolder: Sendable {
    /// Why a file could not be written or read.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: CInt

        var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
        var description: String { "\(call): \(String(cString: strerror(code)))" }
    }

    private static let queue = DispatchQueue(label: "imports", attributes: .concurrent)
    let path: String

    /// A new file, open for writing.
    func create() async throws -> ImportFile {
        let path = path
        return try await Self.offLoop {
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(call: "mkdir", code: errno) }
            let name = Hex.encode(Random.bytes(8))
            let raw = Glibc.open("\(path)/\(name)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard raw >= 0 else { throw Failure(call: "open", code: errno) }
            return ImportFile(name: name, FileDescriptor(owning: raw))
        }
    }

    /// A file that is there, open for reading; nil when it is gone.
    func open(_ name: String) async throws -> ImportFile? {
        let file = "\(path)/\(name)"
        return try await Self.offLoop {
            let raw = Glibc.open(file, O_RDONLY | O_CLOEXEC)
            if raw < 0, errno == ENOENT { return nil }
            guard raw >= 0 else { throw Failure(call: "open", code: errno) }
            return ImportFile(name: name, FileDescriptor(owning: raw))
        }
    }

    /// Makes sure that the file will be there after a crash.
    func keep(_ file: ImportFile) async throws {
        let path = path
        try await Self.offLoop {
            guard fsync(file.raw) == 0 else { throw Failure(call: "fsync", code: errno) }
            let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { throw Failure(call: "open", code: errno) }
            let descriptor = FileDescriptor(owning: folder)
            guard fsync(descriptor.raw) == 0 else { throw Failure(call: "fsync", code: errno) }
        }
    }

    /// Removes a file; one that is gone already is as good, and one that stays goes at the next start.
    func remove(_ name: String) async {
        let file = "\(path)/\(name)"
        _ = try? await Self.offLoop { unlink(file) }  // See above.
    }

    /// Removes every file but these.
    func clear(except names: Set<String>) async {
        let path = path
        // A folder that cannot be read now is read at the next start.
        try? await Self.offLoop {
            for name in FolderNames.list(path) where !name.hasPrefix(".") && !names.contains(name) {
                unlink("\(path)/\(name)")
            }
        }
    }

    static func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// One open file, written or read from its beginning to its end by one task.
final class ImportFile: Sendable {
    private static let pieceBytes = 256 * 1_024

    let name: String
    private let descriptor: FileDescriptor

    init(name: String, _ descriptor: consuming FileDescriptor) {
        self.name = name
        self.descriptor = descriptor
    }

    fileprivate var raw: CInt { descriptor.raw }

    /// Writes all bytes behind those that are there.
    func append(_ bytes: [UInt8]) async throws {
        try await ImportFolder.offLoop { [self] in
            try bytes.withUnsafeBytes { buffer in
                var done = 0
                while done < buffer.count {
                    let count = Glibc.write(raw, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else {
                        throw ImportFolder.Failure(call: "write", code: count == 0 ? ENOSPC : errno)
                    }
                    done += count
                }
            }
        }
    }

    /// The next bytes; nil at the end.
    func next() async throws -> [UInt8]? {
        try await ImportFolder.offLoop { [self] in
            var result = -1
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.pieceBytes) { buffer, count in
                repeat {
                    result = Glibc.read(raw, buffer.baseAddress, buffer.count)
                } while result == -1 && errno == EINTR
                count = max(0, result)
            }
            guard result >= 0 else { throw ImportFolder.Failure(call: "read", code: errno) }
            return result == 0 ? nil : bytes
        }
    }
}
