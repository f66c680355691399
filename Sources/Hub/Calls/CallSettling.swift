import Domain
import SQLite

// What a call turns out to be only after it is over: each changes no event, for the figures are told by themselves.

extension CallService {
    /// A call that is over and of which nobody has looked whether its caller calls again.
    package struct Unsettled: Sendable {
        package let id: CallID
        /// The caller's; nil where nobody called us, or it is no number.
        package let number: PhoneNumber?
        package let startedAt: Timestamp
    }

    /// The companies that have such calls.
    package static func companiesToSettle(in tx: Transaction) throws -> [CompanyID] {
        try tx.rows(
            "SELECT DISTINCT company_id FROM calls WHERE repeated IS NULL AND ended_at IS NOT NULL ORDER BY company_id"
        ) { CompanyID($0.int64(0)) }
    }

    /// Some of the company's, oldest first.
    package static func toSettle(limit: Int, in tx: Transaction) throws -> [Unsettled] {
        try tx.rows(
            """
            SELECT id, CASE WHEN direction = 'inbound' THEN remote_number END, started_at FROM calls
            WHERE company_id = \(tx.company) AND repeated IS NULL AND ended_at IS NOT NULL ORDER BY id LIMIT \(limit)
            """
        ) { row in
            Unsettled(
                id: CallID(row.int64(0)), number: row.stringOrNil(1).map(PhoneNumber.init(e164:)),
                startedAt: Timestamp(milliseconds: row.int64(2)))
        }
    }

    /// Notes whether the caller had called shortly before, and whether they called again; nil leaves it as it is.
    package static func settle(
        _ call: CallID, repeated: Bool? = nil, followed: Bool? = nil, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE calls SET repeated = COALESCE(\(repeated), repeated), followed = COALESCE(\(followed), followed)
            WHERE company_id = \(tx.company) AND id = \(call)
            """)
    }

    /// Notes of missed calls whether the person was reached after.
    package static func mark(_ calls: [CallID], recovered: Bool, in tx: Transaction) throws {
        for call in calls {
            try tx.execute(
                """
                UPDATE calls SET recovered = \(recovered)
                WHERE company_id = \(tx.company) AND id = \(call) AND direction = 'inbound' AND recovered <> \(recovered)
                """)
        }
    }

    /// Notes what the words of a call were found to say; what people say of it counts before that.
    package static func note(
        foundIn call: CallID, sentiment: String?, intent: String?, in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE calls SET found_sentiment = \(sentiment), found_intent = \(intent)
            WHERE company_id = \(tx.company) AND id = \(call)
            """)
    }
}
