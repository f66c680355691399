import SQLite

/// The counters of contacts, and of who called again, kept by the database itself.
enum ContactFiguresSchema {
    static let migrations = [
        Migration(
            "figures/2-contacts",
            """
            CREATE TABLE figure_contacts (                    -- those who are not removed
              company_id INTEGER NOT NULL,
              status     TEXT    NOT NULL,
              currency   TEXT    NOT NULL,                    -- '': no value is known
              contacts   INTEGER NOT NULL,
              estimated  INTEGER NOT NULL,                    -- minor units
              actual     INTEGER NOT NULL,
              PRIMARY KEY (company_id, status, currency)
            ) STRICT, WITHOUT ROWID;

            INSERT INTO figure_contacts (company_id, status, currency, contacts, estimated, actual)
            SELECT company_id, status, COALESCE(currency, ''), count(*), COALESCE(sum(estimated_value), 0),
                   COALESCE(sum(actual_value), 0)
            FROM contacts WHERE deleted_at IS NULL GROUP BY company_id, status, COALESCE(currency, '');

            CREATE TRIGGER figure_contact_added AFTER INSERT ON contacts WHEN new.deleted_at IS NULL
            BEGIN
              INSERT INTO figure_contacts (company_id, status, currency, contacts, estimated, actual)
              VALUES (new.company_id, new.status, COALESCE(new.currency, ''), 1, COALESCE(new.estimated_value, 0),
                      COALESCE(new.actual_value, 0))
              ON CONFLICT (company_id, status, currency) DO UPDATE SET contacts = contacts + 1,
                estimated = estimated + excluded.estimated, actual = actual + excluded.actual;
            END;
            CREATE TRIGGER figure_contact_changed
            AFTER UPDATE OF status, currency, estimated_value, actual_value, deleted_at ON contacts
            WHEN old.status <> new.status OR old.currency IS NOT new.currency
              OR old.estimated_value IS NOT new.estimated_value OR old.actual_value IS NOT new.actual_value
              OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)
            BEGIN
              UPDATE figure_contacts SET contacts = contacts - 1,
                estimated = estimated - COALESCE(old.estimated_value, 0),
                actual = actual - COALESCE(old.actual_value, 0)
              WHERE company_id = old.company_id AND status = old.status AND currency = COALESCE(old.currency, '')
                AND old.deleted_at IS NULL;
              INSERT INTO figure_contacts (company_id, status, currency, contacts, estimated, actual)
              SELECT new.company_id, new.status, COALESCE(new.currency, ''), 1, COALESCE(new.estimated_value, 0),
                     COALESCE(new.actual_value, 0)
              WHERE new.deleted_at IS NULL
              ON CONFLICT (company_id, status, currency) DO UPDATE SET contacts = contacts + 1,
                estimated = estimated + excluded.estimated, actual = actual + excluded.actual;
            END;
            CREATE TRIGGER figure_contact_removed AFTER DELETE ON contacts WHEN old.deleted_at IS NULL
            BEGIN
              UPDATE figure_contacts SET contacts = contacts - 1,
                estimated = estimated - COALESCE(old.estimated_value, 0),
                actual = actual - COALESCE(old.actual_value, 0)
              WHERE company_id = old.company_id AND status = old.status AND currency = COALESCE(old.currency, '');
            END;
            """),
        Migration(
            "figures/3-callers",
            """
            -- Who called when, to see who calls again; written a little after the calls, for numbers come in no order.
            CREATE TABLE figure_callers (
              company_id INTEGER NOT NULL,
              number     TEXT    NOT NULL,                    -- E.164
              started_at INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              PRIMARY KEY (company_id, number, started_at, call_id)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX figure_callers_by_call ON figure_callers (company_id, call_id);

            -- Whose neighbour is gone is looked at again.
            CREATE TRIGGER figure_caller_gone AFTER DELETE ON figure_callers
            BEGIN
              UPDATE calls SET repeated = NULL, followed = NULL
              WHERE company_id = old.company_id AND id IN (
                SELECT call_id FROM (
                  SELECT call_id FROM figure_callers
                  WHERE company_id = old.company_id AND number = old.number
                    AND (started_at, call_id) < (old.started_at, old.call_id)
                  ORDER BY started_at DESC, call_id DESC LIMIT 1)
                UNION ALL
                SELECT call_id FROM (
                  SELECT call_id FROM figure_callers
                  WHERE company_id = old.company_id AND number = old.number
                    AND (started_at, call_id) > (old.started_at, old.call_id)
                  ORDER BY started_at, call_id LIMIT 1));
            END;
            CREATE TRIGGER figure_caller_removed AFTER DELETE ON calls
            BEGIN
              DELETE FROM figure_callers WHERE company_id = old.company_id AND call_id = old.id;
            END;
            """),
    ]
}
