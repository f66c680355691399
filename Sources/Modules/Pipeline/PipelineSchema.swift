import SQLite

enum PipelineSchema {
    static let migrations = [
        Migration(
            "pipeline/1-stages",
            """
            CREATE TABLE pipeline_stages (
              company_id INTEGER NOT NULL,                      -- first in every key: one company never sees another
              key        TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 40),
              label      TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
              kind       TEXT    NOT NULL CHECK (kind IN ('open', 'won', 'lost')),
              position   INTEGER NOT NULL,
              PRIMARY KEY (company_id, key)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE pipeline_places (
              company_id INTEGER NOT NULL,
              contact_id INTEGER NOT NULL,
              stage      TEXT    NOT NULL,
              rank       INTEGER NOT NULL,                      -- the order within the stage, lowest first
              since      INTEGER NOT NULL,                      -- milliseconds since 1970, UTC
              counted    INTEGER NOT NULL CHECK (counted IN (0, 1)),   -- 0: the contact is removed for now
              amount     INTEGER NOT NULL,                      -- as it is in the stage's sum; minor units
              currency   TEXT    NOT NULL,                      -- '': no value is known
              PRIMARY KEY (company_id, contact_id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX pipeline_places_by_stage ON pipeline_places (company_id, stage, rank);
            CREATE INDEX pipeline_places_by_age ON pipeline_places (company_id, stage, since) WHERE counted = 1;

            CREATE TABLE pipeline_sums (                        -- kept with the places
              company_id INTEGER NOT NULL,
              stage      TEXT    NOT NULL,
              currency   TEXT    NOT NULL,
              contacts   INTEGER NOT NULL,
              amount     INTEGER NOT NULL,
              since_sec  INTEGER NOT NULL,                      -- the sum of when they came, for the average age
              PRIMARY KEY (company_id, stage, currency)
            ) STRICT, WITHOUT ROWID;
            -- A contact that is erased for good takes its place out of the sum, whoever erases it.
            CREATE TRIGGER pipeline_place_gone AFTER DELETE ON pipeline_places WHEN old.counted = 1
            BEGIN
              UPDATE pipeline_sums SET contacts = contacts - 1, amount = amount - old.amount,
                since_sec = since_sec - old.since / 1000
              WHERE company_id = old.company_id AND stage = old.stage AND currency = old.currency;
            END;

            CREATE TABLE pipeline_moves (                       -- never changed
              company_id INTEGER NOT NULL,
              contact_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              from_stage TEXT,                                  -- null: it was in none
              to_stage   TEXT,                                  -- null: it is in none any more
              author     TEXT    NOT NULL,                      -- usr_… or key_…
              at         INTEGER NOT NULL,
              amount     INTEGER,                               -- what the contact was worth then
              currency   TEXT,
              PRIMARY KEY (company_id, contact_id, id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            """),
        Migration(
            "pipeline/2-contacts-by-stage",
            """
            -- For lists of contacts that are narrowed to a stage.
            CREATE INDEX pipeline_places_by_contact ON pipeline_places (company_id, stage, contact_id);
            """),
    ]
}
