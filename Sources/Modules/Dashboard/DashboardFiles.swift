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

    /// The page itself, and the API's reference; they name their files under ``version``.
    let page: File
    let reference: File
    /// Stands in the files' paths and changes with any of them, so that a browser may keep them for good.
    let version: String

    private let byName: [String: File]

    subscript(name: String) -> File? { byName[name] }

    var names: [String] { byName.keys.sorted() }

    /// What the program carries under `dashboard/`.
    static let embedded: DashboardFiles = {
        let folder = "dashboard/"
        var byName: [String: File] = [:]
        for asset in UnsafeBufferPointer(start: assets, count: assets_count) {
            let path = String(cString: asset.path)
            guard path.hasPrefix(folder) else { continue }
            let name = String(path.dropFirst(folder.count))
            let bytes = [UInt8](UnsafeBufferPointer(start: asset.bytes, count: asset.count))
            byName[name] = File(bytes: bytes, packed: Gzip.compressed(bytes), type: mediaType(of: name))
        }
        return DashboardFiles(byName)
    }()

    private init(_ files: [String: File]) {
        byName = files
        let names = files.keys.sorted()
        version = Self.hash(names.flatMap { Array($0.utf8) + (files[$0]?.bytes ?? []) })
        let modules = names.filter(Self.isLoadedAtOnce).map {
            "<link rel=\"modulepreload\" href=\"/assets/\($0)\">\n    "
        }
        page = Self.markup(files["index.html"], version, modules: modules.joined())
        reference = Self.markup(files["docs/index.html"], version)
    }

    private static func markup(_ file: File?, _ version: String, modules: String = "") -> File {
        let written = String(decoding: file?.bytes ?? [], as: UTF8.self)
            .replacing("<!-- modules -->\n", with: modules)
            .replacing("\"/assets/", with: "\"/assets/\(version)/")
        let bytes = Array(written.utf8)
        return File(bytes: bytes, packed: Gzip.compressed(bytes), type: mediaType(of: "index.html"))
    }

    /// Whether the page needs a module before it shows anything; named in it, they all come in one round trip.
    private static func isLoadedAtOnce(_ name: String) -> Bool {
        guard name.hasSuffix(".js") && name != "core/theme.js" else { return false }
        return ["core/", "parts/", "slices/"].contains { name.hasPrefix($0) } || name == "views/views.js"
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
