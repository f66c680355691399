import Broadcast
import Domain
import JSON
import SQLite

/// The sound of a call at its provider.
package struct Recording: Sendable, JSONEncodable {
    package var id: RecordingID
    package var providerRecordingID: String
    package var status: String
    package var durationSec: Int64?
    package var channels: Int64?
    package var source: String?
    package var track: String?
    package var startedAt: Timestamp?
    /// The leg that was recorded, by its provider's id.
    package var providerCallID: String?

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("providerRecordingId", providerRecordingID)
            $0.member("status", status)
            $0.member("durationSec", durationSec)
            $0.member("channels", channels)
            $0.member("source", source)
            $0.member("track", track)
            $0.member("startedAt", startedAt)
            $0.member("providerCallId", providerCallID)
        }
    }

    /// The shape of a recording on the wire; the provider's address of the sound stays inside.
    package static let schema: Schema = .object([
        .required("id", .string()), .required("providerRecordingId", .string()), .required("status", .string()),
        .optional("durationSec", .integer(min: 0)), .optional("channels", .integer(min: 1)),
        .optional("source", .string()), .optional("track", .string()), .optional("startedAt", .string()),
        .optional("providerCallId", .string(), "The leg that was recorded."),
    ])
}

/// A recording that its provider has finished, and where its sound can be fetched.
package struct CompletedRecording: Sendable {
    package let id: RecordingID
    package let call: CallID
    /// The provider's address of the sound; nil where it names none.
    package let url: String?
    package let at: Timestamp
}

/// Hears of a finished recording in the transaction that notes it.
package typealias RecordingHook = @Sendable (_ recording: CompletedRecording, _ tx: Transaction) throws -> Void

/// Every SQL statement on recordings.
package enum RecordingStore {
    private static let settled: Set<String> = ["completed", "absent", "failed"]

    /// Notes how far a recording is; a settled one stays settled.
    ///
    /// - Returns: Whether anything was learned.
    static func note(
        _ report: ProviderEvent.RecordingReport, call: Call, leg event: ProviderEvent,
        then completed: RecordingHook = { _, _ in }, in tx: Transaction
    ) throws -> Bool {
        let known = try tx.first(
            """
            SELECT id, status FROM recordings
            WHERE company_id = \(tx.company) AND account_id = \(event.account) AND provider_recording_id = \(report.id)
            """
        ) { (id: RecordingID($0.int64(0)), status: $0.string(1)) }
        if let known, known.status == report.status || settled.contains(known.status) { return false }
        let id: RecordingID = try known?.id ?? tx.newID()
        try tx.execute(
            """
            INSERT INTO recordings (company_id, account_id, provider_recording_id, id, call_id, provider_call_id, status, url,
                                    duration_sec, channels, source, track, started_at, received_at)
            VALUES (\(tx.company), \(event.account), \(report.id), \(id), \(call.id), \(event.providerCallID),
                    \(report.status), \(report.url), \(report.durationSec), \(report.channels), \(report.source),
                    \(report.track), \(report.startedAt), \(event.receivedAt))
            ON CONFLICT (company_id, account_id, provider_recording_id) DO UPDATE SET status = excluded.status,
                url = COALESCE(excluded.url, url), duration_sec = COALESCE(excluded.duration_sec, duration_sec),
                channels = COALESCE(excluded.channels, channels), source = COALESCE(excluded.source, source),
                track = COALESCE(excluded.track, track), started_at = COALESCE(excluded.started_at, started_at)
            """)
        if report.status == "completed" {
            try tx.publish(
                RecordingReady(
                    call: call.id, recording: id, providerRecordingID: report.id, durationSec: report.durationSec,
                    channels: report.channels), on: call.topics)
            let url = try report.url ?? url(of: id, call: call.id, in: tx)
            try completed(CompletedRecording(id: id, call: call.id, url: url, at: event.receivedAt), tx)
        }
        return true
    }

    private static func url(of id: RecordingID, call: CallID, in tx: Transaction) throws -> String? {
        try tx.first(
            "SELECT url FROM recordings WHERE company_id = \(tx.company) AND call_id = \(call) AND id = \(id)"
        ) { $0.stringOrNil(0) } ?? nil
    }

    /// Notes a recording whose sound was sent to the hub itself; the same sound of the same call is one recording.
    ///
    /// - Parameters:
    ///   - name: Unique in the call's provider account, 1…255 characters.
    ///   - leg: The provider's id of the leg that was recorded; nil: the first one.
    ///   - source: How it came: `upload`, `stream`.
    /// - Returns: The recording, and whether it is new.
    package static func received(
        _ name: String, of call: Call, leg: String?, channels: Int64?, track: String?, durationSec: Int64?,
        source: String = "upload", at: Timestamp,
        in tx: Transaction
    ) throws -> (id: RecordingID, isNew: Bool) {
        let known = try tx.first(
            """
            SELECT id FROM recordings
            WHERE company_id = \(tx.company) AND account_id = \(call.account) AND provider_recording_id = \(name)
            """
        ) { RecordingID($0.int64(0)) }
        if let known { return (known, false) }
        let id: RecordingID = try tx.newID()
        try tx.execute(
            """
            INSERT INTO recordings (company_id, account_id, provider_recording_id, id, call_id, provider_call_id, status,
                                    duration_sec, channels, source, track, received_at)
            VALUES (\(tx.company), \(call.account), \(name), \(id), \(call.id), \(leg ?? call.providerCallID), 'completed',
                    \(durationSec), \(channels), \(source), \(track), \(at))
            """)
        try tx.publish(
            RecordingReady(
                call: call.id, recording: id, providerRecordingID: name, durationSec: durationSec, channels: channels),
            on: call.topics)
        return (id, true)
    }

    /// Whose account a recording is of, what the provider calls it, and where it is.
    package static func source(
        of id: RecordingID, call: CallID, in tx: Transaction
    ) throws -> (account: AccountID, providerRecordingID: String, url: String?, channels: Int64?)? {
        try tx.first(
            """
            SELECT account_id, provider_recording_id, url, channels FROM recordings
            WHERE company_id = \(tx.company) AND call_id = \(call) AND id = \(id)
            """
        ) { (AccountID($0.int64(0)), $0.string(1), $0.stringOrNil(2), $0.int64OrNil(3)) }
    }

    /// The recordings of a call, oldest first.
    package static func recordings(of call: CallID, in tx: Transaction) throws -> [Recording] {
        try tx.rows(
            """
            SELECT id, provider_recording_id, status, duration_sec, channels, source, track, started_at,
                   provider_call_id
            FROM recordings WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY id LIMIT 100
            """
        ) { row in
            Recording(
                id: RecordingID(row.int64(0)), providerRecordingID: row.string(1), status: row.string(2),
                durationSec: row.int64OrNil(3), channels: row.int64OrNil(4), source: row.stringOrNil(5),
                track: row.stringOrNil(6), startedAt: row.int64OrNil(7).map(Timestamp.init(milliseconds:)),
                providerCallID: row.stringOrNil(8))
        }
    }
}
