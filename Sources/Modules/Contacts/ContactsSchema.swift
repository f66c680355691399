import ModuleKit

enum ContactsSchema {
    static let migrations = [
        Migration(
            "contacts/1-score-rules",
            """
            CREATE TABLE score_rules (                     -- a company's own; without a row the built-in ones count
              company_id INTEGER PRIMARY KEY,
              rules      TEXT    NOT NULL,                 -- a JSON list
              author     TEXT    NOT NULL,                 -- usr_… or key_…
              changed_at INTEGER NOT NULL,                 -- milliseconds since 1970, UTC
              version    INTEGER NOT NULL
            ) STRICT;
            """)
    ]
}
