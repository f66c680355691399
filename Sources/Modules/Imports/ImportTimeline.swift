import ModuleKit

extension ImportsModule {
    /// The imports that made a contact or changed it, as long as what an undo needs is kept.
    package static let timeline = TimelineSource([.import]) { query, tx in
        let lines = try ImportTimeline.making(query.contact, in: tx) + ImportTimeline.changing(query.contact, in: tx)
        return Array(
            lines.filter { $0.at >= query.from && ($0.at, $0.key) < query.before }
                .sorted { ($0.at, $0.key) > ($1.at, $1.key) }.prefix(query.limit))
    }
}

/// What imports add to the timeline of a contact.
private enum ImportTimeline {
    /// The import that made a contact: one that ran when it came to be, and has it in a batch.
    static func making(_ contact: ContactID, in tx: Transaction) throws -> [TimelineItem] {
        let running = try tx.rows(
            """
            SELECT i.id, i.name, i.author, c.created_at, i.row_count FROM contacts c
            JOIN imports i ON i.company_id = c.company_id AND i.started_at <= c.created_at
              AND COALESCE(i.ended_at, c.created_at) >= c.created_at
            WHERE c.company_id = \(tx.company) AND c.id = \(contact) ORDER BY i.id DESC LIMIT 10
            """
        ) { row in (line(row, "Made by the import of \(row.string(1))"), rows: row.int(4)) }
        return try running.first { try ImportRecord.hasMade(contact, by: ImportID($0.0.key), rows: $0.rows, in: tx) }
            .map { [$0.0] } ?? []
    }

    static func changing(_ contact: ContactID, in tx: Transaction) throws -> [TimelineItem] {
        try tx.rows(
            """
            SELECT i.id, i.name, i.author, COALESCE(i.ended_at, i.started_at, i.created_at),
                   opened('import_changes.after', h.company_id, h.import_id || '/' || h.contact_id, h.after)
            FROM import_changes h
            JOIN imports i ON i.company_id = h.company_id AND i.id = h.import_id
            WHERE h.company_id = \(tx.company) AND h.contact_id = \(contact) ORDER BY i.id DESC LIMIT 1000
            """
        ) { row in
            var item = line(row, "Changed by the import of \(row.string(1))")
            let names = try JSONParser.parse(Array(row.string(4).utf8)).object?.names ?? []
            item.data["fields"] = .array(names.map { .string($0) })
            return item
        }
    }

    private static func line(_ row: Row, _ title: String) -> TimelineItem {
        var item = TimelineItem(
            at: Timestamp(milliseconds: row.int64(3)), .import, ImportID(row.int64(0)), title: title)
        item.author = row.string(2)
        return item
    }
}

extension ImportRecord {
    /// Whether a contact is in one of an import's batches, whose ids grow with their numbers.
    ///
    /// - Parameter rows: No batch begins after this one.
    fileprivate static func hasMade(
        _ contact: ContactID, by id: ImportID, rows: Int, in tx: Transaction
    ) throws -> Bool {
        var (low, high) = (0, rows)
        while low <= high {
            let middle = (low + high) / 2
            guard let batch = try lastBatch(of: id, through: middle, in: tx) else {
                low = middle + 1
                continue
            }
            if let first = batch.contacts.first, contact < first {
                high = batch.number - 1
            } else if let last = batch.contacts.last, contact > last {
                low = middle + 1
            } else {
                return batch.contacts.contains(contact)
            }
        }
        return false
    }
}
