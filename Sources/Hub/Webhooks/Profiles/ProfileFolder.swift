import FoundationEssentials

/// The profiles of a folder that the operator names.
enum ProfileFolder {
    /// Each `<folder>/<provider>/profile.json` with its bytes, in the order of the names.
    ///
    /// - Throws: ``ProfileError`` when the folder or a profile in it cannot be read.
    static func files(in folder: String) throws(ProfileError) -> [(path: String, bytes: [UInt8])] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().compactMap { name in
                let path = "\(folder)/\(name)/profile.json"
                guard FileManager.default.fileExists(atPath: path) else { return nil }
                return (path, try [UInt8](Data(contentsOf: URL(filePath: path))))
            }
        } catch {
            throw ProfileError(faults: [
                .init(file: folder, line: 1, detail: "This cannot be read: \(error)")
            ])
        }
    }
}
