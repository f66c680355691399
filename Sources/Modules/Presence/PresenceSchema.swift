import ModuleKit

enum PresenceSchema {
    static let migrations = [
        Migration(
            "presence/1-agents",
            """
            CREATE TABLE presence_agents (                     -- one row for each who has ever taken part
              company_id    INTEGER NOT NULL,
              agent         TEXT    NOT NULL,                  -- usr_… or key_…
              chosen        TEXT    NOT NULL CHECK (chosen IN ('available', 'away', 'offline')),
              chosen_reason TEXT    CHECK (length(chosen_reason) <= 60),
              phone         TEXT    CHECK (length(phone) <= 255),      -- as legs name it
              wrap_call_id  INTEGER,                           -- the call that is wrapped up
              wrap_until    INTEGER,                           -- null: until the call has a disposition
              wrap_extended INTEGER NOT NULL CHECK (wrap_extended IN (0, 1)),
              wrap_needs    INTEGER NOT NULL CHECK (wrap_needs IN (0, 1)),
              absent_since  INTEGER,                           -- when no socket was found open; null: one was
              state         TEXT    NOT NULL,                  -- what follows from all of it, and is shown
              reason        TEXT,
              call_id       INTEGER,
              since         INTEGER NOT NULL,                  -- milliseconds since 1970, UTC
              PRIMARY KEY (company_id, agent)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX presence_agents_by_phone ON presence_agents (company_id, phone) WHERE phone IS NOT NULL;
            CREATE INDEX presence_agents_wrapping ON presence_agents (wrap_until) WHERE wrap_until IS NOT NULL;
            CREATE INDEX presence_agents_present ON presence_agents (company_id, agent) WHERE chosen <> 'offline';

            CREATE TABLE presence_spans (                      -- what an agent was, from when to when
              company_id INTEGER NOT NULL,
              agent      TEXT    NOT NULL,
              id         INTEGER NOT NULL,
              state      TEXT    NOT NULL,
              reason     TEXT,
              call_id    INTEGER,
              from_at    INTEGER NOT NULL,
              to_at      INTEGER NOT NULL,
              PRIMARY KEY (company_id, agent, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE presence_reasons (                    -- why people of a company may be away, in its order
              company_id INTEGER NOT NULL,
              position   INTEGER NOT NULL,
              reason     TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 60),
              PRIMARY KEY (company_id, position)
            ) STRICT, WITHOUT ROWID;
            """),
        Migration(
            "presence/2-targets",
            """
            CREATE TABLE teams (
              company_id INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
              created_at INTEGER NOT NULL,
              PRIMARY KEY (company_id, id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX teams_by_name ON teams (company_id, name);

            CREATE TABLE team_members (
              company_id INTEGER NOT NULL,
              team_id    INTEGER NOT NULL,
              agent      TEXT    NOT NULL,
              PRIMARY KEY (company_id, team_id, agent),
              FOREIGN KEY (company_id, team_id) REFERENCES teams (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE line_routings (                       -- at whom a line's calls ring; none: at nobody in particular
              company_id           INTEGER NOT NULL,
              line_id              INTEGER NOT NULL,
              strategy             TEXT    NOT NULL CHECK (strategy IN ('all', 'ordered')),
              ring_sec             INTEGER NOT NULL,
              lease_sec            INTEGER NOT NULL,
              wrap_up_sec          INTEGER NOT NULL,
              requires_disposition INTEGER NOT NULL CHECK (requires_disposition IN (0, 1)),
              PRIMARY KEY (company_id, line_id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE line_targets (
              company_id INTEGER NOT NULL,
              line_id    INTEGER NOT NULL,
              position   INTEGER NOT NULL,
              target     TEXT    NOT NULL,                     -- usr_…, key_… or tem_…
              PRIMARY KEY (company_id, line_id, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX line_targets_by_target ON line_targets (company_id, target);
            """),
        Migration(
            "presence/3-rings",
            """
            CREATE TABLE call_rings (                          -- whom a call is for, and who has it
              company_id   INTEGER NOT NULL,
              call_id      INTEGER NOT NULL,
              line_id      INTEGER,
              team_id      INTEGER,                            -- handed over to this team: it rings there, not by the line
              step         INTEGER NOT NULL,                   -- which of the line's targets rings, in order
              waits        INTEGER NOT NULL CHECK (waits IN (0, 1)),   -- for somebody to claim it
              claimant     TEXT,
              connected_at INTEGER,                            -- somebody's leg connected; before, a claim is a lease
              due_at       INTEGER,                            -- the lease's end, or the next target's turn
              ended_at     INTEGER,
              PRIMARY KEY (company_id, call_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX call_rings_waiting ON call_rings (company_id, call_id) WHERE waits = 1;
            CREATE INDEX call_rings_due ON call_rings (due_at) WHERE due_at IS NOT NULL;
            CREATE INDEX call_rings_claimed ON call_rings (company_id, claimant, call_id)
              WHERE claimant IS NOT NULL AND ended_at IS NULL;

            CREATE TABLE call_offers (                         -- at whom a call rings now
              company_id INTEGER NOT NULL,
              agent      TEXT    NOT NULL,
              call_id    INTEGER NOT NULL,
              PRIMARY KEY (company_id, agent, call_id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX call_offers_by_call ON call_offers (company_id, call_id, agent);

            CREATE TABLE call_hand_overs (
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              from_agent TEXT    NOT NULL,
              target     TEXT    NOT NULL,
              note       TEXT    CHECK (length(note) <= 4000),
              at         INTEGER NOT NULL,
              PRIMARY KEY (company_id, call_id, id)
            ) STRICT, WITHOUT ROWID;
            """),
    ]
}
