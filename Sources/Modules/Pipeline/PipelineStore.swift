import ModuleKit

/// Every SQL statement of the module.
enum PipelineStore {
    /// What is in a stage in one currency.
    struct Sum: Sendable {
        let currency: String
        let contacts: Int64
        let amount: Int64
        let sinceSec: Int64
    }

    // MARK: Stages

    /// The company's stages in their order; the usual ones until it has drawn its own.
    static func stages(in tx: Transaction) throws -> [Stage] {
        let own = try tx.rows(
            """
            SELECT key, label, kind FROM pipeline_stages WHERE company_id = \(tx.company) ORDER BY position LIMIT 50
            """
        ) { Stage(key: $0.string(0), label: $0.string(1), kind: try $0.value(2)) }
        return own.isEmpty ? Stage.usual : own
    }

    static func save(_ stages: [Stage], in tx: Transaction) throws {
        try tx.execute("DELETE FROM pipeline_stages WHERE company_id = \(tx.company)")
        for (position, stage) in stages.enumerated() {
            try tx.execute(
                """
                INSERT INTO pipeline_stages (company_id, key, label, kind, position)
                VALUES (\(tx.company), \(stage.key), \(stage.label), \(stage.kind), \(position))
                """)
        }
    }

    static func sums(of stage: String, in tx: Transaction) throws -> [Sum] {
        try tx.rows(
            """
            SELECT currency, contacts, amount, since_sec FROM pipeline_sums
            WHERE company_id = \(tx.company) AND stage = \(stage) AND contacts > 0 ORDER BY currency
            """
        ) { Sum(currency: $0.string(0), contacts: $0.int64(1), amount: $0.int64(2), sinceSec: $0.int64(3)) }
    }

    static func oldest(in stage: String, _ tx: Transaction) throws -> Timestamp? {
        try tx.first(
            """
            SELECT since FROM pipeline_places
            WHERE company_id = \(tx.company) AND stage = \(stage) AND counted = 1 ORDER BY since LIMIT 1
            """
        ) { Timestamp(milliseconds: $0.int64(0)) }
    }

    // MARK: Places

    static func place(of contact: ContactID, in tx: Transaction) throws -> Place? {
        try tx.first(select + "WHERE p.company_id = \(tx.company) AND p.contact_id = \(contact)", read)
    }

    /// The places of a stage after a rank, in their order.
    static func places(in stage: String, after rank: Int64, limit: Int, _ tx: Transaction) throws -> [Place] {
        try tx.rows(
            select
                + """
                WHERE p.company_id = \(tx.company) AND p.stage = \(stage) AND p.rank > \(rank) AND p.counted = 1
                ORDER BY p.rank LIMIT \(limit)
                """, read)
    }

    /// The contacts of a stage, removed ones too, in their order.
    static func contacts(in stage: String, limit: Int, _ tx: Transaction) throws -> [ContactID] {
        try tx.rows(
            """
            SELECT contact_id FROM pipeline_places WHERE company_id = \(tx.company) AND stage = \(stage)
            ORDER BY rank LIMIT \(limit)
            """
        ) { ContactID($0.int64(0)) }
    }

    static func lastRank(in stage: String, _ tx: Transaction) throws -> Int64 {
        try tx.first(
            """
            SELECT rank FROM pipeline_places WHERE company_id = \(tx.company) AND stage = \(stage)
            ORDER BY rank DESC LIMIT 1
            """
        ) { $0.int64(0) } ?? 0
    }

    /// The rank of whoever stands before a rank, and of the stage's first: 0.
    static func rank(before rank: Int64, in stage: String, _ tx: Transaction) throws -> Int64 {
        try tx.first(
            """
            SELECT rank FROM pipeline_places WHERE company_id = \(tx.company) AND stage = \(stage) AND rank < \(rank)
            ORDER BY rank DESC LIMIT 1
            """
        ) { $0.int64(0) } ?? 0
    }

    /// Moves everybody from a rank on by so much.
    static func push(from rank: Int64, by step: Int64, in stage: String, _ tx: Transaction) throws {
        // By way of negative ranks: in the middle of a statement no two may be the same.
        try tx.execute(
            """
            UPDATE pipeline_places SET rank = -(rank + \(step))
            WHERE company_id = \(tx.company) AND stage = \(stage) AND rank >= \(rank)
            """)
        try tx.execute(
            """
            UPDATE pipeline_places SET rank = -rank
            WHERE company_id = \(tx.company) AND stage = \(stage) AND rank < 0
            """)
    }

    static func save(_ place: Place, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO pipeline_places (company_id, contact_id, stage, rank, since, counted, amount, currency)
            VALUES (\(tx.company), \(place.contact), \(place.stage), \(place.rank), \(place.since), \(place.isCounted),
                    \(place.amount), \(place.currency))
            """)
        guard place.isCounted else { return }
        try tx.execute(
            """
            INSERT INTO pipeline_sums (company_id, stage, currency, contacts, amount, since_sec)
            VALUES (\(tx.company), \(place.stage), \(place.currency), 1, \(place.amount),
                    \(place.since.milliseconds / 1000))
            ON CONFLICT (company_id, stage, currency) DO UPDATE SET contacts = pipeline_sums.contacts + 1,
                amount = pipeline_sums.amount + excluded.amount, since_sec = pipeline_sums.since_sec + excluded.since_sec
            """)
    }

    /// Takes a contact out, and out of its stage's sum.
    static func remove(_ contact: ContactID, in tx: Transaction) throws {
        try tx.execute(
            "DELETE FROM pipeline_places WHERE company_id = \(tx.company) AND contact_id = \(contact)")
    }

    // MARK: Moves

    static func note(_ move: StageMove, of contact: ContactID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO pipeline_moves (company_id, contact_id, id, from_stage, to_stage, author, at, amount, currency)
            VALUES (\(tx.company), \(contact), \(move.id), \(move.from), \(move.to), \(move.author), \(move.at),
                    \(move.value?.amount), \(move.value?.currency))
            """)
    }

    static func moves(of contact: ContactID, before: Int64?, limit: Int, in tx: Transaction) throws -> [StageMove] {
        try tx.rows(
            """
            SELECT id, from_stage, to_stage, author, at, amount, currency FROM pipeline_moves
            WHERE company_id = \(tx.company) AND contact_id = \(contact) AND id < \(before ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            let currency = row.stringOrNil(6)
            return StageMove(
                id: row.int64(0), from: row.stringOrNil(1), to: row.stringOrNil(2), author: row.string(3),
                at: Timestamp(milliseconds: row.int64(4)),
                value: row.int64OrNil(5).flatMap { amount in currency.map { Money(amount: amount, currency: $0) } })
        }
    }

    static func faults(in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT company_id, stage FROM (
              SELECT company_id, stage, currency, contacts, amount, since_sec FROM pipeline_sums
              UNION ALL
              SELECT company_id, stage, currency, -1, -amount, -(since / 1000) FROM pipeline_places WHERE counted = 1) both
            GROUP BY company_id, stage, currency
            HAVING SUM(contacts) <> 0 OR SUM(amount) <> 0 OR SUM(since_sec) <> 0
            ORDER BY company_id, stage LIMIT \(SelfCheck.limit)
            """
        ) { "pipeline: the stage `\($0.string(1))` of \(CompanyID($0.int64(0))) is not what its contacts come to." }
    }

    private static let select: SQL = """
        SELECT p.contact_id, c.name, p.stage, p.rank, p.since, p.counted, p.amount, p.currency
        FROM pipeline_places p JOIN contacts c ON c.company_id = p.company_id AND c.id = p.contact_id \u{20}
        """

    private static func read(_ row: Row) -> Place {
        Place(
            contact: ContactID(row.int64(0)), name: row.stringOrNil(1), stage: row.string(2), rank: row.int64(3),
            since: Timestamp(milliseconds: row.int64(4)), isCounted: row.bool(5), amount: row.int64(6),
            currency: row.string(7))
    }
}
