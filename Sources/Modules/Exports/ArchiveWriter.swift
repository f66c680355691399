import Glibc
import ModuleKit
import OpenSSL
import Reactor

/// Writes an archive into a file: entries one after the other, and last the manifest that has each one's hash.
///
/// Rows are lines of JSON under the names of their columns, as they are in the database: ids are numbers, times
/// milliseconds since 1970, blobs base64; absent is null.
struct ArchiveWriter {
    static let format = "switchboard-archive"
    static let version: Int64 = 1
    /// Lines of one entry: what is in memory until it is written.
    private static let partBytes = 1 << 20

    private let file: DraftFile
    private let time: Timestamp
    private let progress: ExportService.Progress
    private let isStopped: @Sendable () -> Bool
    private var files: [JSONValue] = []
    private var tables: [JSONValue] = []

    init(
        _ file: DraftFile, at time: Timestamp, progress: @escaping ExportService.Progress,
        isStopped: @escaping @Sendable () -> Bool
    ) {
        (self.file, self.time, self.progress, self.isStopped) = (file, time, progress, isStopped)
    }

    /// Adds all rows of a table that are to be seen.
    mutating func add(_ table: WholeRows, in tx: Transaction) throws {
        var part: [UInt8] = []
        var (rows, inPart, number) = (0, 0, 0)
        let columns = table.columns
        func name(_ number: Int) -> String {
            "tables/\(table.table)-\(String(repeating: "0", count: max(0, 6 - "\(number)".utf8.count)))\(number).ndjson"
        }
        try table.forEach(in: tx) { row in
            var json = JSONWriter(capacity: 512)
            json.object { json in
                for (index, column) in columns.enumerated() where !row.isNull(index) {
                    json.key(column.name as String)
                    json.value(row, index, column.kind)
                }
            }
            part += json.bytes
            part.append(0x0A)
            rows += 1
            inPart += 1
            guard part.count >= Self.partBytes else { return true }
            number += 1
            try add(name(number), part)
            progress(inPart)
            part.removeAll(keepingCapacity: true)
            inPart = 0
            guard !isStopped() else { throw ArchiveError.stopped }
            return true
        }
        if inPart > 0 {
            try add(name(number + 1), part)
            progress(inPart)
        }
        tables.append([
            "name": .string(table.table), "rows": .integer(Int64(rows)),
            "columns": .array(columns.map { ["name": .string($0.name), "type": .string($0.kind.rawValue)] }),
        ])
    }

    /// Adds a sound; one that is gone meanwhile is left out, and the manifest does not name it.
    mutating func addRecording(_ hash: String, at path: String) throws {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { return }
        let descriptor = FileDescriptor(owning: raw)
        var facts = stat()
        guard fstat(descriptor.raw, &facts) == 0 else { return }
        let size = Int64(facts.st_size)
        try file.append(TarWriter.head("recordings/\(hash)", size: size, at: time))
        var sum = Hash(.sha256)
        var offset: Int64 = 0
        while offset < size {
            let bytes = try FilePiece.read(descriptor.raw, at: offset, Int(min(size - offset, 1 << 18)))
            guard !bytes.isEmpty else { throw ArchiveError.unreadable("The sound \(hash) has become shorter.") }
            sum.update(bytes)
            try file.append(bytes)
            offset += Int64(bytes.count)
            guard !isStopped() else { throw ArchiveError.stopped }
        }
        try file.append(TarWriter.padding(size))
        note("recordings/\(hash)", size, Hex.encode(sum.finalize()))
    }

    /// Adds the manifest, and ends the file.
    mutating func end(company: JSONValue) throws {
        let manifest: JSONValue = [
            "format": .string(Self.format), "version": .integer(Self.version), "at": .string(time.rfc3339),
            "company": company, "tables": .array(tables), "files": .array(files),
        ]
        try file.append(TarWriter.entry("manifest.json", manifest.jsonBytes, at: time) + TarWriter.end)
    }

    private mutating func add(_ name: String, _ bytes: [UInt8]) throws {
        try file.append(TarWriter.entry(name, bytes, at: time))
        note(name, Int64(bytes.count), Hex.encode(Digest.sha256(bytes)))
    }

    private mutating func note(_ name: String, _ size: Int64, _ hash: String) {
        files.append(["name": .string(name), "bytes": .integer(size), "sha256": .string(hash)])
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ row: Row, _ index: Int, _ kind: WholeRows.Column.Kind) {
        switch kind {
        case .integer: value(row.int64(index))
        case .real: value(row.double(index))
        case .text: row.withBytes(index) { text(utf8: $0.bindMemory(to: UInt8.self)) }
        case .blob: value(Base64.encode(row.blob(index)))
        }
    }
}

/// Reading a file at a place, on a thread that may wait.
enum FilePiece {
    /// At most `count` bytes; none at the end.
    static func read(_ raw: CInt, at offset: Int64, _ count: Int) throws -> [UInt8] {
        var failure: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = pread(raw, buffer.baseAddress, count, off_t(offset))
            while result == -1, errno == EINTR { result = pread(raw, buffer.baseAddress, count, off_t(offset)) }
            if result < 0 { failure = errno }
            filled = max(0, result)
        }
        guard failure == 0 else { throw ExportFolder.Failure(call: "pread", code: failure) }
        return bytes
    }
}
