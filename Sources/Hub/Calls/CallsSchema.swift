import SQLite

enum CallsSchema {
    static let migrations =
        [
            Migration(
                "calls/1-calls",
                """
                CREATE TABLE lines (
                  company_id     INTEGER NOT NULL,                 -- first in every key: one company never sees another
                  id             INTEGER NOT NULL,
                  account_id     INTEGER NOT NULL,
                  number         TEXT    NOT NULL CHECK (length(number) BETWEEN 1 AND 255),   -- E.164, or a SIP name
                  name           TEXT CHECK (length(name) <= 100),
                  region         TEXT    NOT NULL CHECK (length(region) = 2),
                  auto_create    TEXT    NOT NULL CHECK (auto_create IN ('always', 'answered', 'never')),
                  recording      INTEGER NOT NULL CHECK (recording IN (0, 1)),
                  transcription  INTEGER NOT NULL CHECK (transcription IN (0, 1)),
                  max_call_hours INTEGER NOT NULL CHECK (max_call_hours BETWEEN 1 AND 48),
                  plan_version   INTEGER NOT NULL,                 -- 0 is the default plan
                  configured     INTEGER NOT NULL CHECK (configured IN (0, 1)),
                  created_at     INTEGER NOT NULL,                 -- milliseconds since 1970, UTC
                  version        INTEGER NOT NULL DEFAULT 1,
                  deleted_at     INTEGER,
                  PRIMARY KEY (company_id, id)
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX lines_by_number ON lines (company_id, number) WHERE deleted_at IS NULL;

                CREATE TABLE line_plans (                          -- never changed: a call keeps the version it began with
                  company_id INTEGER NOT NULL,
                  line_id    INTEGER NOT NULL,
                  version    INTEGER NOT NULL,
                  plan       TEXT    NOT NULL,
                  PRIMARY KEY (company_id, line_id, version),
                  FOREIGN KEY (company_id, line_id) REFERENCES lines (company_id, id)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE calls (
                  company_id       INTEGER NOT NULL,
                  id               INTEGER NOT NULL,
                  account_id       INTEGER NOT NULL,
                  line_id          INTEGER,
                  provider_call_id TEXT    NOT NULL,               -- of the first leg
                  direction        TEXT    NOT NULL CHECK (direction IN ('inbound', 'outbound')),
                  status           TEXT    NOT NULL,
                  reason           TEXT,
                  from_raw         TEXT    NOT NULL,
                  from_kind        TEXT    NOT NULL,
                  to_raw           TEXT    NOT NULL,
                  to_kind          TEXT    NOT NULL,
                  local_number     TEXT,                           -- E.164 of our side, where it is a number
                  remote_number    TEXT,                           -- E.164 of the other side, where it is a number
                  contact_id       INTEGER,
                  contact_match    TEXT    NOT NULL CHECK (contact_match IN ('none', 'one', 'many')),
                  interaction_id   INTEGER,
                  caller_name      TEXT,
                  geo              TEXT,                           -- a JSON object
                  plan_version     INTEGER NOT NULL,
                  recording        INTEGER NOT NULL,
                  transcription    INTEGER NOT NULL,
                  started_at       INTEGER NOT NULL,
                  answered_at      INTEGER,
                  ended_at         INTEGER,
                  duration_sec     INTEGER,
                  answered_by      TEXT,
                  agent            TEXT,
                  disposition      TEXT CHECK (length(disposition) <= 100),
                  summary          TEXT CHECK (length(summary) <= 20000),
                  sentiment        TEXT CHECK (length(sentiment) <= 40),
                  intent           TEXT CHECK (length(intent) <= 100),
                  note             TEXT CHECK (length(note) <= 20000),
                  heard_at         INTEGER NOT NULL,               -- when anything was last heard of it
                  PRIMARY KEY (company_id, id)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX calls_open ON calls (company_id, id) WHERE ended_at IS NULL;
                CREATE INDEX calls_by_number ON calls (company_id, remote_number, id);

                CREATE TABLE legs (
                  company_id       INTEGER NOT NULL,
                  account_id       INTEGER NOT NULL,
                  provider_call_id TEXT    NOT NULL CHECK (length(provider_call_id) BETWEEN 1 AND 255),
                  id               INTEGER NOT NULL,
                  call_id          INTEGER NOT NULL,
                  direction        TEXT    NOT NULL CHECK (direction IN ('inbound', 'outbound')),
                  party            TEXT    NOT NULL,
                  status           TEXT    NOT NULL,
                  reason           TEXT,
                  provider_status  TEXT,
                  sequence         INTEGER,
                  started_at       INTEGER NOT NULL,
                  answered_at      INTEGER,
                  ended_at         INTEGER,
                  duration_sec     INTEGER,
                  answered_by      TEXT,
                  heard_at         INTEGER NOT NULL,
                  PRIMARY KEY (company_id, provider_call_id, account_id),
                  FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX legs_by_call ON legs (company_id, call_id, id);

                CREATE TABLE recordings (
                  company_id            INTEGER NOT NULL,
                  account_id            INTEGER NOT NULL,
                  provider_recording_id TEXT    NOT NULL CHECK (length(provider_recording_id) BETWEEN 1 AND 255),
                  id                    INTEGER NOT NULL,
                  call_id               INTEGER NOT NULL,
                  provider_call_id      TEXT,
                  status                TEXT    NOT NULL,
                  url                   TEXT,
                  duration_sec          INTEGER,
                  channels              INTEGER,
                  source                TEXT,
                  track                 TEXT,
                  started_at            INTEGER,
                  received_at           INTEGER NOT NULL,
                  PRIMARY KEY (company_id, account_id, provider_recording_id),
                  FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX recordings_by_call ON recordings (company_id, call_id, id);

                CREATE TABLE transcript_segments (
                  company_id INTEGER NOT NULL,
                  call_id    INTEGER NOT NULL,
                  session    TEXT    NOT NULL,
                  track      TEXT    NOT NULL,                     -- '' where the provider does not say
                  sequence   INTEGER NOT NULL,
                  id         INTEGER NOT NULL,
                  speaker    TEXT    NOT NULL,
                  text       TEXT    NOT NULL CHECK (length(text) <= 20000),
                  confidence REAL,
                  language   TEXT,
                  start_ms   INTEGER,
                  end_ms     INTEGER,
                  at         INTEGER NOT NULL,
                  PRIMARY KEY (company_id, call_id, session, track, sequence),
                  FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                """),
            Migration(
                "calls/3-groups",
                """
                CREATE TABLE call_groups (                         -- what a provider calls a conversation of several legs
                  company_id        INTEGER NOT NULL,
                  account_id        INTEGER NOT NULL,
                  provider_group_id TEXT    NOT NULL CHECK (length(provider_group_id) BETWEEN 1 AND 255),
                  call_id           INTEGER NOT NULL,
                  PRIMARY KEY (company_id, account_id, provider_group_id),
                  FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX call_groups_by_call ON call_groups (company_id, call_id);
                CREATE INDEX legs_swept ON legs (company_id, account_id) WHERE provider_status = 'swept';
                """),
            Migration(
                "calls/4-messages",
                """
                CREATE TABLE messages (
                  company_id          INTEGER NOT NULL,
                  id                  INTEGER NOT NULL,
                  account_id          INTEGER NOT NULL,
                  provider_message_id TEXT    NOT NULL CHECK (length(provider_message_id) BETWEEN 1 AND 255),
                  direction           TEXT    NOT NULL CHECK (direction IN ('inbound', 'outbound')),
                  channel             TEXT    NOT NULL,
                  status              TEXT    NOT NULL,
                  from_raw            TEXT    NOT NULL,
                  to_raw              TEXT    NOT NULL,
                  line_id             INTEGER,
                  contact_id          INTEGER,
                  text                TEXT CHECK (length(text) <= 20000),
                  media_count         INTEGER NOT NULL,
                  opt_out             TEXT,
                  error               TEXT,
                  at                  INTEGER NOT NULL,        -- when the hub heard of it first
                  PRIMARY KEY (company_id, id)
                ) STRICT, WITHOUT ROWID;
                CREATE UNIQUE INDEX messages_by_provider ON messages (company_id, account_id, provider_message_id);
                CREATE INDEX messages_by_contact ON messages (company_id, contact_id, id);
                """),
        ] + TranscriptSchema.migrations + [hotPath] + CostSchema.migrations + MessageSchema.migrations
        + RecordSchema.migrations + [TranscriptDocumentStore.migration]

    /// Few rows in random order.
    ///
    /// A row in the order of time shares its page with its neighbours in a commit; one in the order of numbers or of
    /// provider ids costs a page of the log each. So legs lie with their call, with only their names in an index, and a
    /// number finds its calls through its contact's history: the index is for calls that have no contact.
    private static let hotPath = Migration(
        "calls/5-hot-path",
        """
        DROP INDEX calls_by_number;
        CREATE INDEX calls_by_number ON calls (company_id, remote_number, id) WHERE contact_id IS NULL;

        ALTER TABLE legs RENAME TO legs_before;
        CREATE TABLE legs (
          company_id       INTEGER NOT NULL,
          call_id          INTEGER NOT NULL,
          id               INTEGER NOT NULL,
          account_id       INTEGER NOT NULL,
          provider_call_id TEXT    NOT NULL CHECK (length(provider_call_id) BETWEEN 1 AND 255),
          direction        TEXT    NOT NULL CHECK (direction IN ('inbound', 'outbound')),
          party            TEXT    NOT NULL,
          status           TEXT    NOT NULL,
          reason           TEXT,
          provider_status  TEXT,
          sequence         INTEGER,
          started_at       INTEGER NOT NULL,
          answered_at      INTEGER,
          ended_at         INTEGER,
          duration_sec     INTEGER,
          answered_by      TEXT,
          heard_at         INTEGER NOT NULL,
          PRIMARY KEY (company_id, call_id, id),
          FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        INSERT INTO legs (company_id, call_id, id, account_id, provider_call_id, direction, party, status, reason,
                          provider_status, sequence, started_at, answered_at, ended_at, duration_sec, answered_by,
                          heard_at)
        SELECT company_id, call_id, id, account_id, provider_call_id, direction, party, status, reason, provider_status,
               sequence, started_at, answered_at, ended_at, duration_sec, answered_by, heard_at
        FROM legs_before ORDER BY company_id, call_id, id;
        DROP TABLE legs_before;
        CREATE UNIQUE INDEX legs_by_provider ON legs (company_id, provider_call_id, account_id);
        CREATE INDEX legs_swept ON legs (company_id, account_id) WHERE provider_status = 'swept';
        """)
}
