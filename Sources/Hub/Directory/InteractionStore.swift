import Domain
import JSON
import SQLite

/// Every SQL statement on interactions: what passed between a contact and the company.
package enum InteractionStore {
    /// When the company last had to do with the contact.
    package static func lastContact(of contact: ContactID, in tx: Transaction) throws -> Timestamp? {
        try tx.first(
            """
            SELECT at FROM interactions WHERE company_id = \(tx.company) AND contact_id = \(contact)
            ORDER BY at DESC LIMIT 1
            """
        ) { Timestamp(milliseconds: $0.int64(0)) }
    }

    /// The newest interactions of a contact, newest first.
    package static func recent(of contact: ContactID, limit: Int, in tx: Transaction) throws -> [Interaction] {
        try page(of: contact, before: nil, limit: limit, in: tx)
    }

    /// Interactions of a contact, newest first, older than a place in the list.
    package static func page(
        of contact: ContactID, before: (at: Timestamp, id: InteractionID)?, limit: Int, in tx: Transaction
    ) throws -> [Interaction] {
        let (at, id) = (before?.at ?? Timestamp(milliseconds: .max), before?.id ?? InteractionID(.max))
        return try tx.rows(
            """
            SELECT \(columns) FROM interactions
            WHERE company_id = \(tx.company) AND contact_id = \(contact)
              AND (at < \(at) OR (at = \(at) AND id < \(id)))
            ORDER BY at DESC, id DESC LIMIT \(limit)
            """, read)
    }

    /// Writes an interaction; one with a key that stands already is left as it is.
    ///
    /// - Returns: false when the key stood already.
    package static func insert(_ interaction: Interaction, key: String? = nil, in tx: Transaction) throws -> Bool {
        try tx.execute(
            """
            INSERT INTO interactions (company_id, id, contact_id, call_id, kind, at, summary, outcome, sentiment, keywords,
                                      author, external_key)
            VALUES (\(tx.company), \(interaction.id), \(interaction.contact), \(interaction.call),
                    \(interaction.kind.rawValue), \(interaction.at), \(summary(interaction, in: tx)),
                    \(interaction.outcome), \(interaction.sentiment), \(keywords(interaction, in: tx)), \(interaction.author), \(key))
            ON CONFLICT (company_id, external_key) WHERE external_key IS NOT NULL DO NOTHING
            """) == 1
    }

    /// What a call came to, once it is known; absent values leave what stands.
    package static func complete(
        _ id: InteractionID, summary: String?, outcome: String?, sentiment: String?, in tx: Transaction
    ) throws {
        _ = try tx.execute(
            """
            UPDATE interactions SET summary = COALESCE(\(sealed(summary, of: id, in: tx)), summary),
                outcome = COALESCE(\(outcome), outcome),
                sentiment = COALESCE(\(sentiment), sentiment)
            WHERE company_id = \(tx.company) AND id = \(id)
            """)
    }

    /// Gives an interaction to another contact.
    package static func give(_ id: InteractionID, to contact: ContactID, in tx: Transaction) throws {
        try tx.execute(
            "UPDATE interactions SET contact_id = \(contact) WHERE company_id = \(tx.company) AND id = \(id)")
    }

    /// Takes an interaction away.
    package static func delete(_ id: InteractionID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM interactions WHERE company_id = \(tx.company) AND id = \(id)")
    }

    /// One interaction.
    package static func interaction(_ id: InteractionID, in tx: Transaction) throws -> Interaction? {
        try tx.first(
            """
            SELECT \(columns) FROM interactions
            WHERE company_id = \(tx.company) AND id = \(id)
            """, read)
    }

    /// One interaction, and whether somebody wrote it by hand: calls and messages leave theirs themselves.
    package static func written(_ id: InteractionID, in tx: Transaction) throws -> (Interaction, isWritten: Bool)? {
        try tx.first(
            """
            SELECT \(columns), call_id IS NULL AND external_key IS NULL AND author IS NOT NULL
            FROM interactions WHERE company_id = \(tx.company) AND id = \(id)
            """
        ) { (try read($0), $0.bool(10)) }
    }

    /// Writes what somebody may change of an interaction.
    package static func rewrite(_ interaction: Interaction, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE interactions SET kind = \(interaction.kind.rawValue), at = \(interaction.at),
                summary = \(summary(interaction, in: tx)), outcome = \(interaction.outcome),
                sentiment = \(interaction.sentiment), keywords = \(keywords(interaction, in: tx))
            WHERE company_id = \(tx.company) AND id = \(interaction.id)
            """)
    }

    private static let columns: SQL = """
        id, contact_id, call_id, kind, at, opened('interactions.summary', company_id, id, summary), outcome, sentiment,
        opened('interactions.keywords', company_id, id, keywords), author
        """

    private static func summary(_ interaction: Interaction, in tx: Transaction) -> SQL {
        sealed(interaction.summary, of: interaction.id, in: tx)
    }

    private static func sealed(_ summary: String?, of id: InteractionID, in tx: Transaction) -> SQL {
        summary == nil ? "NULL" : "sealed('interactions.summary', \(tx.company), \(id), \(summary))"
    }

    private static func keywords(_ interaction: Interaction, in tx: Transaction) -> SQL {
        interaction.keywords.isEmpty
            ? "NULL"
            : "sealed('interactions.keywords', \(tx.company), \(interaction.id), \(interaction.keywords.jsonText))"
    }

    private static func read(_ row: Row) throws -> Interaction {
        // Written by us as a list.
        let keywords = row.stringOrNil(8).flatMap { try? JSONParser.parse(Array($0.utf8)).array }
        return Interaction(
            id: InteractionID(row.int64(0)), contact: ContactID(row.int64(1)),
            call: row.int64OrNil(2).map { CallID($0) },
            kind: Interaction.Kind(rawValue: row.string(3)) ?? .note, at: Timestamp(milliseconds: row.int64(4)),
            summary: row.stringOrNil(5), outcome: row.stringOrNil(6), sentiment: row.stringOrNil(7),
            keywords: keywords?.compactMap(\.string) ?? [], author: row.stringOrNil(9))
    }
}
