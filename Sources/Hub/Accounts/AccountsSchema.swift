import ModuleKit

/// The tables of the accounts; append only: what has shipped is corrected by the next migration.
enum AccountsSchema {
    static let migrations = [people, access, records, sealing, subjects, seals, erasures]

    private static let people = Migration(
        "accounts/1-people",
        """
        CREATE TABLE companies (
          id             INTEGER PRIMARY KEY,
          name           TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          slug           TEXT    UNIQUE CHECK (length(slug) BETWEEN 1 AND 60),
          region         TEXT    NOT NULL CHECK (length(region) = 2),      -- ISO 3166-1: how national numbers are read
          currency       TEXT    NOT NULL CHECK (length(currency) = 3),    -- ISO 4217
          time_zone      TEXT    NOT NULL,                                 -- IANA name
          retention_days INTEGER NOT NULL CHECK (retention_days BETWEEN 1 AND 36500),
          created_at     INTEGER NOT NULL                                  -- milliseconds since 1970, UTC, as all times
        ) STRICT;

        CREATE TABLE users (
          id         INTEGER PRIMARY KEY,
          email      TEXT    NOT NULL,                      -- as it was typed
          email_key  TEXT    NOT NULL UNIQUE,               -- in lower case: one person, one sign-in in the whole hub
          password   TEXT,                                  -- scrypt with its parameters; none before the invitation is accepted
          disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),   -- in the whole hub
          hub_owner  INTEGER NOT NULL DEFAULT 0 CHECK (hub_owner IN (0, 1)),  -- may make companies
          created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE memberships (
          company_id INTEGER NOT NULL REFERENCES companies (id),
          user_id    INTEGER NOT NULL REFERENCES users (id),
          name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200), -- here, so that no company learns another's
          role       TEXT    NOT NULL CHECK (role IN ('viewer', 'agent', 'manager', 'admin', 'owner')),
          invited    INTEGER NOT NULL CHECK (invited IN (0, 1)),              -- 1 until the person accepts
          disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),   -- in this company
          created_at INTEGER NOT NULL,
          PRIMARY KEY (company_id, user_id)
        ) STRICT;
        CREATE INDEX memberships_by_user ON memberships (user_id, created_at);

        CREATE TABLE invitations (
          hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),           -- SHA-256 of the token
          company_id INTEGER NOT NULL,
          user_id    INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          UNIQUE (company_id, user_id),                                       -- a newer one replaces the older
          FOREIGN KEY (company_id, user_id) REFERENCES memberships (company_id, user_id) ON DELETE CASCADE
        ) STRICT;
        """)

    private static let access = Migration(
        "accounts/2-access",
        """
        CREATE TABLE api_keys (
          id           INTEGER PRIMARY KEY,
          company_id   INTEGER NOT NULL REFERENCES companies (id),
          name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
          hash         BLOB    NOT NULL CHECK (length(hash) = 32),            -- SHA-256 of the secret
          role         TEXT    NOT NULL CHECK (role IN ('viewer', 'agent', 'manager', 'admin', 'owner')),
          scopes       TEXT,                                                  -- permissions, by spaces; none: all of the role's
          expires_at   INTEGER,
          last_used_at INTEGER,                                               -- true to a minute
          revoked_at   INTEGER,
          created_at   INTEGER NOT NULL,
          created_by   TEXT    NOT NULL
        ) STRICT;
        CREATE INDEX api_keys_by_company ON api_keys (company_id, id);

        CREATE TABLE sessions (                             -- a family of refresh tokens
          id         INTEGER PRIMARY KEY,
          company_id INTEGER NOT NULL REFERENCES companies (id),
          user_id    INTEGER NOT NULL REFERENCES users (id),
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,                      -- however often it is refreshed
          ended_at   INTEGER,
          remote     TEXT
        ) STRICT;
        CREATE INDEX sessions_by_user ON sessions (user_id, company_id);
        CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE ended_at IS NOT NULL;

        CREATE TABLE refresh_tokens (
          hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),           -- SHA-256 of the token
          session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
          expires_at INTEGER NOT NULL,
          used_at    INTEGER                                -- seen again after this: stolen, and the session ends
        ) STRICT;
        CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
        """)

    private static let records = Migration(
        "accounts/3-records",
        """
        CREATE TABLE audit_log (
          company_id INTEGER NOT NULL,
          seq        INTEGER NOT NULL,                      -- from 1, without a gap
          at         INTEGER NOT NULL,
          actor      TEXT    NOT NULL,                      -- usr_…, key_… or a part of the program
          action     TEXT    NOT NULL,                      -- noun.verb, such as key.revoked
          subject    TEXT    NOT NULL,                      -- the id of what was changed
          detail     TEXT,                                  -- JSON
          remote     TEXT,                                  -- address
          hash       BLOB    NOT NULL CHECK (length(hash) = 32),   -- SHA-256 of the hash before and of this row
          PRIMARY KEY (company_id, seq)
        ) STRICT;

        CREATE TABLE idempotency_keys (
          company_id INTEGER NOT NULL,
          actor      TEXT    NOT NULL,
          key        TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
          request    BLOB    NOT NULL CHECK (length(request) = 32),   -- SHA-256 of method, path and body
          answer     BLOB    NOT NULL,                                -- sealed: it may hold a secret that is shown once
          at         INTEGER NOT NULL,
          PRIMARY KEY (company_id, actor, key)
        ) STRICT;
        CREATE INDEX idempotency_keys_by_age ON idempotency_keys (company_id, at);
        """)

    private static let sealing = Migration(
        "accounts/4-sealing",
        """
        CREATE TABLE sealing_proof (                        -- tells at the start whether the file of keys is the right one
          id     INTEGER PRIMARY KEY CHECK (id = 1),
          key_id TEXT    NOT NULL,                          -- as in the file of keys
          proof  BLOB    NOT NULL                           -- a known text, sealed with that key
        ) STRICT;
        """)

    private static let erasures = Migration(
        "accounts/7-audit-erasures",
        """
        -- 1: the detail is gone with the person whom it named, and the hash is of what it was.
        ALTER TABLE audit_log ADD COLUMN erased INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1));
        """)

    private static let seals = Migration(
        "accounts/6-company-seals",
        """
        CREATE TABLE company_seals (                        -- companies whose words are sealed in the file, or still were
          company_id INTEGER PRIMARY KEY,
          key        BLOB    NOT NULL,                      -- what seals them, itself sealed by the hub's key
          is_on      INTEGER NOT NULL CHECK (is_on IN (0, 1)),
          part       TEXT,                                  -- whose rows are being sealed or opened; null: none are left
          place      INTEGER NOT NULL,                      -- the last of them that is done
          rows       INTEGER NOT NULL,                      -- looked at since the last change
          changed_at INTEGER NOT NULL                       -- milliseconds since 1970, UTC
        ) STRICT;
        """)

    private static let subjects = Migration(
        "accounts/5-audit-by-subject",
        """
        CREATE INDEX audit_log_by_subject ON audit_log (company_id, subject, seq);
        """)
}
