import ModuleKit

enum ViewSchema {
    static let migrations = [
        Migration(
            "contacts/1-views",
            """
            CREATE TABLE contact_views (
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              owner      TEXT    NOT NULL,                 -- usr_… or key_…
              name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
              query      TEXT,                             -- what is typed
              filter     TEXT,                             -- JSON
              sort       TEXT    NOT NULL,
              columns    TEXT    NOT NULL,                 -- a JSON list of texts
              shared     INTEGER NOT NULL CHECK (shared IN (0, 1)),
              version    INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
