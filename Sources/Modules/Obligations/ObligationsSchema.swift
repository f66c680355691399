import ModuleKit

enum ObligationsSchema {
    static let migrations = [
        Migration(
            "obligations/1-obligations",
            """
            CREATE TABLE obligations (
              company_id    INTEGER NOT NULL,              -- first in every key: one company never sees another
              id            INTEGER NOT NULL,
              kind          TEXT    NOT NULL CHECK (kind IN ('missed-call', 'voicemail', 'unanswered-message')),
              state         TEXT    NOT NULL CHECK (state IN ('open', 'in-progress', 'snoozed', 'done', 'dismissed')),
              contact_id    INTEGER,
              number        TEXT    NOT NULL CHECK (length(number) BETWEEN 4 AND 16),   -- E.164: whom to call back
              line_id       INTEGER NOT NULL,              -- 0 where none is known
              calls         INTEGER NOT NULL CHECK (calls >= 0),
              messages      INTEGER NOT NULL CHECK (messages >= 0),
              owner_id      INTEGER,
              team          TEXT CHECK (length(team) BETWEEN 1 AND 60),
              opened_at     INTEGER NOT NULL,              -- milliseconds since 1970, UTC
              last_at       INTEGER NOT NULL,              -- when the newest cause was
              due_at        INTEGER NOT NULL,
              overdue_at    INTEGER,                       -- when it was told that it is
              snoozed_until INTEGER,
              text_id       INTEGER,                       -- an answer that is on its way: its provider took it
              text_at       INTEGER,                       -- when that was sent
              closed_at     INTEGER,
              closing       TEXT,                          -- how it came to be done
              remark        TEXT CHECK (length(remark) <= 500),
              version       INTEGER NOT NULL,
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE,
              CHECK ((closed_at IS NOT NULL) = (state IN ('done', 'dismissed'))),
              CHECK ((snoozed_until IS NOT NULL) = (state = 'snoozed'))
            ) STRICT, WITHOUT ROWID;
            -- One that is not settled for each person and line, by number and by contact.
            CREATE UNIQUE INDEX obligations_standing ON obligations (company_id, number, line_id)
              WHERE closed_at IS NULL;
            CREATE UNIQUE INDEX obligations_of_contact ON obligations (company_id, contact_id, line_id)
              WHERE closed_at IS NULL AND contact_id IS NOT NULL;
            CREATE INDEX obligations_by_contact ON obligations (company_id, contact_id, id);
            CREATE INDEX obligations_by_due ON obligations (company_id, due_at, id) WHERE closed_at IS NULL;
            CREATE INDEX obligations_by_owner ON obligations (company_id, owner_id, due_at, id)
              WHERE closed_at IS NULL AND owner_id IS NOT NULL;
            CREATE INDEX obligations_open ON obligations (company_id, id) WHERE closed_at IS NULL;
            CREATE INDEX obligations_settled ON obligations (company_id, state, id) WHERE closed_at IS NOT NULL;
            CREATE INDEX obligations_settled_by_due ON obligations (company_id, state, due_at, id)
              WHERE closed_at IS NOT NULL;
            -- For what is done now and then, for all companies at once.
            CREATE INDEX obligations_to_warn ON obligations (due_at, company_id, id)
              WHERE closed_at IS NULL AND overdue_at IS NULL;
            CREATE INDEX obligations_to_wake ON obligations (snoozed_until, company_id, id)
              WHERE snoozed_until IS NOT NULL;
            CREATE INDEX obligations_answered ON obligations (text_at, company_id, id) WHERE text_at IS NOT NULL;

            CREATE TABLE obligation_causes (               -- what was said twice counts once
              company_id    INTEGER NOT NULL,
              source_id     INTEGER NOT NULL,              -- of the call or the message
              obligation_id INTEGER NOT NULL,
              kind          TEXT    NOT NULL,
              PRIMARY KEY (company_id, source_id),
              FOREIGN KEY (company_id, obligation_id) REFERENCES obligations (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX obligation_causes_by_obligation ON obligation_causes (company_id, obligation_id);

            CREATE TABLE obligation_history (              -- never changed
              company_id    INTEGER NOT NULL,
              obligation_id INTEGER NOT NULL,
              id            INTEGER NOT NULL,
              at            INTEGER NOT NULL,
              actor         TEXT,                          -- usr_… or key_…; null: the hub itself
              change        TEXT    NOT NULL,
              source        TEXT,                          -- cal_…, msg_… or int_…
              detail        TEXT,
              PRIMARY KEY (company_id, obligation_id, id),
              FOREIGN KEY (company_id, obligation_id) REFERENCES obligations (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE obligation_counts (               -- how many there are, so that a badge need not count
              company_id INTEGER NOT NULL,
              what       TEXT    NOT NULL,                 -- a state, or 'overdue' for those that are not settled
              number     INTEGER NOT NULL,
              PRIMARY KEY (company_id, what)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE opening_hours (
              company_id INTEGER NOT NULL,
              line_id    INTEGER NOT NULL,                 -- 0: the company's, for lines without their own
              document   TEXT,                             -- JSON; null: what is wider counts again
              author     TEXT    NOT NULL,                 -- usr_… or key_…
              changed_at INTEGER NOT NULL,
              version    INTEGER NOT NULL,
              PRIMARY KEY (company_id, line_id)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
