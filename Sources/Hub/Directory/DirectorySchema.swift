import SQLite

enum DirectorySchema {
    static let migrations = [
        Migration(
            "directory/1-contacts",
            """
            CREATE TABLE businesses (
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
              created_at INTEGER NOT NULL,                      -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX businesses_by_name ON businesses (company_id, name);

            CREATE TABLE contacts (
              company_id      INTEGER NOT NULL,                 -- first in every key: one company never sees another
              id              INTEGER NOT NULL,
              name            TEXT CHECK (length(name) BETWEEN 1 AND 200),
              email           TEXT CHECK (length(email) BETWEEN 3 AND 254),
              business_id     INTEGER,
              status          TEXT    NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'lead', 'customer', 'former', 'blocked')),
              source          TEXT    NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
              tags            TEXT    NOT NULL DEFAULT '[]',    -- a JSON list of texts
              notes           TEXT CHECK (length(notes) <= 20000),
              estimated_value INTEGER,                          -- minor units of currency
              actual_value    INTEGER,
              currency        TEXT CHECK (length(currency) = 3),
              created_at      INTEGER NOT NULL,
              updated_at      INTEGER NOT NULL,
              deleted_at      INTEGER,
              version         INTEGER NOT NULL DEFAULT 1,       -- counts changes; the entity tag
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, business_id) REFERENCES businesses (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX contacts_by_email ON contacts (company_id, lower(email)) WHERE email IS NOT NULL;
            CREATE INDEX contacts_by_name ON contacts (company_id, lower(name), id) WHERE name IS NOT NULL;

            CREATE TABLE contact_numbers (
              company_id INTEGER NOT NULL,
              number     TEXT    NOT NULL CHECK (length(number) BETWEEN 4 AND 16),   -- E.164
              contact_id INTEGER NOT NULL,
              label      TEXT CHECK (length(label) <= 40),
              position   INTEGER NOT NULL,                      -- 0 is the number to call first
              PRIMARY KEY (company_id, number, contact_id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX contact_numbers_by_contact ON contact_numbers (company_id, contact_id, position);

            CREATE TABLE interactions (
              company_id   INTEGER NOT NULL,
              id           INTEGER NOT NULL,
              contact_id   INTEGER NOT NULL,
              call_id      INTEGER,
              kind         TEXT    NOT NULL CHECK (kind IN ('call', 'email', 'sms', 'chat', 'appointment', 'note')),
              at           INTEGER NOT NULL,
              summary      TEXT CHECK (length(summary) <= 20000),
              outcome      TEXT CHECK (length(outcome) <= 100),
              sentiment    TEXT CHECK (length(sentiment) <= 40),
              keywords     TEXT,                                -- a JSON list of texts
              author       TEXT,                                -- who wrote it: usr_… or key_…
              external_key TEXT,                                -- the same key is written once
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX interactions_by_contact ON interactions (company_id, contact_id, at);
            CREATE UNIQUE INDEX interactions_by_key ON interactions (company_id, external_key) WHERE external_key IS NOT NULL;
            """),
        Migration(
            "directory/2-contacts-by-id",
            """
            -- Ids are unique in the whole file, and a table that is ordered by one integer is a level or two lower than one
            -- that is ordered by a key of several columns: every lookup reads it.
            CREATE TABLE contacts_by_id (
              id              INTEGER PRIMARY KEY,
              company_id      INTEGER NOT NULL,
              name            TEXT CHECK (length(name) BETWEEN 1 AND 200),
              email           TEXT CHECK (length(email) BETWEEN 3 AND 254),
              business_id     INTEGER,
              status          TEXT    NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'lead', 'customer', 'former', 'blocked')),
              source          TEXT    NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
              tags            TEXT    NOT NULL DEFAULT '[]',
              notes           TEXT CHECK (length(notes) <= 20000),
              estimated_value INTEGER,
              actual_value    INTEGER,
              currency        TEXT CHECK (length(currency) = 3),
              created_at      INTEGER NOT NULL,
              updated_at      INTEGER NOT NULL,
              deleted_at      INTEGER,
              version         INTEGER NOT NULL DEFAULT 1,
              UNIQUE (company_id, id),
              FOREIGN KEY (company_id, business_id) REFERENCES businesses (company_id, id)
            ) STRICT;
            INSERT INTO contacts_by_id (id, company_id, name, email, business_id, status, source, tags, notes,
                                        estimated_value, actual_value, currency, created_at, updated_at, deleted_at, version)
            SELECT id, company_id, name, email, business_id, status, source, tags, notes, estimated_value, actual_value,
                   currency, created_at, updated_at, deleted_at, version
            FROM contacts ORDER BY id;
            DROP TABLE contacts;
            ALTER TABLE contacts_by_id RENAME TO contacts;
            CREATE INDEX contacts_by_email ON contacts (company_id, lower(email)) WHERE email IS NOT NULL;
            CREATE INDEX contacts_by_name ON contacts (company_id, lower(name), id) WHERE name IS NOT NULL;
            """),
        Migration(
            "directory/3-consent",
            """
            CREATE TABLE consent_changes (                      -- never changed: the newest of a key counts
              company_id INTEGER NOT NULL,
              address    TEXT    NOT NULL CHECK (length(address) BETWEEN 1 AND 254),   -- E.164, or an e-mail address
              channel    TEXT    NOT NULL,
              purpose    TEXT    NOT NULL,
              id         INTEGER NOT NULL,
              state      TEXT    NOT NULL CHECK (state IN ('granted', 'withdrawn', 'unknown')),
              source     TEXT    NOT NULL,
              word       TEXT,                                  -- the keyword that was written
              note       TEXT CHECK (length(note) <= 500),
              author     TEXT,
              at         INTEGER NOT NULL,                      -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, address, channel, purpose, id)
            ) STRICT, WITHOUT ROWID;
            """),
        Migration(
            "directory/4-fields",
            """
            ALTER TABLE contacts ADD COLUMN owner_id INTEGER;   -- the member who looks after the contact
            ALTER TABLE contacts ADD COLUMN external_id TEXT;   -- its id in another system
            ALTER TABLE contacts ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';   -- a JSON object: the company's own fields
            CREATE INDEX contacts_by_owner ON contacts (company_id, owner_id, id) WHERE owner_id IS NOT NULL;
            CREATE INDEX contacts_by_external_id ON contacts (company_id, external_id) WHERE external_id IS NOT NULL;
            CREATE INDEX contacts_by_business ON contacts (company_id, business_id, deleted_at, id)
              WHERE business_id IS NOT NULL;

            ALTER TABLE businesses ADD COLUMN website TEXT;
            ALTER TABLE businesses ADD COLUMN phone TEXT;       -- E.164
            ALTER TABLE businesses ADD COLUMN email TEXT;
            ALTER TABLE businesses ADD COLUMN address TEXT;
            ALTER TABLE businesses ADD COLUMN notes TEXT;
            ALTER TABLE businesses ADD COLUMN updated_at INTEGER;   -- null: as it was made
            ALTER TABLE businesses ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
            CREATE INDEX businesses_by_folded_name ON businesses (company_id, lower(name), id);

            CREATE TABLE contact_fields (                       -- which fields of its own a company has
              company_id INTEGER NOT NULL,
              key        TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 40),
              label      TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
              type       TEXT    NOT NULL CHECK (type IN ('text', 'number', 'boolean', 'date', 'choice', 'url')),
              choices    TEXT,                                  -- a JSON list of texts
              required   INTEGER NOT NULL,
              indexed    INTEGER NOT NULL,                      -- 1 once all values stand in contact_field_values
              position   INTEGER NOT NULL,
              state      TEXT    NOT NULL CHECK (state IN ('ready', 'indexing', 'removing')),
              version    INTEGER NOT NULL,
              PRIMARY KEY (company_id, key)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE contact_field_values (                 -- of indexed fields; as ContactFieldText writes them
              company_id INTEGER NOT NULL,
              key        TEXT    NOT NULL,
              value      TEXT    NOT NULL,
              contact_id INTEGER NOT NULL,
              PRIMARY KEY (company_id, key, value, contact_id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX contact_field_values_by_contact ON contact_field_values (company_id, contact_id);
            """),
        // A list of three or more in a CHECK becomes a table in memory for each row that is written.
        Migration(
            "directory/5-plain-checks",
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql,
              'kind IN (''call'', ''email'', ''sms'', ''chat'', ''appointment'', ''note'')',
              'kind = ''call'' OR kind = ''email'' OR kind = ''sms'' OR kind = ''chat'' OR kind = ''appointment'''
                || ' OR kind = ''note''')
            WHERE type = 'table' AND name = 'interactions';
            UPDATE sqlite_schema SET sql = replace(sql,
              'status IN (''new'', ''lead'', ''customer'', ''former'', ''blocked'')',
              'status = ''new'' OR status = ''lead'' OR status = ''customer'' OR status = ''former'''
                || ' OR status = ''blocked''')
            WHERE type = 'table' AND name = 'contacts';
            PRAGMA writable_schema = RESET;
            """),
        Migration(
            "directory/6-businesses-like-contacts",
            """
            ALTER TABLE businesses ADD COLUMN owner_id INTEGER;   -- the member who looks after the business
            ALTER TABLE businesses ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';     -- a JSON list of texts
            ALTER TABLE businesses ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';   -- a JSON object: the company's own fields
            CREATE INDEX businesses_by_owner ON businesses (company_id, owner_id, lower(name), id)
              WHERE owner_id IS NOT NULL;
            ALTER TABLE contact_fields ADD COLUMN subject TEXT NOT NULL DEFAULT 'contact'   -- whose field it is
              CHECK (subject = 'contact' OR subject = 'business');
            """),
    ]
}
