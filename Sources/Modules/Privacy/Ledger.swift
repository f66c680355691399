import Glibc
import ModuleKit

/// The file of all erasures beside the database, a line each: it outlives the database, so that a backup which is older
/// than an erasure does not bring anybody back.
///
/// It blocks, and so belongs onto a storage thread.
struct Ledger: Sendable {
    let path: String

    /// Why the file cannot be used, in a sentence.
    struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// Every line that is whole.
    func erasures() throws -> [Erasure] {
        guard access(path, F_OK) == 0 else { return [] }
        guard let file = fopen(path, "re") else { throw failure("read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece.prefix(count) }
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
            // A line that a power cut left half is written again from the database.
            (try? JSONParser.parse(Array(line))).flatMap { Erasure(line: $0) }
        }
    }

    /// Adds lines; returns when the disk has them.
    func append(_ erasures: [Erasure]) throws {
        guard !erasures.isEmpty else { return }
        // A new line first: the one before may have been cut off. One call, so that two at once do not mix.
        let bytes = erasures.reduce(into: [UInt8(ascii: "\n")]) { $0 += $1.line.jsonBytes + [UInt8(ascii: "\n")] }
        let raw = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard raw >= 0 else { throw failure("written") }
        defer { close(raw) }
        guard write(raw, bytes, bytes.count) == bytes.count, fsync(raw) == 0 else { throw failure("written") }
    }

    private func failure(_ what: String) -> Unavailable {
        Unavailable(
            description: "The ledger of erasures \(path) cannot be \(what): \(String(cString: strerror(errno))).")
    }
}
