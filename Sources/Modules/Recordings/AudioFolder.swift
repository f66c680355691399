import Dispatch
import Glibc
import ModuleKit
import OpenSSL
import Reactor

/// The folder of all sounds: `<company>/<two digits>/<SHA-256>`, each file written once and never changed.
///
/// A company's sounds stand in a folder of its own, so that the same sound in two companies is two files, and one company's
/// deletion never reaches the other's.
package struct AudioFolder: Sendable {
    /// Why a file could not be written or read.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: CInt

        var isFull: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
        var description: String {
            isFull
                ? "the disk is full" : "the data folder cannot be written (\(call): \(String(cString: strerror(code))))"
        }
    }

    private static let queue = DispatchQueue(label: "recordings", attributes: .concurrent)
    package let path: String

    /// - Parameter path: Where the sounds are; made when the first one comes.
    package init(path: String) { self.path = path }

    /// The path of a file.
    ///
    /// Rows that came with an archive may hold any text: nothing but a SHA-256 names a file, and for anything else there is
    /// none.
    package func file(_ hash: String, of company: CompanyID) -> String {
        let digits = hash.utf8
        let isHash = digits.count == 64 && digits.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return "\(path)/\(company.wire)/\(isHash ? "\(hash.prefix(2))/\(hash)" : "no-hash")"
    }

    /// A new file without a name that anybody reads; what is left of them is removed at the next start.
    func incoming() async throws -> IncomingAudio {
        let path = path
        return try await Self.offLoop {
            try Self.make(path)
            let draft = "\(path)/.incoming-\(Hex.encode(Random.bytes(8)))"
            let raw = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard raw >= 0 else { throw Failure(call: "open", code: errno) }
            return IncomingAudio(draft: draft, raw: raw)
        }
    }

    /// Gives a written file its name: synced before, and the folder after, so that a row may name it.
    func place(_ audio: IncomingAudio, as hash: String, of company: CompanyID) async throws {
        let (root, target) = (path, file(hash, of: company))
        try await Self.offLoop {
            guard fsync(audio.raw) == 0 else { throw Failure(call: "fsync", code: errno) }
            let folder = String(target.dropLast(hash.count + 1))
            try Self.make(folder)
            guard rename(audio.draft, target) == 0 else { throw Failure(call: "rename", code: errno) }
            // The name, and those of the folders that may be new.
            for path in [folder, String(folder.dropLast(3)), root] { try Self.sync(path) }
        }
    }

    /// Removes a file; one that is gone already is as good.
    func remove(_ hash: String, of company: CompanyID) async throws {
        let target = file(hash, of: company)
        try await Self.offLoop {
            guard unlink(target) == 0 || errno == ENOENT else { throw Failure(call: "unlink", code: errno) }
            try? Self.sync(String(target.dropLast(hash.count + 1)))  // At worst the name comes back, and goes again.
        }
    }

    /// Removes what writers left that a crash cut short.
    func clearIncoming() {
        for name in FolderNames.list(path) where name.hasPrefix(".incoming-") { unlink("\(path)/\(name)") }
    }

    // MARK: Pieces

    static func offLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    static func make(_ path: String) throws {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += (prefix.isEmpty || prefix.hasSuffix("/") ? "" : "/") + part
            guard mkdir(prefix, 0o700) == 0 || errno == EEXIST else { throw Failure(call: "mkdir", code: errno) }
        }
    }

    static func sync(_ path: String) throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure(call: "open", code: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Failure(call: "fsync", code: errno) }
    }
}

/// A file on its way into the folder; it goes when nobody holds it, unless it was given a name.
final class IncomingAudio: Sendable {
    let draft: String
    let raw: CInt

    init(draft: String, raw: CInt) {
        self.draft = draft
        self.raw = raw
    }

    deinit {
        close(raw)
        // Where it has its name, there is none of this one any more.
        unlink(draft)
    }

    /// Writes all bytes at a place; on a thread that may wait.
    func write(_ bytes: [UInt8], at offset: Int64) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = pwrite(
                    raw, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset) + off_t(done))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw AudioFolder.Failure(call: "pwrite", code: count == 0 ? ENOSPC : errno) }
                done += count
            }
        }
    }
}

/// Takes a sound piece by piece, and knows its hash, its size and how it begins.
struct AudioWriter: Sendable {
    let audio: IncomingAudio
    let limit: Int64
    private(set) var size: Int64 = 0
    private(set) var beginning: [UInt8] = []
    private var hash = Hash(.sha256)

    /// - Parameter limit: The most bytes a sound may have.
    init(_ audio: IncomingAudio, limit: Int64) {
        self.audio = audio
        self.limit = limit
    }

    /// SHA-256 of what was written, in lower-case hex.
    var digest: String { Hex.encode(hash.finalize()) }

    /// - Throws: ``RecordingsError/tooLarge(limit:)``, or ``AudioFolder/Failure``.
    mutating func append(_ bytes: [UInt8]) async throws {
        guard size + Int64(bytes.count) <= limit else { throw RecordingsError.tooLarge(limit: limit) }
        let (audio, offset, before) = (audio, size, hash)
        hash = try await AudioFolder.offLoop {
            try audio.write(bytes, at: offset)
            var hash = before
            hash.update(bytes)
            return hash
        }
        if beginning.count < 64 { beginning += bytes.prefix(64 - beginning.count) }
        size += Int64(bytes.count)
    }
}
