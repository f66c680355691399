import CAssets
import HTTP

/// The page's files by name, copied once from the program's image so that every answer shares their bytes.
struct DashboardFiles: Sendable {
    /// One file as it is sent.
    struct File: Sendable {
        let bytes: [UInt8]
        let type: String
        let tag: EntityTag
    }

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
            byName[name] = File(bytes: bytes, type: mediaType(of: name), tag: tag(of: bytes))
        }
        return DashboardFiles(byName: byName)
    }()

    private static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }

    /// 64-bit FNV-1a: it tells versions of one file apart, and guards nothing.
    private static func tag(of bytes: [UInt8]) -> EntityTag {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return EntityTag(String(hash, radix: 16))
    }
}
