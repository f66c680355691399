import SQLite

/// The counters of calls, kept by the database itself; see DECISIONS.md.
///
/// `figure_facts` says once what a call counts as; triggers take that out before a call changes, and put it in after.
enum CallFiguresSchema {
    /// Counted by quarters of an hour, of which every zone's hours and days are made: when a company changes its zone,
    /// its figures are by the new one at once.
    static let migration = Migration(
        "figures/1-calls",
        """
        CREATE VIEW figure_facts AS                       -- what each call that is over counts as
        SELECT company_id, id AS call_id, started_at / 900000 AS quarter,   -- quarters of an hour since 1970, UTC
               COALESCE(line_id, 0) AS line_id, COALESCE(agent, '') AS agent,
               COALESCE(sentiment, found_sentiment) AS sentiment, COALESCE(intent, found_intent) AS intent,
               1 AS calls,
               direction = 'inbound' AS inbound,
               direction = 'inbound' AND answered_at IS NOT NULL AS answered,
               direction = 'inbound' AND answered_at IS NULL AS missed,
               direction = 'inbound' AND answered_at IS NULL AND status IN ('completed', 'canceled') AS abandoned,
               recovered = 1 AND answered_at IS NULL AS recovered,
               direction = 'outbound' AND answered_at IS NOT NULL AS connected,
               direction = 'inbound' AND COALESCE(repeated, 0) = 1 AS repeated,
               direction = 'inbound' AND answered_at IS NOT NULL AND COALESCE(followed, 0) = 1 AS followed,
               COALESCE(max(0, ended_at - answered_at) / 1000, 0) AS talk_sec,
               CASE WHEN direction = 'inbound' AND answered_at IS NOT NULL
                 THEN max(0, answered_at - started_at) ELSE 0 END AS wait_ms,
               direction = 'inbound' AND COALESCE(answered_at - started_at <= 10000, 0) AS within_10,
               direction = 'inbound' AND COALESCE(answered_at - started_at <= 20000, 0) AS within_20,
               direction = 'inbound' AND COALESCE(answered_at - started_at <= 30000, 0) AS within_30,
               direction = 'inbound' AND COALESCE(answered_at - started_at <= 60000, 0) AS within_60
        FROM calls WHERE ended_at IS NOT NULL;

        CREATE TABLE figure_quarters (
          company_id INTEGER NOT NULL,
          quarter    INTEGER NOT NULL,
          calls INTEGER NOT NULL, inbound INTEGER NOT NULL, answered INTEGER NOT NULL,
          missed INTEGER NOT NULL, abandoned INTEGER NOT NULL, recovered INTEGER NOT NULL,
          connected INTEGER NOT NULL, repeated INTEGER NOT NULL, followed INTEGER NOT NULL,
          talk_sec INTEGER NOT NULL, wait_ms INTEGER NOT NULL, within_10 INTEGER NOT NULL,
          within_20 INTEGER NOT NULL, within_30 INTEGER NOT NULL, within_60 INTEGER NOT NULL,
          PRIMARY KEY (company_id, quarter)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE figure_cells (
          company_id INTEGER NOT NULL,
          quarter    INTEGER NOT NULL,
          line_id    INTEGER NOT NULL,                      -- 0: none
          agent      TEXT    NOT NULL,
          calls INTEGER NOT NULL, inbound INTEGER NOT NULL, answered INTEGER NOT NULL,
          missed INTEGER NOT NULL, abandoned INTEGER NOT NULL, recovered INTEGER NOT NULL,
          connected INTEGER NOT NULL, repeated INTEGER NOT NULL, followed INTEGER NOT NULL,
          talk_sec INTEGER NOT NULL, wait_ms INTEGER NOT NULL, within_10 INTEGER NOT NULL,
          within_20 INTEGER NOT NULL, within_30 INTEGER NOT NULL, within_60 INTEGER NOT NULL,
          PRIMARY KEY (company_id, quarter, line_id, agent)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE figure_words (                       -- calls by what was found in them
          company_id INTEGER NOT NULL,
          kind       TEXT    NOT NULL CHECK (kind IN ('sentiment', 'intent')),
          quarter    INTEGER NOT NULL,
          value      TEXT    NOT NULL,
          line_id    INTEGER NOT NULL,
          agent      TEXT    NOT NULL,
          calls      INTEGER NOT NULL,
          PRIMARY KEY (company_id, kind, quarter, value, line_id, agent)
        ) STRICT, WITHOUT ROWID;

        -- A change of the counters: what a call counts as, with a sign: put in (1) or taken out (-1).
        CREATE VIEW figure_ledger AS SELECT *, 1 AS sign FROM figure_facts;
        CREATE TRIGGER figure_ledger_entry INSTEAD OF INSERT ON figure_ledger
        BEGIN
          INSERT INTO figure_quarters (company_id, quarter,
            calls, inbound, answered, missed, abandoned, recovered, connected, repeated, followed, talk_sec,
            wait_ms, within_10, within_20, within_30, within_60)
          VALUES (new.company_id, new.quarter,
            new.sign * new.calls, new.sign * new.inbound, new.sign * new.answered, new.sign * new.missed,
            new.sign * new.abandoned, new.sign * new.recovered, new.sign * new.connected,
            new.sign * new.repeated, new.sign * new.followed, new.sign * new.talk_sec,
            new.sign * new.wait_ms, new.sign * new.within_10, new.sign * new.within_20,
            new.sign * new.within_30, new.sign * new.within_60)
          ON CONFLICT (company_id, quarter) DO UPDATE SET
            calls = calls + excluded.calls, inbound = inbound + excluded.inbound,
            answered = answered + excluded.answered, missed = missed + excluded.missed,
            abandoned = abandoned + excluded.abandoned, recovered = recovered + excluded.recovered,
            connected = connected + excluded.connected, repeated = repeated + excluded.repeated,
            followed = followed + excluded.followed, talk_sec = talk_sec + excluded.talk_sec,
            wait_ms = wait_ms + excluded.wait_ms, within_10 = within_10 + excluded.within_10,
            within_20 = within_20 + excluded.within_20, within_30 = within_30 + excluded.within_30,
            within_60 = within_60 + excluded.within_60;
          INSERT INTO figure_cells (company_id, quarter, line_id, agent,
            calls, inbound, answered, missed, abandoned, recovered, connected, repeated, followed, talk_sec,
            wait_ms, within_10, within_20, within_30, within_60)
          VALUES (new.company_id, new.quarter, new.line_id, new.agent,
            new.sign * new.calls, new.sign * new.inbound, new.sign * new.answered, new.sign * new.missed,
            new.sign * new.abandoned, new.sign * new.recovered, new.sign * new.connected,
            new.sign * new.repeated, new.sign * new.followed, new.sign * new.talk_sec,
            new.sign * new.wait_ms, new.sign * new.within_10, new.sign * new.within_20,
            new.sign * new.within_30, new.sign * new.within_60)
          ON CONFLICT (company_id, quarter, line_id, agent) DO UPDATE SET
            calls = calls + excluded.calls, inbound = inbound + excluded.inbound,
            answered = answered + excluded.answered, missed = missed + excluded.missed,
            abandoned = abandoned + excluded.abandoned, recovered = recovered + excluded.recovered,
            connected = connected + excluded.connected, repeated = repeated + excluded.repeated,
            followed = followed + excluded.followed, talk_sec = talk_sec + excluded.talk_sec,
            wait_ms = wait_ms + excluded.wait_ms, within_10 = within_10 + excluded.within_10,
            within_20 = within_20 + excluded.within_20, within_30 = within_30 + excluded.within_30,
            within_60 = within_60 + excluded.within_60;
          INSERT INTO figure_words (company_id, kind, quarter, value, line_id, agent, calls)
          SELECT new.company_id, 'sentiment', new.quarter, new.sentiment, new.line_id, new.agent, new.sign
          WHERE new.sentiment IS NOT NULL
          ON CONFLICT (company_id, kind, quarter, value, line_id, agent) DO UPDATE SET calls = calls + excluded.calls;
          INSERT INTO figure_words (company_id, kind, quarter, value, line_id, agent, calls)
          SELECT new.company_id, 'intent', new.quarter, new.intent, new.line_id, new.agent, new.sign
          WHERE new.intent IS NOT NULL
          ON CONFLICT (company_id, kind, quarter, value, line_id, agent) DO UPDATE SET calls = calls + excluded.calls;
        END;

        INSERT INTO figure_ledger SELECT *, 1 FROM figure_facts;

        -- Whoever writes a call and however: what it counted as is taken out, and what it counts as now is put in.
        CREATE TRIGGER figure_call_added AFTER INSERT ON calls WHEN new.ended_at IS NOT NULL
        BEGIN
          INSERT INTO figure_ledger SELECT *, 1 FROM figure_facts
          WHERE company_id = new.company_id AND call_id = new.id;
        END;
        CREATE TRIGGER figure_call_changing BEFORE UPDATE OF
          started_at, line_id, agent, direction, status, answered_at, ended_at, recovered, repeated,
          followed, sentiment, intent, found_sentiment, found_intent
        ON calls
        WHEN old.ended_at IS NOT NULL AND
          (old.started_at, old.line_id, old.agent, old.direction, old.status, old.answered_at,
            old.ended_at, old.recovered, old.repeated, old.followed, old.sentiment, old.intent,
            old.found_sentiment, old.found_intent)
          IS NOT
          (new.started_at, new.line_id, new.agent, new.direction, new.status, new.answered_at,
            new.ended_at, new.recovered, new.repeated, new.followed, new.sentiment, new.intent,
            new.found_sentiment, new.found_intent)
        BEGIN
          INSERT INTO figure_ledger SELECT *, -1 FROM figure_facts
          WHERE company_id = old.company_id AND call_id = old.id;
        END;
        CREATE TRIGGER figure_call_changed AFTER UPDATE OF
          started_at, line_id, agent, direction, status, answered_at, ended_at, recovered, repeated,
          followed, sentiment, intent, found_sentiment, found_intent
        ON calls
        WHEN new.ended_at IS NOT NULL AND
          (old.started_at, old.line_id, old.agent, old.direction, old.status, old.answered_at,
            old.ended_at, old.recovered, old.repeated, old.followed, old.sentiment, old.intent,
            old.found_sentiment, old.found_intent)
          IS NOT
          (new.started_at, new.line_id, new.agent, new.direction, new.status, new.answered_at,
            new.ended_at, new.recovered, new.repeated, new.followed, new.sentiment, new.intent,
            new.found_sentiment, new.found_intent)
        BEGIN
          INSERT INTO figure_ledger SELECT *, 1 FROM figure_facts
          WHERE company_id = new.company_id AND call_id = new.id;
        END;
        CREATE TRIGGER figure_call_removed BEFORE DELETE ON calls WHEN old.ended_at IS NOT NULL
        BEGIN
          INSERT INTO figure_ledger SELECT *, -1 FROM figure_facts
          WHERE company_id = old.company_id AND call_id = old.id;
        END;
        """)
}
