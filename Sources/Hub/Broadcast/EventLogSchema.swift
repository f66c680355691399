import SQLite

enum EventLogSchema {
    static let migrations = [
        Migration(
            "broadcast/1-log",
            """
            CREATE TABLE event_epoch (
              id    INTEGER PRIMARY KEY CHECK (id = 1),
              epoch TEXT    NOT NULL                       -- names the log's life; a restore writes another
            ) STRICT;
            CREATE TABLE event_heads (
              company_id   INTEGER PRIMARY KEY,
              last_offset  INTEGER NOT NULL,               -- counts the company's events from 1, without a gap
              first_offset INTEGER NOT NULL                -- the oldest event that is still kept
            ) STRICT;
            CREATE TABLE events (
              company_id INTEGER NOT NULL,
              log_offset INTEGER NOT NULL,
              at         INTEGER NOT NULL,                 -- milliseconds since 1970, UTC
              topics     BLOB    NOT NULL,                 -- nine bytes each: kind, identifier
              body       BLOB    NOT NULL,                 -- the event's JSON, as it was pushed
              PRIMARY KEY (company_id, log_offset)
            ) STRICT, WITHOUT ROWID;
            """),
        Migration(
            "broadcast/2-newest-is-the-head",
            """
            -- The newest event says how far the log goes; writing it twice cost every commit a page.
            ALTER TABLE event_heads DROP COLUMN last_offset;
            """),
    ]
}
