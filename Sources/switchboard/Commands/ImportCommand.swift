import Accounts
import Domain
import Exports
import Glibc
import Imports
import Reactor

/// `import`: brings the contacts of a CSV file into a folder that nobody serves.
enum ImportCommand {
    static let usage = """
        usage: switchboard import FILE.csv [--company COMPANY] [--data DIR] [--region NG] [--json]
               switchboard import --archive FILE.tar [--company COMPANY] [--data DIR] [--json]

        Reads contacts from a CSV file with a first line of column names such as `name, phone, email, business`; `-` is
        the standard input. A row whose contact is known fills what is empty there, so that the same file can be
        imported again. Every row is on disk before it is counted.

        With --archive the file is a whole company's, as `GET /api/crm/export/archive` gives it; the company here must be
        empty. All of it is checked before anything is written.

          --archive FILE.tar    A company's archive instead of a CSV file.
          --company COMPANY     An id or a slug; may be left out where there is one company only.
          --data DIR            The folder of everything that is kept. [./data]
          --region NG           How national numbers are read: ISO 3166-1; the company's region unless told.
          --json                Print the result as one line of JSON.

        It ends with 0 when every row was taken, with 1 when some were refused or the file cannot be read.
        While a program serves the folder, send the file to its POST /api/crm/imports/contacts instead.
        """

    /// Why nothing, or not all, was imported; one sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let faultBound = 20

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(
            words, valued: ServeCommand.valued.union(["archive", "company", "region"]), flags: ServeCommand.flags)
        if arguments.has("help") { return Program.say(usage) }
        if let archive = arguments["archive"] { return try await readArchive(archive, arguments) }
        guard let file = arguments.words.first, arguments.words.count == 1 else {
            throw Arguments.Mistake(description: "Say one file to import; --help tells more.")
        }
        if let region = arguments["region"] { try check(region) }
        let configuration = try Configuration(arguments)
        let (result, seconds) = try await imported(file, arguments, configuration)
        Program.say(arguments.has("json") ? result.jsonText : summary(result, seconds: seconds))
        if result.counts.refused > 0 {
            throw Failure(description: "\(result.counts.refused) rows of \(file) were not imported.")
        }
    }

    private static func readArchive(_ file: String, _ arguments: Arguments) async throws {
        guard arguments.words.isEmpty, arguments["region"] == nil else {
            throw Arguments.Mistake(
                description: "An archive is read alone, and has its regions itself; --help tells more.")
        }
        let (folder, services) = try await open(try Configuration(arguments))
        defer { withExtendedLifetime(folder) {} }
        let result: Result<ArchiveResult, any Error>
        do {
            let company = try await AdminCommand.company(arguments, services)
            let now = services.platform.now
            result = .success(
                try await services.exports.readArchive(file, into: company) { tx in
                    try Audit.record("archive.imported", company.wire, nil, by: .commandLine, at: now(), in: tx)
                })
        } catch {
            result = .failure(error)
        }
        await services.stop()
        let read = try result.get()
        let rows = read.rows.values.reduce(0, +)
        Program.say(
            arguments.has("json")
                ? read.jsonText
                : "\(rows) rows of \(read.rows.count) tables and \(read.recordings) recordings, "
                    + (read.keptIDs ? "under their own ids" : "under new ids"))
    }

    private static func check(_ region: String) throws(Arguments.Mistake) {
        guard region.utf8.count == 2, region.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw Arguments.Mistake(description: "--region is `\(region)`; it must be two capital letters such as NG.")
        }
    }

    private static func imported(
        _ file: String, _ arguments: Arguments, _ configuration: Configuration
    ) async throws -> (ImportResult, seconds: Double) {
        let (folder, services) = try await open(configuration)
        // The lock is the folder's, and nobody else holds on to that.
        defer { withExtendedLifetime(folder) {} }
        let began = MonotonicClock.nanoseconds()
        let result: Result<ImportResult, any Error>
        do {
            let company = try await AdminCommand.company(arguments, services)
            let progress = ImportProgress()
            defer { progress.end() }
            result = .success(
                try await services.imports.importContacts(
                    file: file, into: company, region: arguments["region"], errorLimit: faultBound,
                    progress: { progress.show($0) }))
        } catch {
            result = .failure(error)
        }
        await services.stop()
        return (try result.get(), Double(MonotonicClock.nanoseconds() &- began) / 1_000_000_000)
    }

    private static func open(_ configuration: Configuration) async throws -> (DataFolder, Services) {
        do {
            let folder = try DataFolder(configuration.text("data"))
            var surroundings = Services.Surroundings()
            // A first load fills the indexes in random order: with fewer pages at hand it waits for the disk.
            surroundings.writerCacheKiB = 393_216
            return (folder, try await Services(configuration, in: folder, surroundings))
        } catch let refusal as DataFolder.Refusal where refusal.isHeld {
            throw Failure(
                description: "\(refusal.description) Stop it, or send the file to its POST /api/crm/imports/contacts.")
        }
    }

    private static func summary(_ result: ImportResult, seconds: Double) -> String {
        let counts = result.counts
        var lines = [
            "\(counts.rows) rows in \((seconds * 10).rounded() / 10) s: \(counts.created) contacts made, "
                + "\(counts.updated) updated, \(counts.unchanged) unchanged, \(counts.refused) refused"
        ]
        if !result.ignoredColumns.isEmpty {
            lines.append("columns that were not read: \(result.ignoredColumns.joined(separator: ", "))")
        }
        if counts.faults > 0 { lines.append("\(counts.faults) faults:") }
        lines += result.errors.map { "  line \($0.line)\($0.column.map { ", \($0)" } ?? ""): \($0.detail)" }
        if counts.faults > result.errors.count { lines.append("  … and \(counts.faults - result.errors.count) more") }
        return lines.joined(separator: "\n")
    }
}

/// The line on standard error that says how far an import is; owned by its lock.
private final class ImportProgress: Sendable {
    private let shownAt = Lock<UInt64?>(nil)
    private static let interval: UInt64 = 250_000_000

    func show(_ counts: ImportCounts) {
        let now = MonotonicClock.nanoseconds()
        let isDue = shownAt.withLock { last in
            guard last.map({ now &- $0 >= Self.interval }) ?? true else { return false }
            last = now
            return true
        }
        if isDue { write("\r\u{1B}[K\(counts.rows) rows, \(counts.created) contacts made, \(counts.faults) faults") }
    }

    func end() {
        if shownAt.withLock({ $0 }) != nil { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        // A progress line that is not seen is no loss.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
