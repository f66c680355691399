import Foundation
import Support

/// The bytes of a file; none where there is no file.
func bytes(ofFile path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? [] }

/// The names of all stored sounds of a data folder, sorted; drafts too.
func soundFiles(in data: String) -> [String] {
    let root = data + "/recordings"
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: "\(root)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
    }.compactMap { $0.split(separator: "/").last.map(String.init) }.sorted()
}
