import ModuleKit

/// Every SQL statement on templates.
enum TemplateStore {
    private static let columns: SQL = "id, name, channel, language, text, content_id, created_at, updated_at, version"

    static func template(_ id: MessageTemplateID, in tx: Transaction) throws -> MessageTemplate? {
        try tx.first(
            "SELECT \(columns) FROM messaging_templates WHERE company_id = \(tx.company) AND id = \(id)", read)
    }

    /// Those that have a name, of a channel and a language where they are named; at most two.
    static func templates(
        named name: String, _ channel: MessageChannel?, _ language: String?, in tx: Transaction
    ) throws -> [MessageTemplate] {
        try tx.rows(
            """
            SELECT \(columns) FROM messaging_templates
            WHERE company_id = \(tx.company) AND name = \(name) AND channel = COALESCE(\(channel), channel)
              AND language = COALESCE(\(language), language)
            ORDER BY id LIMIT 2
            """, read)
    }

    static func templates(after: MessageTemplateID?, limit: Int, in tx: Transaction) throws -> [MessageTemplate] {
        try tx.rows(
            """
            SELECT \(columns) FROM messaging_templates
            WHERE company_id = \(tx.company) AND id > \(after?.rawValue ?? 0) ORDER BY id LIMIT \(limit)
            """, read)
    }

    /// Writes a template, new or changed.
    static func put(_ template: MessageTemplate, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO messaging_templates (company_id, id, name, channel, language, text, content_id, created_at,
                                             updated_at, version)
            VALUES (\(tx.company), \(template.id), \(template.name), \(template.channel), \(template.language),
                    \(template.text), \(template.contentID), \(template.createdAt), \(template.updatedAt),
                    \(template.version))
            ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, channel = excluded.channel,
                language = excluded.language, text = excluded.text, content_id = excluded.content_id,
                updated_at = excluded.updated_at, version = excluded.version
            """)
    }

    static func delete(_ id: MessageTemplateID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM messaging_templates WHERE company_id = \(tx.company) AND id = \(id)")
    }

    private static func read(_ row: Row) -> MessageTemplate {
        MessageTemplate(
            id: MessageTemplateID(row.int64(0)), name: row.string(1),
            channel: MessageChannel(rawValue: row.string(2)) ?? .sms, language: row.string(3), text: row.string(4),
            contentID: row.stringOrNil(5), createdAt: Timestamp(milliseconds: row.int64(6)),
            updatedAt: Timestamp(milliseconds: row.int64(7)), version: row.int64(8))
    }
}
