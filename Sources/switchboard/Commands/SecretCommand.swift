import SQLite

/// `secret rotate`: makes new signing and sealing keys, and seals everything again.
enum SecretCommand {
    static let usage = """
        usage: switchboard secret rotate --data DIR [--lost]

        Makes a new signing key and a new sealing key, and seals the secrets of provider accounts and kept answers again; no
        program may serve the folder meanwhile. Access tokens that are about stay good until they expire, within 15 minutes.
        Cut short at any instant, it is finished at the next start. The file of keys keeps the previous ones, so that a
        backup of before can be restored: keep the new file where the old one was kept.

          --data DIR          The folder.
          --lost              The database's keys are lost: make new ones all the same. Provider accounts want their
                              secrets again, and everybody signs in again. A file of other keys is moved aside.
          --secret-file FILE  Where the keys are, where that is not DIR/secret.key.
        """

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: ServeCommand.valued, flags: ServeCommand.flags.union(["lost"]))
        if arguments.has("help") || arguments.words.isEmpty { return Program.say(usage) }
        guard arguments.words == ["rotate"] else {
            throw Arguments.Mistake(description: "`secret` knows `rotate` alone.\n\n\(usage)")
        }
        let configuration = try Configuration(arguments)
        let folder = try DataFolder(existing: configuration.text("data"))
        let file = configuration["secret-file"] ?? folder.secretKey
        let database = try Database(path: folder.database, migrations: Services.migrations)
        defer { database.close() }
        if arguments.has("lost") {
            let old = KeptFiles.exists(file) ? try KeptFiles.keep(file, suffix: ".lost") : nil
            try await Keys.replaceLost(file, for: database)
            return Program.say(
                "\(file) has new keys, and provider accounts want their secrets again."
                    + (old.map { " What it had is in \($0)." } ?? ""))
        }
        let resealed = try await Keys.rotate(file, for: database)
        Program.say(
            "\(file) has new keys; \(resealed.accounts) provider accounts and \(resealed.answers) kept answers are sealed with them."
        )
    }
}
