import ModuleKit

/// What language models are asked with, and what they have answered.
enum ModelSchema {
    static let migrations = [
        Migration(
            "insights/3-models",
            """
            CREATE TABLE insights_models (                 -- which model a company has asked
              company_id   INTEGER PRIMARY KEY,
              base         TEXT    NOT NULL CHECK (length(base) <= 500),
              model        TEXT    NOT NULL CHECK (length(model) <= 200),
              sealed       BLOB,                           -- its key, encrypted and bound to the company
              jobs         TEXT    NOT NULL,               -- with blanks between
              timeout_sec  INTEGER NOT NULL,
              currency     TEXT    NOT NULL,
              input_price  INTEGER NOT NULL,               -- millionths of the currency for a million tokens
              output_price INTEGER NOT NULL,
              updated_at   INTEGER NOT NULL                -- milliseconds since 1970, UTC
            ) STRICT;

            CREATE TABLE insights_model_verdicts (         -- the newest of a job counts; the others are history
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              job        TEXT    NOT NULL,
              id         INTEGER NOT NULL,
              body       TEXT    NOT NULL,                 -- JSON, as the model answered
              method     TEXT    NOT NULL,                 -- llm:<model>
              version    TEXT    NOT NULL,                 -- of what it is asked
              at         INTEGER NOT NULL,
              PRIMARY KEY (company_id, call_id, job, id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE insights_model_troubles (         -- calls that a model was asked about in vain
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              method     TEXT    NOT NULL,
              detail     TEXT    NOT NULL,
              at         INTEGER NOT NULL,
              PRIMARY KEY (company_id, call_id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
