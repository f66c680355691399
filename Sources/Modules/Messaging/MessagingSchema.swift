import ModuleKit

enum MessagingSchema {
    static let migrations = [
        Migration(
            "messaging/1-sending",
            """
            CREATE TABLE messaging_templates (
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
              channel    TEXT    NOT NULL,
              language   TEXT    NOT NULL,
              text       TEXT    NOT NULL CHECK (length(text) BETWEEN 1 AND 1600),
              content_id TEXT CHECK (length(content_id) BETWEEN 1 AND 255),
              created_at INTEGER NOT NULL,                  -- milliseconds since 1970, UTC
              updated_at INTEGER NOT NULL,
              version    INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX messaging_templates_by_name ON messaging_templates (company_id, name, channel, language);

            CREATE TABLE messaging_quiet_hours (
              company_id INTEGER NOT NULL PRIMARY KEY,
              body       TEXT    NOT NULL                   -- a JSON object, as it was written
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE messaging_outbox (                 -- messages that are not settled; a settled one has no row
              company_id INTEGER NOT NULL,
              message_id INTEGER NOT NULL,
              account_id INTEGER NOT NULL,
              -- waiting: nobody has sent it. sending: a request began, and at due_at nobody knows what became of it.
              -- asking: nobody knows, and the provider is asked.
              state      TEXT    NOT NULL CHECK (state IN ('waiting', 'sending', 'asking')),
              due_at     INTEGER NOT NULL,
              attempts   INTEGER NOT NULL,                  -- requests in this state so far
              begun_at   INTEGER,                           -- when the last request to send began
              content    TEXT    NOT NULL,                  -- a JSON object: what the message itself does not say
              PRIMARY KEY (company_id, message_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX messaging_outbox_by_time ON messaging_outbox (due_at, company_id);
            CREATE INDEX messaging_outbox_by_company ON messaging_outbox (company_id, due_at, message_id);
            """)
    ]
}
