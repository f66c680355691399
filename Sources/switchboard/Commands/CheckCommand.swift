import Recordings
import SQLite

/// `check`: looks for faults in a folder's database, and changes nothing.
enum CheckCommand {
    static let usage = """
        usage: switchboard check --data DIR [--secret-file FILE]

        Reads the whole database of the folder, whether a program serves it or not, and says each fault on a line: damaged
        pages, rows that point at nothing, gaps in the event log, calls without their contact or end, contacts that are not
        found by their names or tags, a changed audit log,
        words that are sealed and do not open, ids that could be made again, recordings whose files are missing or damaged, files
        that no recording names. It ends with 0 when there is none, else with 1, and changes nothing.
        """

    /// The faults that were found: said on standard output, and the end is 1.
    struct Findings: Error {
        let lines: String
    }

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: ServeCommand.valued, flags: ServeCommand.flags)
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`check` takes no `\(word)`.") }
        let configuration = try Configuration(arguments)
        let data = configuration.text("data")
        let findings: String
        do {
            let folder = try DataFolder(existing: data)
            findings = try await lines(
                inFile: folder.database, AudioFolder(path: folder.recordings),
                keys: configuration["secret-file"] ?? folder.secretKey)
        } catch let refusal as DataFolder.Refusal where refusal.isHeld {
            findings = try await AdminDoor.ask(["check"], of: data, refusal)
        }
        guard findings.isEmpty else { throw Findings(lines: findings) }
        Program.say("The database of \(data) is sound.")
    }

    /// The same in the program that serves the folder.
    static func perform(_ services: Services) async throws -> String {
        try await lines(inFile: services.database.path, services.recordingsFolder, keys: services.secretFile)
    }

    private static func lines(inFile path: String, _ recordings: AudioFolder, keys: String) async throws -> String {
        let faults = try await HubCheck.faults(inFile: path, recordings: recordings, keys: keys)
        return (faults.structure + faults.contents).joined(separator: "\n")
    }
}
