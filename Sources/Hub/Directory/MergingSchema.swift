import SQLite

enum MergingSchema {
    static let migrations = [
        Migration(
            "merging/1-contacts",
            """
            ALTER TABLE contacts ADD COLUMN merged_into INTEGER;   -- as whom it goes on; deleted_at is set too
            CREATE INDEX contacts_merged ON contacts (company_id, merged_into) WHERE merged_into IS NOT NULL;
            """)
    ]
}
