import Calls
import ModuleKit

/// Every SQL statement on a recording's sound, from the first word of it to the file.
enum AudioStore {
    private static let select: SQL = """
        SELECT recording_id, call_id, state, attempts, next_attempt_at, reason, hash, bytes, media_type, channels,
               duration_ms, stored_at, legal_hold, deleted_at, provider_copy, created_at
        FROM recording_audio
        """

    static func record(_ id: RecordingID, in tx: Transaction) throws -> AudioRecord? {
        try tx.first(select + " WHERE company_id = \(tx.company) AND recording_id = \(id)", read)
    }

    /// The sounds of a call, oldest first.
    static func records(of call: CallID, in tx: Transaction) throws -> [AudioRecord] {
        try tx.rows(
            select + " WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY recording_id LIMIT 100", read)
    }

    /// The company's sounds, newest first.
    static func page(
        before: RecordingID?, state: AudioRecord.State?, limit: Int, in tx: Transaction
    ) throws -> [AudioRecord] {
        let page: SQL = " WHERE company_id = \(tx.company) AND recording_id < \(before?.rawValue ?? .max)"
        guard let state else { return try tx.rows(select + page + " ORDER BY recording_id DESC LIMIT \(limit)", read) }
        return try tx.rows(
            select + page + " AND state = \(state.rawValue) ORDER BY recording_id DESC LIMIT \(limit)", read)
    }

    /// Notes that there is a sound to fetch; said again, it changes nothing.
    static func expect(_ recording: CompletedRecording, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO recording_audio (company_id, recording_id, call_id, state, next_attempt_at, reason, provider_copy,
                                         created_at)
            VALUES (\(tx.company), \(recording.id), \(recording.call), \(recording.url == nil ? "failed" : "pending"),
                    \(recording.url == nil ? nil : recording.at),
                    \(recording.url == nil ? "The provider named no address of the sound." : nil),
                    \(recording.url == nil ? "none" : "kept"), \(recording.at))
            ON CONFLICT (company_id, recording_id) DO NOTHING
            """) == 1
    }

    /// What is due in any company, the longest due first.
    static func due(at now: Timestamp, limit: Int, in tx: Transaction) throws -> [(company: CompanyID, id: RecordingID)]
    {
        try tx.rows(
            """
            SELECT company_id, recording_id FROM recording_audio
            WHERE next_attempt_at IS NOT NULL AND next_attempt_at <= \(now) ORDER BY next_attempt_at LIMIT \(limit)
            """
        ) { (CompanyID($0.int64(0)), RecordingID($0.int64(1))) }
    }

    /// When something is due next in any company.
    static func nextDue(in tx: Transaction) throws -> Timestamp? {
        try tx.first(
            """
            SELECT next_attempt_at FROM recording_audio WHERE next_attempt_at IS NOT NULL
            ORDER BY next_attempt_at LIMIT 1
            """
        ) { Timestamp(milliseconds: $0.int64(0)) }
    }

    /// Takes what a program that ended had begun up again, in every company.
    static func reopen(at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET state = 'pending', next_attempt_at = \(now)
            WHERE next_attempt_at IS NOT NULL AND state = 'fetching'
            """)
    }

    /// Begins an attempt; `until` is when it counts as lost.
    static func begin(_ id: RecordingID, until: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET state = CASE WHEN state = 'deleted' THEN state ELSE 'fetching' END,
                attempts = attempts + 1, next_attempt_at = \(until)
            WHERE company_id = \(tx.company) AND recording_id = \(id)
            """)
    }

    /// Says how an attempt failed; `next` is when the following one is due, nil for never.
    static func failed(_ id: RecordingID, _ reason: String, next: Timestamp?, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET state = \(next == nil ? "failed" : "pending"), next_attempt_at = \(next),
                reason = \(String(reason.prefix(500)))
            WHERE company_id = \(tx.company) AND recording_id = \(id) AND state IN ('pending', 'fetching')
            """)
    }

    /// Begins anew: by request, or because the file is gone or damaged.
    static func again(_ id: RecordingID, at now: Timestamp, reason: String?, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET state = 'pending', attempts = 0, next_attempt_at = \(now), reason = \(reason),
                hash = NULL, bytes = NULL, stored_at = NULL
            WHERE company_id = \(tx.company) AND recording_id = \(id) AND state <> 'deleted'
            """)
    }

    /// The file is in its place.
    static func stored(_ id: RecordingID, _ file: AudioFile, at now: Timestamp, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE recording_audio SET state = 'stored', next_attempt_at = NULL, reason = NULL, hash = \(file.hash),
                bytes = \(file.bytes), media_type = \(file.mediaType), channels = \(file.channels),
                duration_ms = \(file.durationMs), stored_at = \(now)
            WHERE company_id = \(tx.company) AND recording_id = \(id)
            """)
    }

    /// A sound that was sent to the hub itself; there is no copy at a provider.
    static func insertReceived(
        _ id: RecordingID, call: CallID, _ file: AudioFile, at now: Timestamp, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO recording_audio (company_id, recording_id, call_id, state, hash, bytes, media_type, channels,
                                         duration_ms, stored_at, provider_copy, created_at)
            VALUES (\(tx.company), \(id), \(call), 'stored', \(file.hash), \(file.bytes), \(file.mediaType),
                    \(file.channels), \(file.durationMs), \(now), 'none', \(now))
            """)
    }

    /// Every file that rows name, in all companies, for whoever looks at the whole folder.
    static func files(in tx: Transaction, _ body: (CompanyID, String, Int64) throws -> Void) throws {
        try tx.forEach(
            """
            SELECT company_id, hash, bytes FROM recording_audio WHERE hash IS NOT NULL
            ORDER BY company_id, hash, recording_id
            """
        ) { row in
            try body(CompanyID(row.int64(0)), row.string(1), row.int64(2))
            return true
        }
    }

    static func read(_ row: Row) throws -> AudioRecord {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return AudioRecord(
            id: RecordingID(row.int64(0)), call: CallID(row.int64(1)), state: try row.value(2), attempts: row.int(3),
            nextAttemptAt: time(4), reason: row.stringOrNil(5), hash: row.stringOrNil(6), bytes: row.int64OrNil(7),
            mediaType: row.stringOrNil(8), channels: row.int64OrNil(9), durationMs: row.int64OrNil(10),
            storedAt: time(11), isHeld: row.bool(12), deletedAt: time(13), providerCopy: try row.value(14),
            createdAt: Timestamp(milliseconds: row.int64(15)))
    }
}

/// A file of sound, as its row describes it.
struct AudioFile: Sendable, Hashable {
    /// SHA-256 in lower-case hex, which is its name.
    var hash: String
    var bytes: Int64
    var mediaType: String
    /// Where the format tells.
    var channels: Int64?
    var durationMs: Int64?
}
