import Glibc
import OpenSSL
import Reactor

/// Reads a stored file on a thread that may wait.
final class AudioReader: Sendable {
    let size: Int64
    private let descriptor: FileDescriptor
    /// Changes whenever the file does.
    let stamp: [Int64]

    /// - Returns: nil when there is no such file.
    init?(path: String) throws {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw AudioFolder.Failure(call: "open", code: errno) }
            return nil
        }
        descriptor = FileDescriptor(owning: raw)
        var facts = stat()
        guard fstat(raw, &facts) == 0 else { throw AudioFolder.Failure(call: "fstat", code: errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int64(facts.st_size)
        stamp = [
            Int64(facts.st_ino), size, Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec),
            Int64(facts.st_ctim.tv_sec), Int64(facts.st_ctim.tv_nsec),
        ]
    }

    /// Up to `count` bytes at a place; fewer at the end of the file.
    func read(at offset: Int64, _ count: Int) throws -> [UInt8] {
        var failure: CInt = 0
        let raw = descriptor.raw
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            var result = pread(raw, buffer.baseAddress, count, off_t(offset))
            while result < 0, errno == EINTR { result = pread(raw, buffer.baseAddress, count, off_t(offset)) }
            if result < 0 { failure = errno }
            initialized = max(0, result)
        }
        guard failure == 0 else { throw AudioFolder.Failure(call: "pread", code: failure) }
        return bytes
    }

    /// Gives a part of the file in pieces.
    func forEachPiece(_ range: Range<Int64>, _ body: ([UInt8]) throws -> Void) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let bytes = try read(at: offset, Int(min(range.upperBound - offset, 262_144)))
            guard !bytes.isEmpty else { return }
            try body(bytes)
            offset += Int64(bytes.count)
        }
    }

    /// SHA-256 of the whole file, in lower-case hex.
    func digest() throws -> String {
        var hash = Hash(.sha256)
        try forEachPiece(0..<size) { hash.update($0) }
        return Hex.encode(hash.finalize())
    }
}
