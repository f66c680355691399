import ModuleKit

enum ImportsSchema {
    static let migrations = [
        Migration(
            "imports/1-imports",
            """
            CREATE TABLE imports (
              company_id  INTEGER NOT NULL,
              id          INTEGER NOT NULL,
              name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
              state       TEXT    NOT NULL CHECK (state IN
                            ('new', 'ready', 'waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
              format      TEXT    NOT NULL CHECK (format IN ('csv', 'vcard', 'salesforce', 'hubspot')),
              encoding    TEXT    NOT NULL,
              delimiter   TEXT,
              bytes       INTEGER NOT NULL,                     -- of the file
              file        TEXT,                                 -- its name in the folder, while it is needed
              columns     TEXT    NOT NULL,                     -- a JSON list of titles
              sample      TEXT    NOT NULL,                     -- a JSON list of the first rows
              plan        TEXT    NOT NULL,                     -- JSON: what each column becomes, and how
              total       INTEGER,                              -- rows of the file, where they were counted
              row_count   INTEGER NOT NULL DEFAULT 0,           -- rows of which all is on disk: where to go on
              created     INTEGER NOT NULL DEFAULT 0,
              updated     INTEGER NOT NULL DEFAULT 0,
              unchanged   INTEGER NOT NULL DEFAULT 0,
              skipped     INTEGER NOT NULL DEFAULT 0,
              failed      INTEGER NOT NULL DEFAULT 0,
              faults      INTEGER NOT NULL DEFAULT 0,
              removed     INTEGER NOT NULL DEFAULT 0,           -- by an undo, as the next three
              restored    INTEGER NOT NULL DEFAULT 0,
              kept        INTEGER NOT NULL DEFAULT 0,
              kept_fields INTEGER NOT NULL DEFAULT 0,
              error       TEXT,
              author      TEXT    NOT NULL,                     -- usr_…, key_… or program
              created_at  INTEGER NOT NULL,                     -- milliseconds since 1970, UTC
              started_at  INTEGER,
              ended_at    INTEGER,
              keep_until  INTEGER,                              -- how long what an undo needs is kept, and the errors
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX imports_to_do ON imports (id) WHERE state IN ('waiting', 'running', 'undoing');
            CREATE INDEX imports_with_files ON imports (created_at) WHERE file IS NOT NULL;
            CREATE INDEX imports_to_forget ON imports (keep_until) WHERE keep_until IS NOT NULL;

            CREATE TABLE import_batches (                       -- which contacts an import has made
              company_id INTEGER NOT NULL,
              import_id  INTEGER NOT NULL,
              number     INTEGER NOT NULL,                      -- the row that the batch began after
              contacts   BLOB    NOT NULL,                      -- their ids, each as its distance to the one before
              PRIMARY KEY (company_id, import_id, number),
              FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE import_changes (                       -- which contacts it has changed, and how they were
              company_id INTEGER NOT NULL,
              import_id  INTEGER NOT NULL,
              contact_id INTEGER NOT NULL,
              before     TEXT    NOT NULL,                      -- a JSON object of the fields that it changed
              after      TEXT    NOT NULL,
              times      INTEGER NOT NULL DEFAULT 1,            -- how often it has changed the contact
              PRIMARY KEY (company_id, import_id, contact_id),
              FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE,
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX import_changes_by_contact ON import_changes (company_id, contact_id);

            CREATE TABLE import_errors (
              company_id INTEGER NOT NULL,
              import_id  INTEGER NOT NULL,
              number     INTEGER NOT NULL,                      -- in the order of the rows
              row_number INTEGER NOT NULL,
              field      TEXT,
              value      TEXT,
              detail     TEXT    NOT NULL,
              PRIMARY KEY (company_id, import_id, number),
              FOREIGN KEY (company_id, import_id) REFERENCES imports (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
