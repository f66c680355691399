import ModuleKit

enum DeliveriesSchema {
    static let migrations = [
        Migration(
            "deliveries/1-endpoints",
            """
            CREATE TABLE webhook_endpoints (
              company_id       INTEGER NOT NULL,
              id               INTEGER NOT NULL,
              url              TEXT    NOT NULL,
              description      TEXT    NOT NULL,
              events           TEXT    NOT NULL,            -- types parted by blanks, or *
              enabled          INTEGER NOT NULL,
              disabled_because TEXT,
              secret           BLOB    NOT NULL,            -- sealed
              previous_secret  BLOB,                        -- sealed; signs too until previous_until
              previous_until   INTEGER,
              log_offset       INTEGER NOT NULL,            -- everything up to here has its deliveries
              lost             INTEGER NOT NULL,            -- events that retention removed before
              failures         INTEGER NOT NULL,            -- in a row
              rests_until      INTEGER,                     -- nothing is sent before
              last_success_at  INTEGER,                     -- milliseconds since 1970, UTC
              last_failure_at  INTEGER,
              last_error       TEXT,
              created_at       INTEGER NOT NULL,
              updated_at       INTEGER NOT NULL,
              version          INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE webhook_deliveries (
              company_id  INTEGER NOT NULL,
              id          INTEGER NOT NULL,
              endpoint_id INTEGER NOT NULL,
              log_offset  INTEGER,                          -- the event's place in the log; none: a test
              message_id  TEXT    NOT NULL,                 -- webhook-id
              type        TEXT    NOT NULL,
              state       TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
              due_at      INTEGER NOT NULL,                 -- when it is sent next, while it waits
              begun_at    INTEGER NOT NULL,                 -- from here the time counts for which it is tried
              tries       INTEGER NOT NULL,                 -- since then
              attempts    TEXT    NOT NULL,                 -- a JSON array, the oldest first
              created_at  INTEGER NOT NULL,
              settled_at  INTEGER,
              PRIMARY KEY (company_id, id),
              UNIQUE (company_id, endpoint_id, log_offset),
              FOREIGN KEY (company_id, endpoint_id) REFERENCES webhook_endpoints (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX webhook_deliveries_due ON webhook_deliveries (company_id, endpoint_id, due_at, id)
              WHERE state = 'waiting';
            CREATE INDEX webhook_deliveries_list ON webhook_deliveries (company_id, endpoint_id, id);
            CREATE INDEX webhook_deliveries_states ON webhook_deliveries (company_id, endpoint_id, state, id);
            CREATE INDEX webhook_deliveries_old ON webhook_deliveries (state, settled_at)
              WHERE settled_at IS NOT NULL;
            """)
    ]
}
