import Accounts
import Broadcast
import Domain
import Glibc
import Recordings
import SQLite

/// One backup on its way into a folder; at every instant the folder has either database, whole.
struct Restoring {
    let backup: String
    let backupKeys: String?
    let folder: DataFolder
    /// Where the folder's keys are.
    let keys: String
    let isForced: Bool

    /// - Returns: What was done.
    func run() async throws -> String {
        let hadDatabase = KeptFiles.exists(folder.database)
        guard isForced || !hadDatabase else {
            throw KeptFiles.Refusal(
                description: "\(folder.path) has a database already; --force moves it aside for the backup.")
        }
        let faults = try await HubCheck.faults(inFile: backup)
        if let first = faults.structure.first {
            throw KeptFiles.Refusal(description: "The backup \(backup) is damaged: \(first)")
        }
        let draft = "\(folder.database).restoring"
        removeDraft(draft)
        defer { removeDraft(draft) }
        try await Database.copy(backup, to: draft)
        try await prepare(draft)
        let copied = try await recordings(of: draft)
        let suffix = ".before-\(Self.stamp())"
        let oldKeys = try placeKeys(suffix: suffix)
        let old = hadDatabase ? try await moveAside(suffix: suffix) : nil
        try KeptFiles.replace(folder.database, with: draft)
        return
            (["\(folder.path) has the backup \(backup) now, and its event log a new epoch."]
            + [old, oldKeys].compactMap(\.self).map { "What was there is in \($0)." }
            + [copied?.faults].compactMap(\.self)
            + faults.contents.prefix(1).map { "The backup has faults that `switchboard check` lists, such as: \($0)" })
            .joined(separator: "\n")
    }

    /// Puts the recordings that stand beside the backup back; before the database, so that each row has its file.
    private func recordings(of draft: String) async throws -> RecordingCopy.Result? {
        let kept = "\(backup).recordings"
        guard KeptFiles.exists(kept) else { return nil }
        return try await AudioFolder(path: kept).copied(into: AudioFolder(path: folder.recordings), for: draft)
    }

    /// Brings the copy's schema up to date, begins a new life of its log, and sees that the keys belong to it.
    private func prepare(_ draft: String) async throws {
        let database = try Database(path: draft, migrations: Services.migrations)
        defer { database.close() }
        try await database.write(tenant: 0) { _ = try EventLog.renewEpoch(in: $0) }
        let isSealed = try await database.read(tenant: 0) { try Sealing.isProven(in: $0) }
        let file = backupKeys ?? keys
        guard isSealed else { return }
        guard HubSecrets.isFile(file) else { throw Sealing.missing(file) }
        try await Keys.settle(try HubSecrets(file: file), from: file, database)
    }

    /// - Returns: Where the keys are that were there, if others take their place.
    private func placeKeys(suffix: String) throws -> String? {
        guard let backupKeys else { return nil }
        let bytes = try KeptFiles.read(backupKeys)
        guard KeptFiles.exists(keys) else {
            try KeptFiles.write(bytes, to: keys)
            return nil
        }
        guard try KeptFiles.read(keys) != bytes else { return nil }
        guard isForced else {
            throw KeptFiles.Refusal(description: "\(keys) has other keys than the backup; --force moves them aside.")
        }
        let old = try KeptFiles.keep(keys, suffix: suffix)
        let draft = "\(keys).restoring"
        unlink(draft)
        try KeptFiles.write(bytes, to: draft)
        try KeptFiles.replace(keys, with: draft)
        return old
    }

    /// Gives the old database, and its write-ahead log where that cannot be folded into it, names beside.
    private func moveAside(suffix: String) async throws -> String {
        let log = "\(folder.database)-wal"
        // A damaged file keeps its log beside it.
        try? await Database.foldLog(folder.database)
        let old = try KeptFiles.keep(folder.database, suffix: suffix)
        if KeptFiles.exists(log) {
            guard link(log, "\(old)-wal") == 0 else {
                throw KeptFiles.Refusal(
                    description: "\(log) cannot be moved aside: \(String(cString: strerror(errno))).")
            }
        }
        // Before the backup has its name: a log is replayed into whatever database stands beside it.
        unlink(log)
        unlink("\(folder.database)-shm")
        return old
    }

    private func removeDraft(_ draft: String) {
        for name in [draft, "\(draft)-wal", "\(draft)-shm", "\(draft)-journal"] { unlink(name) }
    }

    /// Such as `20261120T094107Z`.
    private static func stamp() -> String {
        let text = Timestamp.now().rfc3339
        return text.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }
}
