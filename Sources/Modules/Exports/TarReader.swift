import Glibc
import ModuleKit
import Reactor

/// A tar file on disk (POSIX ustar) and where its entries are; read by any thread that may wait.
final class TarReader: Sendable {
    /// Where the bytes of an entry are.
    struct Entry: Sendable {
        let offset: Int64
        let size: Int64
    }

    private let descriptor: FileDescriptor
    /// By name.
    let entries: [String: Entry]
    /// More entries than this are no archive of ours.
    private static let mostEntries = 5_000_000

    /// Finds the entries.
    ///
    /// - Throws: ``ArchiveError/unreadable(_:)``
    init(_ path: String) throws {
        let raw = open(path, O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else {
            throw ArchiveError.unreadable("\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        descriptor = FileDescriptor(owning: raw)
        entries = try Self.entries(raw)
    }

    /// A piece of an entry, from a place in it; empty at its end.
    func read(_ entry: Entry, at place: Int64, _ count: Int) throws -> [UInt8] {
        let count = Int(min(entry.size - place, Int64(count)))
        guard count > 0 else { return [] }
        let bytes = try FilePiece.read(descriptor.raw, at: entry.offset + place, count)
        guard !bytes.isEmpty else { throw ArchiveError.unreadable("The file ends within an entry.") }
        return bytes
    }

    /// All of an entry, which is to have at most `limit` bytes.
    func whole(_ entry: Entry, limit: Int64) throws -> [UInt8] {
        guard entry.size <= limit else { throw ArchiveError.unreadable("An entry has \(entry.size) bytes.") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        while bytes.count < Int(entry.size) { bytes += try read(entry, at: Int64(bytes.count), 1 << 20) }
        return bytes
    }

    private static func entries(_ raw: CInt) throws -> [String: Entry] {
        var entries: [String: Entry] = [:]
        var offset: Int64 = 0
        while true {
            let head = try FilePiece.read(raw, at: offset, TarWriter.blockBytes)
            guard head.count == TarWriter.blockBytes else {
                throw ArchiveError.unreadable("The file ends before its end is marked: it is not whole.")
            }
            guard head.contains(where: { $0 != 0 }) else { return entries }
            let (name, size) = try entry(head, at: offset)
            offset += Int64(TarWriter.blockBytes)
            guard entries.updateValue(Entry(offset: offset, size: size), forKey: name) == nil else {
                throw ArchiveError.unreadable("Two entries have the name \(name).")
            }
            guard entries.count <= mostEntries else { throw ArchiveError.unreadable("There are too many entries.") }
            offset += size + Int64(TarWriter.padding(size).count)
        }
    }

    private static func entry(_ head: [UInt8], at offset: Int64) throws -> (name: String, size: Int64) {
        let sum = head.enumerated().reduce(Int64(0)) {
            $0 + ((148..<156).contains($1.offset) ? 0x20 : Int64($1.element))
        }
        guard head[257..<262].elementsEqual("ustar".utf8), number(head[148..<156]) == sum,
            let size = number(head[124..<136])
        else { throw ArchiveError.unreadable("There is no tar entry at byte \(offset).") }
        guard head[156] == UInt8(ascii: "0") || head[156] == 0 else {
            throw ArchiveError.unreadable("The entry at byte \(offset) is no plain file.")
        }
        let name = String(decoding: head[0..<100].prefix { $0 != 0 }, as: UTF8.self)
        return (name, size)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }
}
