import SQLite

/// The search index, which triggers keep true: whoever writes a segment need not know of it.
enum TranscriptsSchema {
    static let migrations = [
        Migration(
            "transcripts/1-search",
            """
            -- What the index holds: the shown version of each call, with its company as a word of its own.
            CREATE VIEW transcript_search_rows AS
              SELECT id, 'c' || company_id AS company, text FROM transcript_segments WHERE indexed = 1;

            -- Words are kept by the table of segments alone; sizes of columns would only serve a ranking, and order is time.
            CREATE VIRTUAL TABLE transcript_search USING fts5 (
              company, text, content = 'transcript_search_rows', content_rowid = 'id', columnsize = 0,
              tokenize = 'unicode61 remove_diacritics 2');
            INSERT INTO transcript_search (transcript_search) VALUES ('rebuild');

            CREATE TRIGGER transcript_search_added AFTER INSERT ON transcript_segments WHEN new.indexed = 1
            BEGIN
              INSERT INTO transcript_search (rowid, company, text) VALUES (new.id, 'c' || new.company_id, new.text);
            END;
            CREATE TRIGGER transcript_search_removed AFTER DELETE ON transcript_segments WHEN old.indexed = 1
            BEGIN
              INSERT INTO transcript_search (transcript_search, rowid, company, text)
              VALUES ('delete', old.id, 'c' || old.company_id, old.text);
            END;
            -- One trigger, for the order of two is nobody's promise: the old words go before the new ones come.
            CREATE TRIGGER transcript_search_changed AFTER UPDATE OF text, indexed ON transcript_segments
            WHEN old.indexed <> new.indexed OR old.text <> new.text
            BEGIN
              INSERT INTO transcript_search (transcript_search, rowid, company, text)
              SELECT 'delete', old.id, 'c' || old.company_id, old.text WHERE old.indexed = 1;
              INSERT INTO transcript_search (rowid, company, text)
              SELECT new.id, 'c' || new.company_id, new.text WHERE new.indexed = 1;
            END;

            -- What was said with a contact who is removed cannot be found any more, whoever removes it and however.
            CREATE TRIGGER transcript_search_contact_removed AFTER UPDATE OF deleted_at ON contacts
            WHEN new.deleted_at IS NOT NULL AND old.deleted_at IS NULL
            BEGIN
              UPDATE transcript_segments SET indexed = 0
              WHERE company_id = new.company_id AND indexed = 1 AND call_id IN (
                SELECT call_id FROM interactions
                WHERE company_id = new.company_id AND contact_id = new.id AND call_id IS NOT NULL);
            END;
            CREATE TRIGGER transcript_search_contact_erased BEFORE DELETE ON contacts
            BEGIN
              UPDATE transcript_segments SET indexed = 0
              WHERE company_id = old.company_id AND indexed = 1 AND call_id IN (
                SELECT call_id FROM interactions
                WHERE company_id = old.company_id AND contact_id = old.id AND call_id IS NOT NULL);
            END;
            """),
        Migration(
            "transcripts/2-contacts-rebuilt",
            """
            -- The table of contacts was built anew, and what hung on the old one went with it.
            DROP TRIGGER IF EXISTS transcript_search_contact_removed;
            CREATE TRIGGER transcript_search_contact_removed AFTER UPDATE OF deleted_at ON contacts
            WHEN new.deleted_at IS NOT NULL AND old.deleted_at IS NULL
            BEGIN
              UPDATE transcript_segments SET indexed = 0
              WHERE company_id = new.company_id AND indexed = 1 AND call_id IN (
                SELECT call_id FROM interactions
                WHERE company_id = new.company_id AND contact_id = new.id AND call_id IS NOT NULL);
            END;
            DROP TRIGGER IF EXISTS transcript_search_contact_erased;
            CREATE TRIGGER transcript_search_contact_erased BEFORE DELETE ON contacts
            BEGIN
              UPDATE transcript_segments SET indexed = 0
              WHERE company_id = old.company_id AND indexed = 1 AND call_id IN (
                SELECT call_id FROM interactions
                WHERE company_id = old.company_id AND contact_id = old.id AND call_id IS NOT NULL);
            END;
            """),
        Migration(
            "transcripts/3-purges",
            """
            CREATE TABLE search_purges (                   -- indexes that hold words of rows that have them no more
              name TEXT PRIMARY KEY
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER transcript_search_words_gone AFTER UPDATE OF text ON transcript_segments
            WHEN old.indexed = 1 AND old.text <> new.text
            BEGIN
              INSERT INTO search_purges (name) VALUES ('transcript_search') ON CONFLICT DO NOTHING;
            END;
            CREATE TRIGGER transcript_search_row_gone AFTER DELETE ON transcript_segments WHEN old.indexed = 1
            BEGIN
              INSERT INTO search_purges (name) VALUES ('transcript_search') ON CONFLICT DO NOTHING;
            END;
            CREATE TRIGGER contact_search_row_gone AFTER DELETE ON contacts WHEN old.name IS NOT NULL
            BEGIN
              INSERT INTO search_purges (name) VALUES ('contact_search') ON CONFLICT DO NOTHING;
            END;
            """),
    ]
}
