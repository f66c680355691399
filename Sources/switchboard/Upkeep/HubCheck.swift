import Accounts
import Broadcast
import Calls
import Figures
import Pipeline
import Directory
import Recordings
import SQLite

/// Whether a database is what the program left there: SQLite's own check, and each part's.
enum HubCheck {
    /// A line for each fault.
    struct Faults: Sendable {
        /// Of the file itself; one with such faults is of no use.
        var structure: [String]
        /// Of what stands in it.
        var contents: [String]
    }

    /// Reads the whole file on a thread of its own, beside a program that serves it or without one.
    ///
    /// - Parameters:
    ///   - recordings: The sounds that belong to it; nil: they are not looked at.
    ///   - keys: The file of the keys that it is sealed with; nil: what is sealed is not looked at.
    /// - Throws: ``DatabaseStartError`` for a file that is no database of this program.
    static func faults(inFile path: String, recordings: AudioFolder? = nil, keys: String? = nil) async throws -> Faults
    {
        // Before the rows are read: a file gets its name before its row.
        let listed = recordings?.list() ?? []
        let secrets = try keys.flatMap { HubSecrets.isFile($0) ? try HubSecrets(file: $0) : nil }
        let seal = TextSeal()
        return try await Database.inspect(path, migrations: Services.migrations, seal: seal) { tx in
            if let secrets { try seal.load(secrets.sealing, in: tx) }
            let structure = try SelfCheck.structure(in: tx)
            do {
                return Faults(
                    structure: try structure + SelfCheck.references(in: tx),
                    contents: try SelfCheck.ids(in: tx) + EventLog.faults(in: tx) + CallsModule.faults(in: tx)
                        + FiguresModule.faults(in: tx) + PipelineModule.faults(in: tx)
                        + ContactDirectory.faults(in: tx)
                        + Audit.faults(in: tx) + (secrets == nil ? [] : sealed(in: tx))
                        + (recordings.map { try RecordingsModule.faults(of: $0, listed: listed, in: tx) } ?? []))
            } catch {
                // In a damaged file the other checks cannot even read.
                guard !structure.isEmpty else { throw error }
                return Faults(structure: structure, contents: [])
            }
        }
    }

    /// What is sealed and does not open.
    private static func sealed(in tx: Transaction) throws -> [String] {
        try CompanySeal.companies(in: tx).flatMap { company in
            try SealedTables.all.flatMap { table in
                try table.unreadable(of: company.rawValue, limit: SelfCheck.limit, in: tx).map {
                    "sealing: the row \($0) of \(table.name) in \(company) does not open."
                }
            }
        }
    }
}
