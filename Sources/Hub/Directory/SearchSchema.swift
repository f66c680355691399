import SQLite

/// What contacts are found by; the database keeps all of it true itself, whoever writes a contact.
///
/// A contact that a call makes has a number and no name, no tags and no value: it costs one row here, its number's ending.
enum SearchSchema {
    static let migrations = [
        Migration(
            "search/1-contacts",
            """
            -- What the index of names holds: each name, with its company as a word that nobody can type.
            CREATE VIEW contact_search_rows AS
              SELECT id, char(57344) || company_id AS company, name FROM contacts WHERE name IS NOT NULL;
            CREATE VIRTUAL TABLE contact_search USING fts5 (
              company, name, content = 'contact_search_rows', content_rowid = 'id', columnsize = 0, prefix = '1 2 3',
              tokenize = 'unicode61 remove_diacritics 2');
            INSERT INTO contact_search (contact_search) VALUES ('rebuild');

            CREATE TRIGGER contact_search_added AFTER INSERT ON contacts WHEN new.name IS NOT NULL
            BEGIN
              INSERT INTO contact_search (rowid, company, name)
              VALUES (new.id, char(57344) || new.company_id, new.name);
            END;
            -- One trigger, for the order of two is nobody's promise: the old words go before the new ones come.
            CREATE TRIGGER contact_search_changed AFTER UPDATE OF name ON contacts WHEN old.name IS NOT new.name
            BEGIN
              INSERT INTO contact_search (contact_search, rowid, company, name)
              SELECT 'delete', old.id, char(57344) || old.company_id, old.name WHERE old.name IS NOT NULL;
              INSERT INTO contact_search (rowid, company, name)
              SELECT new.id, char(57344) || new.company_id, new.name WHERE new.name IS NOT NULL;
            END;
            CREATE TRIGGER contact_search_removed BEFORE DELETE ON contacts WHEN old.name IS NOT NULL
            BEGIN
              INSERT INTO contact_search (contact_search, rowid, company, name)
              VALUES ('delete', old.id, char(57344) || old.company_id, old.name);
            END;

            CREATE TABLE contact_tags (
              company_id INTEGER NOT NULL,
              tag        TEXT    NOT NULL,                 -- ASCII letters in lower case
              contact_id INTEGER NOT NULL,
              PRIMARY KEY (company_id, tag, contact_id),
              FOREIGN KEY (company_id, contact_id) REFERENCES contacts (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX contact_tags_by_contact ON contact_tags (company_id, contact_id);
            INSERT INTO contact_tags (company_id, tag, contact_id)
            SELECT DISTINCT c.company_id, lower(t.value), c.id FROM contacts c, json_each(c.tags) t WHERE c.tags <> '[]';
            CREATE TRIGGER contact_tags_added AFTER INSERT ON contacts WHEN new.tags <> '[]'
            BEGIN
              INSERT INTO contact_tags (company_id, tag, contact_id)
              SELECT DISTINCT new.company_id, lower(value), new.id FROM json_each(new.tags);
            END;
            CREATE TRIGGER contact_tags_changed AFTER UPDATE OF tags ON contacts WHEN old.tags <> new.tags
            BEGIN
              DELETE FROM contact_tags WHERE company_id = old.company_id AND contact_id = old.id;
              INSERT INTO contact_tags (company_id, tag, contact_id)
              SELECT DISTINCT new.company_id, lower(value), new.id FROM json_each(new.tags);
            END;

            CREATE INDEX contact_numbers_by_ending ON contact_numbers (company_id, substr(number, -4), contact_id);
            CREATE INDEX contacts_by_status ON contacts (company_id, status, id) WHERE status <> 'new';
            CREATE INDEX contacts_by_source ON contacts (company_id, source, id) WHERE source <> 'call';
            CREATE INDEX contacts_by_value ON contacts (company_id, estimated_value, id)
              WHERE estimated_value IS NOT NULL;
            CREATE INDEX contacts_by_change ON contacts (company_id, updated_at, id) WHERE version > 1;
            CREATE INDEX contacts_removed ON contacts (company_id, id) WHERE deleted_at IS NOT NULL;
            CREATE INDEX interactions_by_time ON interactions (company_id, at, contact_id);
            """),
        // The index of names writes out what it has at the end of each statement with a trigger: many that are made in one
        // transaction come into it by one statement.
        Migration(
            "search/2-many-at-once",
            """
            ALTER TABLE contacts ADD COLUMN unsearched INTEGER;   -- 1 within the transaction that makes many
            DROP TRIGGER contact_search_added;
            CREATE TRIGGER contact_search_added AFTER INSERT ON contacts
            WHEN new.name IS NOT NULL AND new.unsearched IS NULL
            BEGIN
              INSERT INTO contact_search (rowid, company, name)
              VALUES (new.id, char(57344) || new.company_id, new.name);
            END;
            CREATE TRIGGER contact_search_caught_up AFTER UPDATE OF unsearched ON contacts
            WHEN old.unsearched IS NOT NULL AND new.unsearched IS NULL AND new.name IS NOT NULL
            BEGIN
              INSERT INTO contact_search (rowid, company, name)
              VALUES (new.id, char(57344) || new.company_id, new.name);
            END;
            DROP TRIGGER contact_search_changed;
            CREATE TRIGGER contact_search_changed AFTER UPDATE OF name ON contacts
            WHEN old.name IS NOT new.name AND old.unsearched IS NULL
            BEGIN
              INSERT INTO contact_search (contact_search, rowid, company, name)
              SELECT 'delete', old.id, char(57344) || old.company_id, old.name WHERE old.name IS NOT NULL;
              INSERT INTO contact_search (rowid, company, name)
              SELECT new.id, char(57344) || new.company_id, new.name WHERE new.name IS NOT NULL;
            END;
            DROP TRIGGER contact_search_removed;
            CREATE TRIGGER contact_search_removed BEFORE DELETE ON contacts
            WHEN old.name IS NOT NULL AND old.unsearched IS NULL
            BEGIN
              INSERT INTO contact_search (contact_search, rowid, company, name)
              VALUES ('delete', old.id, char(57344) || old.company_id, old.name);
            END;
            """),
        Migration(
            "search/3-words",
            """
            -- The words of the index of names, each once, to tell which there are.
            CREATE VIRTUAL TABLE contact_words USING fts5vocab ('contact_search', 'row');
            """),
    ]
}
