import ModuleKit

enum DuplicatesSchema {
    static let migrations = [
        Migration(
            "duplicates/1-pairs-and-merges",
            """
            CREATE TABLE duplicates (
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              first_id   INTEGER NOT NULL,                 -- of the older contact
              second_id  INTEGER NOT NULL,
              state      TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'merged')),
              score      INTEGER NOT NULL CHECK (score BETWEEN 1 AND 100),
              reasons    TEXT    NOT NULL,                 -- a JSON list
              found_at   INTEGER NOT NULL,
              PRIMARY KEY (company_id, id),
              UNIQUE (company_id, first_id, second_id),
              CHECK (first_id < second_id),
              FOREIGN KEY (company_id, first_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE,
              FOREIGN KEY (company_id, second_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX duplicates_by_second ON duplicates (company_id, second_id, first_id);
            CREATE INDEX duplicates_open ON duplicates (company_id, score, id) WHERE state = 'open';

            CREATE TABLE duplicates_progress (             -- how far contacts from files have been compared
              company_id INTEGER NOT NULL PRIMARY KEY,
              through_id INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE contact_merges (
              company_id  INTEGER NOT NULL,
              id          INTEGER NOT NULL,
              survivor_id INTEGER NOT NULL,
              other_id    INTEGER NOT NULL,
              changes     TEXT    NOT NULL,                -- what it did to the survivor's fields: {name: [before, after]}
              numbers     TEXT    NOT NULL,                -- which numbers it gave the survivor: a JSON list of E.164
              author      TEXT    NOT NULL,                -- usr_… or key_…
              at          INTEGER NOT NULL,
              undone_at   INTEGER,
              undone_by   TEXT,
              PRIMARY KEY (company_id, id),
              FOREIGN KEY (company_id, survivor_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE,
              FOREIGN KEY (company_id, other_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX contact_merges_by_survivor ON contact_merges (company_id, survivor_id, id);
            CREATE INDEX contact_merges_by_other ON contact_merges (company_id, other_id, id);

            CREATE TABLE contact_merge_rows (              -- which rows changed hands, so that they can go back
              company_id INTEGER NOT NULL,
              merge_id   INTEGER NOT NULL,
              part       TEXT    NOT NULL,                 -- whose they are: the name of a ContactRows
              row_id     INTEGER NOT NULL,
              PRIMARY KEY (company_id, merge_id, part, row_id),
              FOREIGN KEY (company_id, merge_id) REFERENCES contact_merges (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """),
        Migration(
            "duplicates/2-names-of-a-business",
            """
            CREATE INDEX contacts_by_business_name ON contacts (company_id, business_id, lower(name))
              WHERE business_id IS NOT NULL AND name IS NOT NULL;
            """),
    ]
}
