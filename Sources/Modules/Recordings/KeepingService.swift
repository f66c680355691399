import Accounts
import Calls
import ModuleKit

/// How long sounds are kept: holds, deletion by request and by policy, and another try.
///
/// Each change is in the audit log.
struct KeepingService: Sendable {
    let context: RecordingContext

    func page(
        before: RecordingID?, state: AudioRecord.State?, limit: Int, in company: CompanyID
    ) async throws -> [AudioRecord] {
        try await context.database.read(company) {
            try AudioStore.page(before: before, state: state, limit: limit, in: $0)
        }
    }

    func record(_ id: RecordingID, in company: CompanyID) async throws -> AudioRecord {
        try await context.database.read(company) { try Self.find(id, in: $0) }
    }

    static func find(_ id: RecordingID, in tx: Transaction) throws -> AudioRecord {
        guard let record = try AudioStore.record(id, in: tx) else {
            throw RecordingsError.unknownRecording(id.wire)
        }
        return record
    }

    /// Sets or releases a legal hold; said again, it changes nothing.
    func hold(
        _ id: RecordingID, _ isHeld: Bool, reason: String?, in company: CompanyID, by request: Request
    ) async throws -> AudioRecord {
        try await context.database.write(company) { [context] tx in
            let before = try Self.find(id, in: tx)
            guard before.isHeld != isHeld else { return before }
            guard before.state != .deleted else {
                throw RecordingsError.deleted(id, at: before.deletedAt, reason: before.reason)
            }
            try AudioStore.setHold(id, isHeld, in: tx)
            let detail: JSONValue = ["reason": reason.map { .string($0) } ?? .null]
            try context.audit(isHeld ? "recording.held" : "recording.released", id.wire, detail, request, tx)
            return try Self.find(id, in: tx)
        }
    }

    /// Deletes the sound here, and at the provider where it has a way; said again, it changes nothing.
    func delete(
        _ id: RecordingID, atProvider: Bool, in company: CompanyID, by request: Request
    ) async throws {
        let now = context.now()
        try await context.database.write(company) { [context] tx in
            let record = try Self.find(id, in: tx)
            guard !record.isHeld else { throw RecordingsError.onHold(id) }
            // What was deleted here alone may still be deleted there.
            guard record.state != .deleted || (atProvider && record.providerCopy == .kept) else { return }
            try Self.delete(record, reason: "by request of \(request.author)", atProvider: atProvider, at: now, in: tx)
            try context.audit("recording.deleted", id.wire, Self.detail(record, atProvider), request, tx)
        }
        try await context.emptyTrash()
    }

    /// Deletes what is older than its company's policy allows, in every company.
    ///
    /// - Returns: How many sounds were deleted.
    func enforceRetention() async throws -> Int {
        var count = 0
        for company in try await context.database.read(tenant: 0, { try AudioStore.companiesWithRetention(in: $0) }) {
            while !Task.isCancelled {
                let deleted = try await enforceRetention(of: company)
                count += deleted
                if deleted == 0 { break }
            }
        }
        if count > 0 { try await context.emptyTrash() }
        return count
    }

    /// At most a hundred at once, so that nobody waits for it.
    private func enforceRetention(of company: CompanyID) async throws -> Int {
        let now = context.now()
        return try await context.database.write(company) { [context] tx in
            let policy = try AudioStore.policy(in: tx)
            guard let days = policy.retentionDays else { return 0 }
            let old = try AudioStore.old(before: now - .seconds(86_400 * days), limit: 100, in: tx)
            for id in old {
                let record = try Self.find(id, in: tx)
                try Self.delete(
                    record, reason: "by the policy of \(days) days", atProvider: policy.deleteAtProvider, at: now,
                    in: tx)
                var detail = Self.detail(record, policy.deleteAtProvider).object ?? [:]
                detail["retentionDays"] = .integer(days)
                try context.auditOwn("recording.deleted", id, detail, by: "retention", in: tx)
            }
            return old.count
        }
    }

    static func delete(
        _ record: AudioRecord, reason: String, atProvider: Bool, at now: Timestamp, in tx: Transaction
    ) throws {
        try AudioStore.delete(record, reason: reason, deletesAtProvider: atProvider, at: now, in: tx)
        tx.afterCommit(RecordingWork())
        guard record.state != .deleted else { return }
        var event = RecordingEvent(RecordingEvent.deleted, call: record.call, recording: record.id)
        event.reason = reason
        try tx.publish(event, on: RecordingContext.topics(of: record.call, in: tx))
    }

    private static func detail(_ record: AudioRecord, _ atProvider: Bool) -> JSONValue {
        [
            "call": .string(record.call.wire), "sha256": record.hash.map { .string($0) } ?? .null,
            "atProvider": .bool(atProvider),
        ]
    }

    /// Fetches again what was given up, or what waits for its next try.
    func retry(_ id: RecordingID, in company: CompanyID, by request: Request) async throws -> AudioRecord {
        let now = context.now()
        return try await context.database.write(company) { [context] tx in
            let record = try Self.find(id, in: tx)
            guard record.state != .deleted else {
                throw RecordingsError.deleted(id, at: record.deletedAt, reason: record.reason)
            }
            guard record.state != .stored else { return record }
            guard try RecordingStore.source(of: id, call: record.call, in: tx)?.url != nil else {
                throw RecordingsError.notStored(id, state: record.state, reason: record.reason, nextAttemptAt: nil)
            }
            try AudioStore.again(id, at: now, reason: record.reason, in: tx)
            tx.afterCommit(RecordingWork())
            try context.audit("recording.retried", id.wire, [:], request, tx)
            return try Self.find(id, in: tx)
        }
    }

    func policy(in company: CompanyID) async throws -> RecordingPolicy {
        try await context.database.read(company) { try AudioStore.policy(in: $0) }
    }

    func setPolicy(
        retentionDays: Int64?, deleteAtProvider: Bool, in company: CompanyID, by request: Request
    ) async throws -> RecordingPolicy {
        let now = context.now()
        return try await context.database.write(company) { [context] tx in
            let before = try AudioStore.policy(in: tx)
            try request.requireMatch("v\(before.version)", required: false)
            let policy = RecordingPolicy(
                retentionDays: retentionDays, deleteAtProvider: deleteAtProvider, version: before.version + 1)
            try AudioStore.setPolicy(policy, at: now, in: tx)
            var detail: JSONObject = [:]
            let days = { (policy: RecordingPolicy) in policy.retentionDays.map { JSONValue.integer($0) } ?? .null }
            detail.note("retentionDays", days(before), days(policy))
            detail.note("deleteAtProvider", .bool(before.deleteAtProvider), .bool(policy.deleteAtProvider))
            try context.audit("recording_policy.changed", company.wire, .object(detail), request, tx)
            tx.afterCommit(RecordingWork())
            return policy
        }
    }
}
