import ModuleKit
import OpenSSL

/// What an archive says of itself, checked against its entries.
struct ArchiveManifest: Sendable {
    /// The company it was made of.
    let company: JSONValue
    /// The lines of each table, in order, and how many rows they have.
    let parts: [String: [TarReader.Entry]]
    let rows: [String: Int]
    /// The columns of each table there.
    let columns: [String: Set<String>]
    /// Sounds by their hash.
    let recordings: [(hash: String, entry: TarReader.Entry)]
    private static let mostBytes: Int64 = 256 << 20

    /// Reads the manifest, and every entry once: each has the hash that is named, and none is missing or more.
    ///
    /// - Throws: ``ArchiveError/unreadable(_:)``
    init(_ tar: TarReader) throws {
        guard let entry = tar.entries["manifest.json"] else {
            throw ArchiveError.unreadable(
                "There is no `manifest.json`: this is no archive of a company, or not all of it.")
        }
        let json: JSONValue
        do { json = try JSONParser.parse(try tar.whole(entry, limit: Self.mostBytes)) } catch let error as JSONError {
            throw ArchiveError.unreadable("`manifest.json` is not JSON: \(error.description)")
        }
        guard json["format"].string == ArchiveWriter.format, json["version"].int64 == ArchiveWriter.version else {
            throw ArchiveError.unreadable("`manifest.json` names a format that this program does not know.")
        }
        company = json["company"]
        var parts: [String: [(name: String, entry: TarReader.Entry)]] = [:]
        var recordings: [(hash: String, entry: TarReader.Entry)] = []
        let files = json["files"].array ?? []
        for file in files {
            let name = file["name"].string ?? ""
            guard let entry = tar.entries[name], entry.size == file["bytes"].int64 else {
                throw ArchiveError.unreadable("`\(name)` is not there as `manifest.json` says.")
            }
            guard try Self.hash(of: entry, in: tar) == file["sha256"].string else {
                throw ArchiveError.unreadable("`\(name)` is damaged: its SHA-256 is another than `manifest.json` says.")
            }
            if name.hasPrefix("recordings/") {
                recordings.append((String(name.dropFirst(11)), entry))
            } else if name.hasPrefix("tables/"), let dash = name.lastIndex(of: "-") {
                parts[String(name[..<dash].dropFirst(7)), default: []].append((name, entry))
            }
        }
        guard tar.entries.count == files.count + 1 else {
            throw ArchiveError.unreadable("There are entries that `manifest.json` does not name.")
        }
        self.parts = parts.mapValues { $0.sorted { $0.name < $1.name }.map(\.entry) }
        self.recordings = recordings
        let tables = json["tables"].array ?? []
        rows = Dictionary(
            tables.map { ($0["name"].string ?? "", $0["rows"].int ?? 0) }, uniquingKeysWith: { first, _ in first })
        columns = Dictionary(
            tables.map { table in
                (table["name"].string ?? "", Set((table["columns"].array ?? []).compactMap { $0["name"].string }))
            }, uniquingKeysWith: { first, _ in first })
    }

    private static func hash(of entry: TarReader.Entry, in tar: TarReader) throws -> String {
        var hash = Hash(.sha256)
        var place: Int64 = 0
        while place < entry.size {
            let bytes = try tar.read(entry, at: place, 1 << 20)
            hash.update(bytes)
            place += Int64(bytes.count)
        }
        return Hex.encode(hash.finalize())
    }
}
