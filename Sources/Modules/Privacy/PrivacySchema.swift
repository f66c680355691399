import ModuleKit

enum PrivacySchema {
    static let migrations = [
        Migration(
            "privacy/1-erasures",
            """
            CREATE TABLE privacy_erasures (                    -- who was made to be gone, by what no longer says who
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              contact_id INTEGER,
              marks      TEXT    NOT NULL,                     -- a JSON list: keyed hashes of numbers and e-mail addresses
              calls      TEXT    NOT NULL,                     -- a JSON list of ids
              at         INTEGER NOT NULL,                     -- milliseconds since 1970, UTC
              by         TEXT    NOT NULL,
              log_offset INTEGER NOT NULL,                     -- the event log is rewritten up to here
              log_end    INTEGER NOT NULL,                     -- and has to be up to here
              done       INTEGER NOT NULL CHECK (done IN (0, 1)),
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX privacy_erasures_begun ON privacy_erasures (company_id, id) WHERE done = 0;

            CREATE TABLE privacy_retention (                   -- how long a company keeps what; no row: for ever
              company_id INTEGER NOT NULL,
              kind       TEXT    NOT NULL,
              days       INTEGER NOT NULL CHECK (days BETWEEN 1 AND 36500),
              reached    INTEGER NOT NULL,                     -- everything up to this id is gone already
              PRIMARY KEY (company_id, kind)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
