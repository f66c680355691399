import SQLite

/// What makes a call a record that is kept, found and counted.
enum RecordSchema {
    static let migrations = [
        Migration(
            "calls/6-records",
            """
            ALTER TABLE calls ADD COLUMN note_version INTEGER NOT NULL DEFAULT 0;   -- counts changes of the note
            ALTER TABLE calls ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;      -- missed, and the person was reached after
            ALTER TABLE calls ADD COLUMN repeated INTEGER;    -- the caller had called not long before; null: nobody has looked yet
            ALTER TABLE calls ADD COLUMN followed INTEGER;    -- the caller called again not long after
            ALTER TABLE calls ADD COLUMN found_sentiment TEXT;   -- what its words were found to say
            ALTER TABLE calls ADD COLUMN found_intent TEXT;

            -- Lists go by when calls began. Each lies in the order of time, so that a new row shares its page with the last.
            CREATE INDEX calls_by_start ON calls (company_id, started_at, id);
            CREATE INDEX calls_by_agent ON calls (company_id, agent, started_at, id) WHERE agent IS NOT NULL;
            CREATE INDEX calls_by_disposition ON calls (company_id, disposition, started_at, id)
              WHERE disposition IS NOT NULL;
            CREATE INDEX calls_to_settle ON calls (company_id, id) WHERE repeated IS NULL AND ended_at IS NOT NULL;

            CREATE TABLE call_notes (                            -- what each author wrote last; nothing is overwritten by another
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              version    INTEGER NOT NULL,
              text       TEXT    NOT NULL CHECK (length(text) <= 20000),
              author     TEXT    NOT NULL,                       -- usr_… or key_…
              at         INTEGER NOT NULL,                       -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, call_id, version),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE disposition_trees (
              company_id INTEGER NOT NULL,
              line_id    INTEGER NOT NULL,                       -- 0: the company's, for lines without their own
              document   TEXT,                                   -- JSON; null: what is wider counts again
              author     TEXT    NOT NULL,
              changed_at INTEGER NOT NULL,
              version    INTEGER NOT NULL,
              PRIMARY KEY (company_id, line_id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE call_follow_ups (                       -- a disposition makes its task once for each call
              company_id  INTEGER NOT NULL,
              call_id     INTEGER NOT NULL,
              disposition TEXT    NOT NULL,
              PRIMARY KEY (company_id, call_id, disposition),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """),
        // As in `directory/5-plain-checks`.
        Migration(
            "calls/7-plain-checks",
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'contact_match IN (''none'', ''one'', ''many'')',
              'contact_match = ''none'' OR contact_match = ''one'' OR contact_match = ''many''')
            WHERE type = 'table' AND name = 'calls';
            PRAGMA writable_schema = RESET;
            """),
    ]
}
