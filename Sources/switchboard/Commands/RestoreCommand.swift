/// `restore`: puts a backup in a folder that no program serves.
enum RestoreCommand {
    static let usage = """
        usage: switchboard restore --data DIR --from FILE [--key FILE] [--force]

        Puts a backup in the place of the folder's database. Subscribers that come back are told to start afresh, for what
        they had heard may not have happened. What was done since the backup is gone with the database that is moved aside:
        keys revoked since then are good again, so look at `switchboard key list`.

          --data DIR          The folder; no program may serve it.
          --from FILE         The backup.
                              The recordings beside it, in FILE.recordings, are put back too.
          --key FILE          The keys of the backup; FILE.key beside the backup unless told, where there is one.
          --force             Also where the folder has a database: that is moved aside, and so are its keys when the
                              backup has others. Nothing is destroyed.
          --secret-file FILE  Where the folder's keys are, where that is not DIR/secret.key.
        """

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(
            words, valued: ServeCommand.valued.union(["from", "key"]), flags: ServeCommand.flags.union(["force"]))
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`restore` takes no `\(word)`.") }
        let configuration = try Configuration(arguments)
        let backup = try arguments.required("from")
        guard KeptFiles.exists(backup) else {
            throw KeptFiles.Refusal(description: "There is no file \(backup).")
        }
        let folder = try DataFolder(configuration.text("data"))
        let keys = arguments["key"] ?? (KeptFiles.exists("\(backup).key") ? "\(backup).key" : nil)
        let restoring = Restoring(
            backup: backup, backupKeys: keys, folder: folder,
            keys: configuration["secret-file"] ?? folder.secretKey, isForced: arguments.has("force"))
        Program.say(try await restoring.run())
    }
}
