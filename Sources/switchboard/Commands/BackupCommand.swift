import Glibc
import Recordings
import SQLite

/// `backup`: copies a folder's database while it is served, and checks the copy.
enum BackupCommand {
    static let usage = """
        usage: switchboard backup --data DIR --to FILE [--with-key] [--without-recordings]

        Copies the folder's database as it is at one moment into a new file that only you can read, whether a program serves
        the folder or not, and checks the copy. Its recordings are copied and checked into the folder FILE.recordings. A file
        that is there already is not overwritten.

          --data DIR          The folder.
          --to FILE           The backup.
          --without-recordings
                              Copy the database alone.
          --with-key          Also copy the signing and sealing keys, to FILE.key. Without them the secrets of provider
                              accounts in the backup cannot be read; with them whoever has both files can read them.
          --secret-file FILE  The keys, where they are not DIR/secret.key.
        """

    private static let valued = ServeCommand.valued.union(["to"])
    private static let flags = ServeCommand.flags.union(["with-key", "without-recordings"])

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: valued, flags: flags)
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`backup` takes no `\(word)`.") }
        let configuration = try Configuration(arguments)
        let data = configuration.text("data")
        let file = KeptFiles.absolute(try arguments.required("to"))
        do {
            let folder = try DataFolder(existing: data)
            let keys = arguments.has("with-key") ? configuration["secret-file"] ?? folder.secretKey : nil
            let recordings = arguments.has("without-recordings") ? nil : AudioFolder(path: folder.recordings)
            Program.say(try await make(file, of: folder.database, recordings, keys: keys))
        } catch let refusal as DataFolder.Refusal where refusal.isHeld {
            // The path of the keys is the serving program's to know.
            let request = ["backup", "--to", file] + flags.sorted().filter(arguments.has).map { "--\($0)" }
            Program.say(try await AdminDoor.ask(request, of: data, refusal))
        }
    }

    /// The same in the program that serves the folder.
    static func perform(_ words: [String], _ services: Services) async throws -> String {
        let arguments = try Arguments(words, valued: valued, flags: flags)
        let keys = arguments.has("with-key") ? services.secretFile : nil
        let recordings = arguments.has("without-recordings") ? nil : services.recordingsFolder
        return try await make(try arguments.required("to"), of: services.database.path, recordings, keys: keys)
    }

    /// - Returns: What was made.
    private static func make(
        _ file: String, of database: String, _ recordings: AudioFolder?, keys: String?
    ) async throws -> String {
        let beside = (keys == nil ? [] : ["\(file).key"]) + (recordings == nil ? [] : ["\(file).recordings"])
        for taken in [file] + beside where KeptFiles.exists(taken) {
            throw KeptFiles.Refusal(description: "There is a file \(taken) already; a backup overwrites nothing.")
        }
        let draft = "\(file).unchecked"
        unlink(draft)
        defer { unlink(draft) }
        try await Database.copy(database, to: draft)
        let faults = try await HubCheck.faults(inFile: draft)
        if let first = faults.structure.first {
            throw KeptFiles.Refusal(
                description:
                    "There is no backup, for the database is damaged (\(first)); `switchboard check` says more.")
        }
        // After the database, so that every file it names was there.
        let copied = try await recordings?.copied(into: AudioFolder(path: "\(file).recordings"), for: draft)
        let keyBytes: [UInt8]? = if let keys { try KeptFiles.read(keys) } else { nil }
        if let keyBytes { try KeptFiles.write(keyBytes, to: "\(file).key") }
        try KeptFiles.name(draft, file)
        var said = "\(file) is a whole and checked backup\(keys == nil ? "" : ", and \(file).key has its keys")."
        if let copied, !copied.isEmpty {
            said += "\n\(file).recordings has \(copied.copied) recordings."
            if let faults = copied.faults { said += " " + faults }
        }
        if let first = faults.contents.first {
            said += "\nLike the database it has faults, such as: \(first)\n`switchboard check` lists them."
        }
        return said
    }
}

extension AudioFolder {
    /// Copies the recordings that a database names into another folder.
    func copied(into target: AudioFolder, for database: String) async throws -> RecordingCopy.Result {
        let files = try await Database.inspect(database, migrations: Services.migrations) {
            try RecordingCopy.files(in: $0)
        }
        return try await RecordingCopy.run(files, from: self, to: target)
    }
}
