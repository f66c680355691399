import ModuleKit

// How long a sound is kept: holds, deletion, retention, redaction, and the files that nothing names any more.

extension AudioStore {
    static func setHold(_ id: RecordingID, _ isHeld: Bool, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET legal_hold = \(isHeld)
            WHERE company_id = \(tx.company) AND recording_id = \(id)
            """)
    }

    /// Marks a sound as deleted, and lets its file go.
    ///
    /// - Parameter deletesAtProvider: Then the provider is asked to delete its copy from `now` on.
    static func delete(
        _ record: AudioRecord, reason: String, deletesAtProvider: Bool, at now: Timestamp, in tx: Transaction
    ) throws {
        let asks = deletesAtProvider && record.providerCopy != .deleted && record.providerCopy != .none
        try tx.execute(
            """
            UPDATE recording_audio SET state = 'deleted', hash = NULL, attempts = 0,
                next_attempt_at = \(asks ? now : nil), reason = \(reason), deleted_at = \(record.deletedAt ?? now),
                provider_copy = \(asks ? "deleting" : record.providerCopy.rawValue)
            WHERE company_id = \(tx.company) AND recording_id = \(record.id)
            """)
        if let hash = record.hash { try release(hash, in: tx) }
    }

    /// Says how deleting at the provider went; `next` is when it is tried again.
    static func providerCopy(
        _ id: RecordingID, _ copy: AudioRecord.ProviderCopy, next: Timestamp?, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET provider_copy = \(copy.rawValue), next_attempt_at = \(next)
            WHERE company_id = \(tx.company) AND recording_id = \(id) AND state = 'deleted'
            """)
    }

    /// Sounds of the company that were made before a moment and are not held, oldest first.
    static func old(before: Timestamp, limit: Int, in tx: Transaction) throws -> [RecordingID] {
        try tx.rows(
            """
            SELECT recording_id FROM recording_audio
            WHERE company_id = \(tx.company) AND state <> 'deleted' AND created_at < \(before) AND legal_hold = 0
            ORDER BY created_at LIMIT \(limit)
            """
        ) { RecordingID($0.int64(0)) }
    }

    // MARK: Files that go

    /// Lets a file and what was computed of it go, unless another recording of the company has the same sound.
    static func release(_ hash: String, in tx: Transaction) throws {
        guard try !isNamed(hash, in: tx) else { return }
        try tx.execute("DELETE FROM recording_peaks WHERE company_id = \(tx.company) AND hash = \(hash)")
        try tx.execute(
            """
            INSERT INTO recording_trash (company_id, hash) VALUES (\(tx.company), \(hash))
            ON CONFLICT (company_id, hash) DO NOTHING
            """)
    }

    /// Whether a recording of the company has that sound.
    static func isNamed(_ hash: String, in tx: Transaction) throws -> Bool {
        try tx.exists("SELECT 1 FROM recording_audio WHERE company_id = \(tx.company) AND hash = \(hash) LIMIT 1")
    }

    /// Files to be removed, in any company.
    static func trash(limit: Int, in tx: Transaction) throws -> [(company: CompanyID, hash: String)] {
        try tx.rows("SELECT company_id, hash FROM recording_trash ORDER BY company_id, hash LIMIT \(limit)") {
            (CompanyID($0.int64(0)), $0.string(1))
        }
    }

    static func removeFromTrash(_ hash: String, in tx: Transaction) throws {
        try tx.execute("DELETE FROM recording_trash WHERE company_id = \(tx.company) AND hash = \(hash)")
    }

    // MARK: Redactions

    /// - Returns: false when the very span is marked already.
    static func mark(
        _ span: RedactedSpan, in recording: RecordingID, by author: String, at now: Timestamp, in tx: Transaction
    ) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO recording_redactions (company_id, recording_id, from_ms, to_ms, at, author)
            VALUES (\(tx.company), \(recording), \(span.fromMs), \(span.toMs), \(now), \(author))
            ON CONFLICT (company_id, recording_id, from_ms, to_ms) DO NOTHING
            """) == 1
    }

    /// The spans of a recording that nobody is to hear.
    static func spans(of recording: RecordingID, in tx: Transaction) throws -> [RedactedSpan] {
        try tx.rows(
            """
            SELECT from_ms, to_ms FROM recording_redactions
            WHERE company_id = \(tx.company) AND recording_id = \(recording) ORDER BY from_ms, to_ms LIMIT 10000
            """
        ) { RedactedSpan(fromMs: $0.int64(0), toMs: $0.int64(1)) }
    }

    // MARK: Peaks

    static func peaks(of hash: String, in tx: Transaction) throws -> [UInt8]? {
        try tx.first("SELECT body FROM recording_peaks WHERE company_id = \(tx.company) AND hash = \(hash)") {
            $0.blob(0)
        }
    }

    static func keepPeaks(_ body: [UInt8], of hash: String, in tx: Transaction) throws {
        // The file may have gone while it was read.
        guard try isNamed(hash, in: tx) else { return }
        try tx.execute(
            """
            INSERT INTO recording_peaks (company_id, hash, body) VALUES (\(tx.company), \(hash), \(body))
            ON CONFLICT (company_id, hash) DO NOTHING
            """)
    }

    // MARK: Policies

    static func policy(in tx: Transaction) throws -> RecordingPolicy {
        try tx.first(
            """
            SELECT retention_days, delete_at_provider, version FROM recording_policies WHERE company_id = \(tx.company)
            """
        ) {
            RecordingPolicy(retentionDays: $0.int64OrNil(0), deleteAtProvider: $0.bool(1), version: $0.int64(2))
        } ?? .standard
    }

    static func setPolicy(_ policy: RecordingPolicy, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO recording_policies (company_id, retention_days, delete_at_provider, version, updated_at)
            VALUES (\(tx.company), \(policy.retentionDays), \(policy.deleteAtProvider), \(policy.version), \(now))
            ON CONFLICT (company_id) DO UPDATE SET retention_days = excluded.retention_days,
                delete_at_provider = excluded.delete_at_provider, version = excluded.version,
                updated_at = excluded.updated_at
            """)
    }

    /// The companies whose recordings do not last for ever.
    static func companiesWithRetention(in tx: Transaction) throws -> [CompanyID] {
        try tx.rows(
            "SELECT company_id FROM recording_policies WHERE retention_days IS NOT NULL ORDER BY company_id"
        ) { CompanyID($0.int64(0)) }
    }
}
