import SQLite

enum CostSchema {
    static let migrations = [
        Migration(
            "calls/5-costs",
            """
            CREATE TABLE call_costs (
              company_id        INTEGER NOT NULL,
              call_id           INTEGER NOT NULL,
              kind              TEXT    NOT NULL CHECK (kind IN ('telephony', 'recording', 'language-model')),
              reference         TEXT    NOT NULL CHECK (length(reference) BETWEEN 1 AND 255),  -- what was charged
              amount_millionths INTEGER NOT NULL,              -- millionths of the currency's unit
              currency          TEXT    NOT NULL CHECK (length(currency) = 3),                 -- ISO 4217
              day               INTEGER NOT NULL,              -- since 1970, of the call's start on the company's clock
              line_id           INTEGER NOT NULL,              -- 0: none
              at                INTEGER NOT NULL,              -- when the call began, milliseconds since 1970, UTC
              PRIMARY KEY (company_id, call_id, kind, reference),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE cost_days (                           -- the sums of call_costs, kept with them
              company_id        INTEGER NOT NULL,
              day               INTEGER NOT NULL,
              line_id           INTEGER NOT NULL,
              kind              TEXT    NOT NULL,
              currency          TEXT    NOT NULL,
              amount_millionths INTEGER NOT NULL,
              items             INTEGER NOT NULL,              -- rows of call_costs
              PRIMARY KEY (company_id, day, line_id, kind, currency)
            ) STRICT, WITHOUT ROWID;
            """)
    ]
}
