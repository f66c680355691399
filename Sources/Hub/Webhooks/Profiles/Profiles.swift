/// All providers that can send webhooks, by the name in the path; read once at start.
package struct Profiles: Sendable {
    /// The profiles by the name in the path.
    package let byName: [String: Profile]

    /// The built-in ones, and those of a folder, which replace others of their name.
    ///
    /// - Throws: ``ProfileError`` with file and line of everything that is wrong with a profile.
    package static func load(folder: String?) throws -> Profiles {
        let builtIn = try Self.builtIn.get()
        guard let folder else { return builtIn }
        return Profiles(byName: try builtIn.byName.merging(load(embedded: [], folder: folder).byName) { $1 })
    }

    /// Read once, whoever asks.
    private static let builtIn = Result { try load(embedded: embedded, folder: nil) }

    /// Reads the embedded profiles, and those of a folder above them: of two with one name the folder's counts.
    ///
    /// - Parameters:
    ///   - embedded: Files whose path ends in `<provider>/profile.json`.
    ///   - folder: Has a folder for each provider; nil: only the embedded ones.
    /// - Throws: ``ProfileError`` with every fault of every profile.
    package static func load(embedded: [(path: String, bytes: [UInt8])], folder: String?) throws -> Profiles {
        var files = embedded
        if let folder { files += try ProfileFolder.files(in: folder) }
        var byName: [String: Profile] = [:]
        var faults: [ProfileError.Fault] = []
        for (path, bytes) in files {
            let parts = path.split(separator: "/")
            guard parts.count >= 2, parts.last == "profile.json" else { continue }
            let name = String(parts[parts.count - 2])
            do {
                byName[name] = try ProfileReader.read(bytes, file: path, folder: name)
            } catch {
                faults += error.faults
            }
        }
        guard faults.isEmpty else { throw ProfileError(faults: faults) }
        return Profiles(byName: byName)
    }
}
