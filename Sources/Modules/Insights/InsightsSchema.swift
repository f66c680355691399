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
            """),
        Migration(
            "insights/2-verdicts",
            """
            CREATE TABLE insights_calls (                  -- calls in which something was said
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              run        INTEGER NOT NULL,                 -- the newest; the first is made while the call goes on
              revision   INTEGER NOT NULL,                 -- counts what subscribers were told
              words_revision INTEGER NOT NULL,             -- of the newest change of its words
              is_over    INTEGER NOT NULL CHECK (is_over IN (0, 1)),
              PRIMARY KEY (company_id, call_id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE insights_runs (                   -- analyses made again; the first of a call has no row
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              run        INTEGER NOT NULL CHECK (run > 1),
              author     TEXT    NOT NULL,
              at         INTEGER NOT NULL,                 -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, call_id, run),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE insights_segments (               -- what each utterance says, by each run
              company_id          INTEGER NOT NULL,
              call_id             INTEGER NOT NULL,
              run                 INTEGER NOT NULL,
              segment_id          INTEGER NOT NULL,
              source              TEXT    NOT NULL,        -- the version of the transcript
              at                  INTEGER NOT NULL,        -- when it was said
              speaker             TEXT    NOT NULL,
              mood                TEXT    NOT NULL,
              score               REAL    NOT NULL,
              mood_confidence     REAL    NOT NULL,
              intent              TEXT    NOT NULL,
              intent_confidence   REAL    NOT NULL,
              language            TEXT    NOT NULL,
              language_confidence REAL    NOT NULL,
              words               INTEGER NOT NULL,
              questions           INTEGER NOT NULL,
              tells               INTEGER NOT NULL CHECK (tells IN (0, 1)),
              findings            TEXT    NOT NULL,        -- JSON: kinds, places and confidences, none of the words
              versions            TEXT    NOT NULL,        -- of lexicon, rules, tables of languages
              PRIMARY KEY (company_id, call_id, run, segment_id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE insights_triggers (               -- rules that fired, once a call
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              rule       TEXT    NOT NULL,
              kind       TEXT    NOT NULL,
              severity   TEXT    NOT NULL,
              text       TEXT    NOT NULL,                 -- the words it fired on
              speaker    TEXT    NOT NULL,
              segment_id INTEGER,                          -- null: it fired before the utterance was over
              version    TEXT    NOT NULL,
              confidence REAL    NOT NULL,
              at         INTEGER NOT NULL,
              log_offset INTEGER,                          -- of the event that told of it
              PRIMARY KEY (company_id, call_id, rule),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE insights_promises (               -- what was said would be done
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              segment_id INTEGER,                          -- null where a model has found it
              contact_id INTEGER,
              speaker    TEXT    NOT NULL,
              text       TEXT    NOT NULL CHECK (length(text) <= 20000),
              due_at     INTEGER NOT NULL,                 -- the largest number where no time was said
              is_exact   INTEGER NOT NULL CHECK (is_exact IN (0, 1)),
              made_at    INTEGER NOT NULL,
              method     TEXT    NOT NULL,
              version    TEXT    NOT NULL,
              confidence REAL    NOT NULL,
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX insights_promises_by_due ON insights_promises (company_id, due_at, id);
            CREATE INDEX insights_promises_by_call ON insights_promises (company_id, call_id, segment_id);
            CREATE INDEX insights_promises_by_contact ON insights_promises (company_id, contact_id, due_at, id);

            CREATE TABLE insights_given (                  -- what people say of a call or an utterance
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              segment_id INTEGER NOT NULL,                 -- 0 for the whole call
              kind       TEXT    NOT NULL CHECK (kind IN ('sentiment', 'intent', 'language')),
              label      TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
              author     TEXT    NOT NULL,                 -- usr_… or key_…
              at         INTEGER NOT NULL,
              PRIMARY KEY (company_id, call_id, segment_id, kind),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """),
    ]
}
