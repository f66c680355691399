import ModuleKit

enum MediaSchema {
    static let migrations = [
        Migration(
            "media/1-streams",
            """
            CREATE TABLE media_streams (                       -- sound that comes, or came, over a WebSocket
              company_id       INTEGER NOT NULL,               -- first in every key: one company never sees another
              id               INTEGER NOT NULL,               -- names the files while it is not over
              account_id       INTEGER NOT NULL,
              provider_stream  TEXT    NOT NULL CHECK (length(provider_stream) BETWEEN 1 AND 128),
              call_id          INTEGER NOT NULL,
              provider_call_id TEXT    NOT NULL,               -- the leg that is heard
              started_at       INTEGER NOT NULL,               -- milliseconds since 1970, UTC
              ended_at         INTEGER,                        -- null: it goes on, or waits for what was cut to come back
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX media_streams_open ON media_streams (company_id, account_id, provider_stream)
              WHERE ended_at IS NULL;
            CREATE INDEX media_streams_by_call ON media_streams (company_id, call_id);

            CREATE TABLE media_programs (                      -- recognisers and agents, and where they are
              company_id  INTEGER NOT NULL,
              kind        TEXT    NOT NULL CHECK (kind IN ('recogniser', 'agent')),
              line_id     INTEGER NOT NULL,                    -- 0: every line that has none of its own
              url         TEXT    NOT NULL CHECK (length(url) BETWEEN 8 AND 500),
              sealed      BLOB,                                -- the secret, encrypted and bound to its place
              patience_ms INTEGER NOT NULL,
              apology     TEXT,
              updated_at  INTEGER NOT NULL,
              PRIMARY KEY (company_id, kind, line_id)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
