import Accounts
import Calls
import ModuleKit
import Reactor
import Synchronization

/// Counts of what was done, for `/metrics`; from any thread.
package final class RecordingFigures: Sendable {
    private let fetchedCount = Atomic<UInt64>(0)
    private let failedCount = Atomic<UInt64>(0)
    private let damagedCount = Atomic<UInt64>(0)
    private let storedBytes = Atomic<UInt64>(0)

    /// Sounds fetched from providers.
    package var fetched: UInt64 { fetchedCount.load(ordering: .relaxed) }
    /// Attempts to fetch that failed.
    package var failed: UInt64 { failedCount.load(ordering: .relaxed) }
    /// Stored files that were missing or damaged when somebody wanted them.
    package var damaged: UInt64 { damagedCount.load(ordering: .relaxed) }
    /// Bytes stored, fetched or received.
    package var bytes: UInt64 { storedBytes.load(ordering: .relaxed) }

    func countFetched() { fetchedCount.wrappingAdd(1, ordering: .relaxed) }
    func countFailed() { failedCount.wrappingAdd(1, ordering: .relaxed) }
    func countDamaged() { damagedCount.wrappingAdd(1, ordering: .relaxed) }
    func countBytes(_ bytes: Int64) { storedBytes.wrappingAdd(UInt64(max(0, bytes)), ordering: .relaxed) }
}

/// There is something to do for the keeper; handed on after the commit.
struct RecordingWork: Sendable {}

/// What all services of recordings share.
struct RecordingContext: Sendable {
    let database: Database
    let folder: AudioFolder
    let decoder: SystemDecoder?
    let media: MediaClient
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter
    let figures = RecordingFigures()
    /// Between a file's new name and the row that names it nothing may remove the file.
    let gate = AsyncGate()
    let verified = VerifiedFiles()
    /// The most bytes a sound may have.
    static let mostBytes: Int64 = 1 << 30

    var intake: AudioIntake { AudioIntake(folder: folder, decoder: decoder) }

    /// Gives a file its name and then runs `commit`, which names it in a row; the other way round a crash could leave a row
    /// without its file.
    ///
    /// - Parameter isGood: Asked before, while no span can be marked and no file removed.
    /// - Returns: nil when it is no longer good: then nothing was done.
    func place<Value: Sendable>(
        _ finished: AudioIntake.Finished, of company: CompanyID,
        while isGood: @escaping @Sendable (Transaction) throws -> Bool,
        _ commit: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value? {
        try await gate.run {
            guard try await database.read(company, isGood) else { return nil }
            return try await named([finished], of: company, commit)
        }
    }

    /// The same with several files, inside the gate; where `commit` throws, the files go again.
    func named<Value: Sendable>(
        _ files: [AudioIntake.Finished], of company: CompanyID,
        _ commit: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        do {
            for file in files { try await folder.place(file.audio, as: file.file.hash, of: company) }
            return try await database.write(company, commit)
        } catch {
            for file in files {
                let hash = file.file.hash
                // What cannot be cleared away is said by `check`; what went wrong first is what counts.
                guard (try? await database.read(company) { try AudioStore.isNamed(hash, in: $0) }) == false else {
                    continue
                }
                try? await folder.remove(hash, of: company)
            }
            throw error
        }
    }

    /// Removes the files that nothing names any more.
    func emptyTrash() async throws {
        while true {
            let trash = try await database.read(tenant: 0) { try AudioStore.trash(limit: 100, in: $0) }
            guard !trash.isEmpty else { return }
            for (company, hash) in trash { try await remove(hash, of: company) }
        }
    }

    private func remove(_ hash: String, of company: CompanyID) async throws {
        try await gate.run {
            // The same sound may have come again meanwhile.
            let isNamed = try await database.read(company) { try AudioStore.isNamed(hash, in: $0) }
            if !isNamed { try await folder.remove(hash, of: company) }
            try await database.write(company) { try AudioStore.removeFromTrash(hash, in: $0) }
        }
    }

    /// Where the sound of a recording comes from; nil where it was sent to the hub itself.
    func source(of record: AudioRecord, in company: CompanyID) async throws -> MediaSource? {
        let known = try await database.read(company) {
            try RecordingStore.source(of: record.id, call: record.call, in: $0)
        }
        guard let known, let address = known.url.flatMap(MediaAddress.init) else { return nil }
        // Without the account there is nobody to ask as; the address alone may still do.
        let account =
            try await media.access.account(known.account, company)
            ?? MediaAccount(provider: "", name: nil, secret: nil)
        return MediaSource(
            address: address, providerRecordingID: known.providerRecordingID, channels: known.channels,
            account: account, isHearsay: known.providerRecordingID == known.url)
    }

    /// Notes what the hub itself did, by policy.
    func auditOwn(
        _ action: String, _ id: RecordingID, _ detail: JSONObject, by program: String, in tx: Transaction
    ) throws {
        try Audit.record(
            action, id.wire, detail, by: Actor(.program(program), role: .owner), at: now(), in: tx)
    }

    /// What a recording's events concern besides the recording.
    static func topics(of call: CallID, in tx: Transaction) throws -> [Topic] {
        // A call that was removed takes its rows along: then there is nothing to publish about.
        (try? CallService.find(call.wire, in: tx).topics) ?? [.calls, .call(call)]
    }
}

/// Files whose hash was found right since they last changed: a large file is read once, not at each listening.
final class VerifiedFiles: Sendable {
    private static let bound = 10_000
    private let stamps = Lock<[String: [Int64]]>([:])

    func knows(_ path: String, _ stamp: [Int64]) -> Bool { stamps.withLock { $0[path] == stamp } }

    func note(_ path: String, _ stamp: [Int64]) {
        stamps.withLock { stamps in
            if stamps.count >= Self.bound { stamps = [:] }
            stamps[path] = stamp
        }
    }
}
