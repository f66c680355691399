import ModuleKit

enum RecordingsSchema {
    static let migrations = [
        Migration(
            "recordings/1-audio",
            """
            CREATE TABLE recording_audio (                     -- what is known of a recording's sound
              company_id        INTEGER NOT NULL,              -- first in every key: one company never sees another
              recording_id      INTEGER NOT NULL,
              call_id           INTEGER NOT NULL,
              state             TEXT    NOT NULL CHECK (state IN ('pending', 'fetching', 'stored', 'failed', 'deleted')),
              attempts          INTEGER NOT NULL DEFAULT 0,    -- fetches, and once deleted, tries at the provider
              next_attempt_at   INTEGER,                       -- milliseconds since 1970, UTC; null: nothing to do
              reason            TEXT    CHECK (length(reason) <= 500),
              hash              TEXT    CHECK (length(hash) = 64),  -- SHA-256 of the file, and its name
              bytes             INTEGER,
              media_type        TEXT,
              channels          INTEGER,
              duration_ms       INTEGER,
              stored_at         INTEGER,
              legal_hold        INTEGER NOT NULL DEFAULT 0 CHECK (legal_hold IN (0, 1)),
              deleted_at        INTEGER,
              provider_copy     TEXT    NOT NULL DEFAULT 'kept'
                                CHECK (provider_copy IN ('kept', 'deleting', 'deleted', 'failed', 'none')),
              created_at        INTEGER NOT NULL,
              PRIMARY KEY (company_id, recording_id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX recording_audio_due ON recording_audio (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
            CREATE INDEX recording_audio_by_hash ON recording_audio (company_id, hash) WHERE hash IS NOT NULL;
            CREATE INDEX recording_audio_by_age ON recording_audio (company_id, created_at) WHERE state <> 'deleted';
            CREATE INDEX recording_audio_by_state ON recording_audio (company_id, state, recording_id);
            CREATE INDEX recording_audio_by_call ON recording_audio (company_id, call_id, recording_id);

            INSERT INTO recording_audio (company_id, recording_id, call_id, state, next_attempt_at, created_at)
            SELECT company_id, id, call_id, 'pending', received_at, received_at FROM recordings
            WHERE status = 'completed' AND url IS NOT NULL;

            CREATE TABLE recording_peaks (                     -- of a file, computed once
              company_id INTEGER NOT NULL,
              hash       TEXT    NOT NULL,
              body       BLOB    NOT NULL,                     -- a JSON object
              PRIMARY KEY (company_id, hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE recording_redactions (
              company_id   INTEGER NOT NULL,
              recording_id INTEGER NOT NULL,
              from_ms      INTEGER NOT NULL CHECK (from_ms >= 0),  -- from the recording's beginning
              to_ms        INTEGER NOT NULL CHECK (to_ms > from_ms),
              at           INTEGER NOT NULL,
              author       TEXT    NOT NULL,
              PRIMARY KEY (company_id, recording_id, from_ms, to_ms)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE recording_trash (                     -- files that no row names any more, until they are gone
              company_id INTEGER NOT NULL,
              hash       TEXT    NOT NULL,
              PRIMARY KEY (company_id, hash)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE recording_policies (
              company_id         INTEGER PRIMARY KEY,
              retention_days     INTEGER CHECK (retention_days BETWEEN 1 AND 36500),  -- null: for ever
              delete_at_provider INTEGER NOT NULL CHECK (delete_at_provider IN (0, 1)),
              version            INTEGER NOT NULL,
              updated_at         INTEGER NOT NULL
            ) STRICT;
            """)
    ]
}
