import ModuleKit

enum WebhooksSchema {
    static let migrations = [
        Migration(
            "webhooks/1-accounts",
            """
            CREATE TABLE provider_accounts (
              company_id       INTEGER NOT NULL,
              id               INTEGER NOT NULL,
              provider         TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 40),
              title            TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
              public_url       TEXT    CHECK (length(public_url) <= 500),  -- null: the hub's own
              provider_account TEXT    CHECK (length(provider_account) <= 255),  -- what its webhooks call it
              sealed           BLOB    NOT NULL,                           -- the secrets, as SecretBox writes them
              version          INTEGER NOT NULL,
              created_at       INTEGER NOT NULL,                           -- milliseconds since 1970, UTC
              updated_at       INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
