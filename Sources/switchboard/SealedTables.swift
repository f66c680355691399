import SQLite

/// What people said and noted: the columns that a company may have sealed, and so the one list for whatever goes through
/// all of them: the change itself, `check`, and archives.
enum SealedTables {
    /// Each name stands in the database while its rows are being changed.
    static let all: [SealedTable] = [
        SealedTable("contacts", ["notes"]),
        SealedTable("interactions", ["summary", "keywords"]),
        SealedTable("calls", ["summary", "note"]),
        SealedTable("call_notes", ["text"], row: "call_id || '/' || version", walk: "call_id"),
        SealedTable("transcript_segments", ["text"], walk: "call_id", also: searchability),
        SealedTable("messages", ["text"]),
        SealedTable("insights_promises", ["text"]),
        SealedTable("insights_triggers", ["text"], row: "call_id || '/' || rule", walk: "call_id"),
        SealedTable("insights_model_verdicts", ["body"], walk: "call_id"),
        SealedTable("tasks", ["title", "note"]),
        SealedTable("contact_merges", ["changes"]),
        SealedTable("import_changes", ["before", "after"], row: "import_id || '/' || contact_id", walk: "contact_id"),
        SealedTable("import_errors", ["value", "detail"], row: "import_id || '/' || number", walk: "import_id"),
        SealedTable("imports", ["sample"]),
        SealedTable("events", ["body"], row: "log_offset", walk: "log_offset"),
    ]

    /// The search holds the words that are shown, and none that are sealed.
    private static let searchability: StaticString = """
        indexed = (seals(company_id) = 0
          AND EXISTS (SELECT 1 FROM transcript_versions v WHERE v.company_id = transcript_segments.company_id
            AND v.call_id = transcript_segments.call_id AND v.source = transcript_segments.source AND v.shown = 1)
          AND NOT EXISTS (SELECT 1 FROM calls k JOIN contacts c ON c.company_id = k.company_id AND c.id = k.contact_id
            WHERE k.company_id = transcript_segments.company_id AND k.id = transcript_segments.call_id
              AND c.deleted_at IS NOT NULL))
        """
}
