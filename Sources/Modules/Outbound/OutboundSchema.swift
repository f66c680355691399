import ModuleKit

enum OutboundSchema {
    static let migrations = [
        Migration(
            "outbound/1-orders",
            """
            CREATE TABLE outbound_logins (                     -- how the hub signs in at a provider's API
              company_id  INTEGER NOT NULL,
              account_id  INTEGER NOT NULL,
              user        TEXT    NOT NULL CHECK (length(user) BETWEEN 1 AND 255),
              base        TEXT    CHECK (length(base) <= 500),         -- null: the provider's usual address
              application TEXT    CHECK (length(application) <= 255),
              sealed      BLOB    NOT NULL,                            -- the secret, encrypted and bound to the account
              updated_at  INTEGER NOT NULL,                            -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, account_id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE outbound_orders (                     -- calls that somebody asked for
              company_id       INTEGER NOT NULL,
              id               INTEGER NOT NULL,
              account_id       INTEGER NOT NULL,
              number           TEXT    NOT NULL,               -- E.164 of who is called
              agent            TEXT    NOT NULL,               -- E.164 of who speaks with them
              actor            TEXT    NOT NULL,
              key              TEXT,                           -- the Idempotency-Key
              request          BLOB    NOT NULL,               -- SHA-256 of what was asked
              state            TEXT    NOT NULL CHECK (state IN ('placing', 'placed', 'failed', 'unknown')),
              provider_call_id TEXT,
              call_id          INTEGER,
              created_at       INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX outbound_orders_by_key ON outbound_orders (company_id, actor, key) WHERE key IS NOT NULL;
            CREATE INDEX outbound_orders_by_number ON outbound_orders (company_id, number, id);
            """)
    ]
}
