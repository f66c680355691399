import ModuleKit

enum InsightsSchema {
    static let migrations = [
        Migration(
            "insights/1-documents",
            """
            CREATE TABLE analysis_documents (
              company_id INTEGER NOT NULL,
              kind       TEXT    NOT NULL CHECK (kind IN ('lexicon', 'rules')),
              version    INTEGER NOT NULL CHECK (version > 0),
              body       TEXT,                             -- JSON; null: the built-in one counts again
              author     TEXT    NOT NULL,                 -- usr_… or key_…
              created_at INTEGER NOT NULL,                 -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, kind, version)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
