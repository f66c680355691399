import ModuleKit

enum TasksSchema {
    static let migrations = [
        Migration(
            "tasks/1-tasks",
            """
            CREATE TABLE tasks (
              company_id    INTEGER NOT NULL,              -- first in every key: one company never sees another
              id            INTEGER NOT NULL,
              title         TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
              note          TEXT CHECK (length(note) <= 20000),
              state         TEXT    NOT NULL CHECK (state IN ('open', 'done')),
              priority      TEXT    NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
              due_at        INTEGER NOT NULL,              -- the largest number: when there is time
              snoozed_until INTEGER,
              owner_id      INTEGER,                       -- null: whoever has time
              contact_id    INTEGER,
              call_id       INTEGER,
              promise_id    INTEGER,
              source_key    TEXT CHECK (length(source_key) <= 200),   -- what it follows from: one task for each
              author        TEXT    NOT NULL,
              created_at    INTEGER NOT NULL,              -- milliseconds since 1970, UTC
              updated_at    INTEGER NOT NULL,
              done_at       INTEGER,
              done_by       TEXT,
              version       INTEGER NOT NULL,
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE,
              CHECK ((done_at IS NOT NULL) = (state = 'done'))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX tasks_by_due ON tasks (company_id, due_at, id);
            CREATE INDEX tasks_by_state ON tasks (company_id, state, due_at, id);
            CREATE INDEX tasks_by_owner ON tasks (company_id, owner_id, state, due_at, id);
            CREATE INDEX tasks_by_contact ON tasks (company_id, contact_id, due_at, id) WHERE contact_id IS NOT NULL;
            CREATE INDEX tasks_by_call ON tasks (company_id, call_id, due_at, id) WHERE call_id IS NOT NULL;
            CREATE UNIQUE INDEX tasks_by_source ON tasks (company_id, source_key) WHERE source_key IS NOT NULL;
            """)
    ]
}
