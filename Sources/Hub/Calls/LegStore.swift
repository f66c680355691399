import Domain
import SQLite

/// Every SQL statement on legs.
enum LegStore {
    static func leg(_ providerCallID: String, account: AccountID, in tx: Transaction) throws -> Leg? {
        try tx.first(
            """
            SELECT id, call_id, account_id, provider_call_id, direction, party, status, reason, provider_status, sequence,
                   started_at, answered_at, ended_at, duration_sec, answered_by, heard_at
            FROM legs WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_call_id = \(providerCallID)
            """, read)
    }

    static func legs(of call: CallID, in tx: Transaction) throws -> [Leg] {
        try tx.rows(
            """
            SELECT id, call_id, account_id, provider_call_id, direction, party, status, reason, provider_status, sequence,
                   started_at, answered_at, ended_at, duration_sec, answered_by, heard_at
            FROM legs WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY id LIMIT 100
            """, read)
    }

    /// The legs of an account's open calls that go on, oldest first.
    static func open(of account: AccountID, limit: Int, in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT l.provider_call_id FROM calls k
            JOIN legs l ON l.company_id = k.company_id AND l.call_id = k.id
            WHERE k.company_id = \(tx.company) AND k.ended_at IS NULL AND l.account_id = \(account)
              AND l.status IN ('queued', 'ringing', 'in-progress')
            ORDER BY k.id, l.id LIMIT \(limit)
            """
        ) { $0.string(0) }
    }

    static func insert(_ leg: Leg, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO legs (company_id, account_id, provider_call_id, id, call_id, direction, party, status, reason,
                              provider_status, sequence, started_at, answered_at, ended_at, duration_sec, answered_by,
                              heard_at)
            VALUES (\(tx.company), \(leg.account), \(leg.providerCallID), \(leg.id), \(leg.call), \(leg.direction),
                    \(leg.party), \(leg.status), \(leg.reason), \(leg.providerStatus), \(leg.sequence), \(leg.startedAt),
                    \(leg.answeredAt), \(leg.endedAt), \(leg.durationSec), \(leg.answeredBy), \(leg.heardAt))
            """)
    }

    /// The call of a group: at some providers that is its first leg, at others a name of its own.
    static func conversation(_ group: String, account: AccountID, in tx: Transaction) throws -> CallID? {
        try leg(group, account: account, in: tx)?.call ?? call(ofGroup: group, account: account, in: tx)
    }

    /// The call that a provider's name for a conversation means.
    static func call(ofGroup group: String, account: AccountID, in tx: Transaction) throws -> CallID? {
        try tx.first(
            """
            SELECT call_id FROM call_groups
            WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_group_id = \(group)
            """
        ) { CallID($0.int64(0)) }
    }

    /// Notes which call a provider's name for a conversation means; the first stays.
    static func group(_ group: String, account: AccountID, is call: CallID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO call_groups (company_id, account_id, provider_group_id, call_id)
            VALUES (\(tx.company), \(account), \(group), \(call)) ON CONFLICT DO NOTHING
            """)
    }

    /// Says whose phone a leg is, where its call is for somebody else.
    static func name(_ party: String, leg: String, account: AccountID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE legs SET party = \(party)
            WHERE company_id = \(tx.company) AND account_id = \(account) AND provider_call_id = \(leg)
            """)
    }

    static func update(_ leg: Leg, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE legs SET status = \(leg.status), reason = \(leg.reason), provider_status = \(leg.providerStatus),
                sequence = \(leg.sequence), started_at = \(leg.startedAt), answered_at = \(leg.answeredAt),
                ended_at = \(leg.endedAt), duration_sec = \(leg.durationSec), answered_by = \(leg.answeredBy), heard_at = \(leg.heardAt)
            WHERE company_id = \(tx.company) AND call_id = \(leg.call) AND id = \(leg.id)
            """)
    }

    private static func read(_ row: Row) throws -> Leg {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        return Leg(
            id: LegID(row.int64(0)), call: CallID(row.int64(1)), account: AccountID(row.int64(2)),
            providerCallID: row.string(3), direction: CallDirection(rawValue: row.string(4)) ?? .inbound,
            party: row.string(5), status: CallStatus(rawValue: row.string(6)) ?? .failed,
            reason: row.stringOrNil(7).flatMap(EndReason.init), providerStatus: row.stringOrNil(8),
            sequence: row.int64OrNil(9), startedAt: Timestamp(milliseconds: row.int64(10)), answeredAt: time(11),
            endedAt: time(12), durationSec: row.int64OrNil(13),
            answeredBy: row.stringOrNil(14).flatMap(AnsweredBy.init),
            heardAt: Timestamp(milliseconds: row.int64(15)))
    }
}
