import SQLite

/// What transcripts need beyond the table that ``CallsSchema`` made of them.
enum TranscriptSchema {
    static let migrations = [
        Migration(
            "calls/2-transcripts",
            """
            ALTER TABLE transcript_segments ADD COLUMN source TEXT NOT NULL DEFAULT 'live';
            ALTER TABLE transcript_segments ADD COLUMN indexed INTEGER NOT NULL DEFAULT 1 CHECK (indexed IN (0, 1));
            ALTER TABLE transcript_segments ADD COLUMN log_offset INTEGER;   -- of the event that told of it

            -- The search index knows rows by one integer; a segment's id is unique in the whole file.
            CREATE UNIQUE INDEX transcript_segments_by_id ON transcript_segments (id);

            CREATE TABLE transcript_versions (
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              source     TEXT    NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
              quality    INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 100),
              shown      INTEGER NOT NULL CHECK (shown IN (0, 1)),
              created_at INTEGER NOT NULL,                     -- milliseconds since 1970, UTC
              created_by TEXT,
              PRIMARY KEY (company_id, call_id, source),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE transcript_redactions (               -- what was marked; the words themselves stand nowhere
              company_id INTEGER NOT NULL,
              call_id    INTEGER NOT NULL,
              id         INTEGER NOT NULL,
              segment_id INTEGER,                              -- in which the words were marked
              start      INTEGER,                              -- the first character there
              length     INTEGER,
              from_ms    INTEGER,                              -- milliseconds of the call; null where nobody knows them
              to_ms      INTEGER,
              segments   INTEGER NOT NULL,                     -- how many it changed
              reason     TEXT CHECK (length(reason) <= 200),
              at         INTEGER NOT NULL,
              by         TEXT    NOT NULL,
              PRIMARY KEY (company_id, call_id, id),
              FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            UPDATE transcript_segments SET source = 'reported' WHERE session = 'reported';
            INSERT INTO transcript_versions (company_id, call_id, source, quality, shown, created_at)
              SELECT company_id, call_id, source, CASE source WHEN 'live' THEN 40 ELSE 30 END,
                     source = min(source) OVER (PARTITION BY company_id, call_id), min(at)
              FROM transcript_segments GROUP BY company_id, call_id, source;
            UPDATE transcript_segments SET indexed = 0 WHERE source = 'reported' AND EXISTS (
              SELECT 1 FROM transcript_versions v WHERE v.company_id = transcript_segments.company_id
                AND v.call_id = transcript_segments.call_id AND v.source = 'live');
            """)
    ]
}
