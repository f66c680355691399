import ModuleKit

enum ExportsSchema {
    static let migrations = [
        Migration(
            "exports/1-jobs",
            """
            CREATE TABLE export_jobs (
              company_id INTEGER NOT NULL,              -- first in every key: one company never sees another
              id         INTEGER NOT NULL,              -- also the name of its file, in a folder of the company's own
              what       TEXT    NOT NULL,
              choices    TEXT    NOT NULL,              -- JSON: mode, columns, object, from, to, as they were ordered
              name       TEXT    NOT NULL,              -- of the file as it is downloaded
              type       TEXT    NOT NULL,
              state      TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
              done       INTEGER NOT NULL,              -- records
              total      INTEGER,                       -- about how many
              bytes      INTEGER,
              error      TEXT,
              author     TEXT    NOT NULL,              -- usr_… or key_…
              created_at INTEGER NOT NULL,              -- milliseconds since 1970, UTC
              started_at INTEGER,
              ended_at   INTEGER,
              expires_at INTEGER,                       -- when the file and this row go
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX export_jobs_to_do ON export_jobs (id, company_id) WHERE state IN ('waiting', 'running');
            CREATE INDEX export_jobs_to_remove ON export_jobs (expires_at) WHERE expires_at IS NOT NULL;
            """),
        Migration(
            "exports/2-archives",
            """
            CREATE TABLE archive_imports (              -- which companies were brought here from an archive
              company_id        INTEGER PRIMARY KEY,
              source_company_id INTEGER NOT NULL,       -- as it was there
              shift             INTEGER NOT NULL,       -- what was added to each id; 0: they are as they were
              began_at          INTEGER NOT NULL,       -- milliseconds since 1970, UTC
              ended_at          INTEGER                 -- null: it was cut short
            ) STRICT;
            CREATE INDEX archive_imports_by_source ON archive_imports (source_company_id);
            """),
    ]
}
