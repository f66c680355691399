import Domain
import SQLite

/// How far a consumer has come in a company's log.
package struct ReactionStanding: Sendable {
    /// The last offset that is done with.
    package var offset: Int64 = 0
    /// How often the next event has failed.
    package var attempts = 0
    /// What was said the last time.
    package var error: String?
    package var failedAt: Timestamp?
    /// Since when it stands still; nil: it goes on.
    package var parkedAt: Timestamp?
    /// Events that retention had removed before it came to them.
    package var lost: Int64 = 0
}

/// Every SQL statement on how far consumers of the log have come.
package enum ReactionStore {
    static let migrations = [
        Migration(
            "broadcast/2-reactions",
            """
            CREATE TABLE reactions (
              name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 60)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE reaction_offsets (
              company_id INTEGER NOT NULL,
              name       TEXT    NOT NULL REFERENCES reactions (name),
              log_offset INTEGER NOT NULL,                 -- the last one that is done with
              attempts   INTEGER NOT NULL,                 -- with the next event
              error      TEXT,
              failed_at  INTEGER,                          -- milliseconds since 1970, UTC
              parked_at  INTEGER,                          -- since when it stands still
              lost       INTEGER NOT NULL,                 -- events that retention removed before
              PRIMARY KEY (company_id, name)
            ) STRICT, WITHOUT ROWID;
            """)
    ]

    /// Makes consumers known.
    ///
    /// A new one begins at each log's end, and in a company that is made later at the beginning.
    static func introduce(_ names: [String], in tx: Transaction) throws {
        for name in names where try !tx.exists("SELECT 1 FROM reactions WHERE name = \(name)") {
            try tx.execute("INSERT INTO reactions (name) VALUES (\(name))")
            try tx.execute(
                """
                INSERT INTO reaction_offsets (company_id, name, log_offset, attempts, lost)
                SELECT h.company_id, \(name), COALESCE(
                    (SELECT max(e.log_offset) FROM events e WHERE e.company_id = h.company_id), h.first_offset - 1), 0, 0
                FROM event_heads h
                """)
        }
    }

    /// How far a consumer has come in the transaction's company.
    package static func standing(of name: String, in tx: Transaction) throws -> ReactionStanding {
        try tx.first(
            """
            SELECT log_offset, attempts, error, failed_at, parked_at, lost FROM reaction_offsets
            WHERE company_id = \(tx.company) AND name = \(name)
            """
        ) { row in
            ReactionStanding(
                offset: row.int64(0), attempts: row.int(1), error: row.stringOrNil(2),
                failedAt: row.int64OrNil(3).map { Timestamp(milliseconds: $0) },
                parkedAt: row.int64OrNil(4).map { Timestamp(milliseconds: $0) }, lost: row.int64(5))
        } ?? ReactionStanding()
    }

    /// Notes that everything up to an offset is done with; never goes back.
    static func advance(_ name: String, to offset: Int64, lost: Int64 = 0, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO reaction_offsets (company_id, name, log_offset, attempts, lost)
            VALUES (\(tx.company), \(name), \(offset), 0, \(lost))
            ON CONFLICT (company_id, name) DO UPDATE SET log_offset = excluded.log_offset, attempts = 0, error = NULL,
                failed_at = NULL, parked_at = NULL, lost = reaction_offsets.lost + excluded.lost
            WHERE reaction_offsets.log_offset < excluded.log_offset
            """)
    }

    /// Notes a failure of the event after `offset`, which is done with and noted.
    static func fail(
        _ name: String, after offset: Int64, attempts: Int, error: String, at: Timestamp, isParked: Bool,
        in tx: Transaction
    ) throws {
        try tx.execute(
            """
            UPDATE reaction_offsets SET attempts = \(attempts), error = \(error), failed_at = \(at),
                parked_at = \(isParked ? at : nil)
            WHERE company_id = \(tx.company) AND name = \(name) AND log_offset = \(offset)
            """)
    }

    /// Counts the failures of the event at hand from the beginning.
    ///
    /// - Returns: false when nothing has failed.
    static func forgive(_ name: String, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            UPDATE reaction_offsets SET attempts = 0, parked_at = NULL
            WHERE company_id = \(tx.company) AND name = \(name) AND attempts > 0
            """) == 1
    }
}
