import ModuleKit

enum ReconcileSchema {
    static let migrations = [
        Migration(
            "reconcile/1-accounts",
            """
            CREATE TABLE reconcile_accounts (                  -- how far accounts were compared with their provider's records
              company_id     INTEGER NOT NULL,
              account_id     INTEGER NOT NULL,
              complete_until INTEGER NOT NULL,                 -- milliseconds since 1970, UTC: compared before that
              due_at         INTEGER NOT NULL,
              wanted_from    INTEGER,                          -- a span that somebody has asked for
              wanted_to      INTEGER,
              last_run_at    INTEGER,
              failures       INTEGER NOT NULL,                 -- in a row
              fault          TEXT,                             -- of the last run
              seen           INTEGER NOT NULL,                 -- totals
              known          INTEGER NOT NULL,
              filled         INTEGER NOT NULL,
              began          INTEGER NOT NULL,
              unreadable     INTEGER NOT NULL,
              recovered      INTEGER NOT NULL,
              PRIMARY KEY (company_id, account_id)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
