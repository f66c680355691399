import CAssets
import HTTP

/// The page's files by name, copied once from the program's image so that every answer shares their bytes.
struct DashboardFiles: Sendable {
    /// One file as it is sent.
    struct File: Sendable {
        let bytes: [UInt8]
        /// The same as gzip, for browsers that take it: all of them.
        let packed: [UInt8]
        let type: String
    }

    /// The API's reference; like the pages of the views, it names its files under ``version``.
    let reference: File
    /// Stands in the files' paths and changes with any of them, so that a browser may keep them for good.
    let version: String

    let views: ViewTable
    /// The page of each row of ``views``, which names what that view needs, and one for addresses of none.
    private let pages: [File]
    private let page: File

    private let byName: [String: File]

    subscript(name: String) -> File? { byName[name] }

    var names: [String] { byName.keys.sorted() }

    /// What the program carries under `dashboard/`.
    static let embedded: DashboardFiles = {
        let folder = "dashboard/"
        var texts: [String: String] = [:]
        for asset in UnsafeBufferPointer(start: assets, count: assets_count) {
            let path = String(cString: asset.path)
            guard path.hasPrefix(folder) else { continue }
            let name = String(path.dropFirst(folder.count))
            texts[name] = String(
                decoding: UnsafeBufferPointer(start: asset.bytes, count: asset.count), as: UTF8.self)
        }
        let sheets = texts.filter { $0.key.hasSuffix(".css") }
        for (name, sheet) in sheets {
            let (text, imported) = joined(sheet, sheets)
            guard !imported.isEmpty else { continue }
            texts[name] = text
            for part in imported { texts[part] = nil }
        }
        return DashboardFiles(texts)
    }()

    private static func file(_ name: String, _ text: String) -> File {
        let bytes = Array(text.utf8)
        return File(bytes: bytes, packed: Gzip.compressed(bytes), type: mediaType(of: name))
    }

    /// A sheet with those that it imports in their places: each would be a way to the program and back of its own.
    private static func joined(_ sheet: String, _ sheets: [String: String]) -> (text: String, imported: [String]) {
        var imported: [String] = []
        let lines = sheet.split(separator: "\n", omittingEmptySubsequences: false)
        let written = lines.map { line in
            guard let part = line.firstMatch(of: /^@import "(.+)";$/) else { return String(line) }
            imported.append("style/\(part.output.1)")
            return sheets["style/\(part.output.1)"] ?? ""
        }
        return (written.joined(separator: "\n"), imported)
    }

    private init(_ texts: [String: String]) {
        let modules = texts.filter { $0.key.hasSuffix(".js") }
        views = ViewTable(modules["views/views.js"] ?? "")
        let begin = "core/app.js"
        // The first row is the view that people come to. What begins the app stays by itself: the reference is another.
        let first = ModuleGraph(modules).order(of: [begin, views.rows[0].module]).filter { $0 != begin }
        let sent = JoinedModules(first, of: modules).files
        byName = Dictionary(
            uniqueKeysWithValues: texts.merging(sent) { $1 }.map { ($0, Self.file($0, $1)) })
        let (files, graph) = (byName, ModuleGraph(sent))
        let version = Self.hash(files.keys.sorted().flatMap { Array($0.utf8) + (files[$0]?.bytes ?? []) })
        self.version = version
        let markup = { (name: String, entries: [String]) in
            var needs = graph.needs(of: entries)
            needs.modules.removeAll { $0 == begin || $0 == JoinedModules.name }
            return Self.markup(texts[name] ?? "", version, needs)
        }
        pages = views.rows.map { markup("index.html", [begin, $0.module]) }
        page = markup("index.html", [begin])
        reference = markup("docs/index.html", ["docs/docs.js", "docs/sb-docs.js"])
    }

    /// The page for an address: the same for all, but for what it fetches at once.
    func page(at address: String) -> File { views.row(at: address).map { pages[$0] } ?? page }

    /// Fills in a page: its files' version, and what is fetched with it.
    private static func markup(
        _ page: String, _ version: String, _ needs: (modules: [String], words: Set<String>)
    ) -> File {
        let written =
            page
            .replacing("data-modules=\"\"", with: "data-modules=\"\(needs.modules.joined(separator: " "))\"")
            .replacing("data-words=\"\"", with: "data-words=\"\(needs.words.sorted().joined(separator: " "))\"")
        return Self.file("index.html", written.replacing("\"/assets/", with: "\"/assets/\(version)/"))
    }

    private static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }

    /// 64-bit FNV-1a: it tells versions apart, and guards nothing.
    private static func hash(_ bytes: [UInt8]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
