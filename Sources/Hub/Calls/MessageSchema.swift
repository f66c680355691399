import SQLite

enum MessageSchema {
    static let migrations = [
        // Ours are there before the provider has named them, so that the name may be absent: the table is made anew.
        Migration(
            "calls/messages-out",
            """
            CREATE TABLE messages_out (
              company_id          INTEGER NOT NULL,
              id                  INTEGER NOT NULL,
              account_id          INTEGER NOT NULL,
              provider_message_id TEXT CHECK (length(provider_message_id) BETWEEN 1 AND 255),
              direction           TEXT    NOT NULL CHECK (direction IN ('inbound', 'outbound')),
              channel             TEXT    NOT NULL,
              status              TEXT    NOT NULL,
              from_raw            TEXT    NOT NULL,
              to_raw              TEXT    NOT NULL,
              remote              TEXT    NOT NULL,        -- from_raw or to_raw: the other end
              line_id             INTEGER,
              contact_id          INTEGER,
              text                TEXT CHECK (length(text) <= 20000),
              media_count         INTEGER NOT NULL,
              opt_out             TEXT,
              error               TEXT,
              error_detail        TEXT,
              purpose             TEXT,                    -- these four are of ours only
              author              TEXT,
              client_id           TEXT CHECK (length(client_id) BETWEEN 1 AND 255),
              segments            INTEGER,
              send_at             INTEGER,
              at                  INTEGER NOT NULL,        -- when the hub heard of it first
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO messages_out (company_id, id, account_id, provider_message_id, direction, channel, status,
                                      from_raw, to_raw, remote, line_id, contact_id, text, media_count, opt_out, error, at)
            SELECT company_id, id, account_id, provider_message_id, direction, channel, status, from_raw, to_raw,
                   CASE direction WHEN 'inbound' THEN from_raw ELSE to_raw END, line_id, contact_id, text, media_count,
                   opt_out, error, at
            FROM messages;
            DROP TABLE messages;
            ALTER TABLE messages_out RENAME TO messages;
            CREATE UNIQUE INDEX messages_by_provider ON messages (company_id, account_id, provider_message_id)
              WHERE provider_message_id IS NOT NULL;
            CREATE UNIQUE INDEX messages_by_client ON messages (company_id, client_id) WHERE client_id IS NOT NULL;
            CREATE INDEX messages_by_contact ON messages (company_id, contact_id, id);
            CREATE INDEX messages_by_remote ON messages (company_id, remote, id);
            CREATE INDEX messages_by_line ON messages (company_id, line_id, id);
            CREATE INDEX messages_by_status ON messages (company_id, status, id);
            """)
    ]
}
