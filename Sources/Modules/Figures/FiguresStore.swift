import ModuleKit

/// Every SQL statement that reads the counters; none of them looks at a call or a contact.
enum FiguresStore {
    /// The quarter of an hour in which a moment lies, since 1970.
    static func quarter(_ at: Timestamp) -> Int64 { at.milliseconds / 900_000 }

    /// What the calls of each quarter of an hour add up to, oldest first; quarters without any are left out.
    static func quarters(_ span: FiguresSpan, in tx: Transaction) throws -> [(at: Timestamp, figures: CallFigures)] {
        try tx.rows(quartersQuery(span, tx)) { row in
            (Timestamp(milliseconds: row.int64(0) * 900_000), CallFigures(row, from: 1))
        }
    }

    /// The statement of ``quarters(_:in:)``.
    static func quartersQuery(_ span: FiguresSpan, _ tx: Transaction) -> SQL {
        var sql: SQL = "SELECT quarter, "
        sql += CallFigures.sums
        return sql + source(of: span) + conditions(span, tx) + " GROUP BY quarter ORDER BY quarter"
    }

    static func total(_ span: FiguresSpan, in tx: Transaction) throws -> CallFigures {
        var sql: SQL = "SELECT "
        sql += CallFigures.sums
        sql += source(of: span) + conditions(span, tx)
        return try tx.first(sql) { CallFigures($0, from: 0) } ?? CallFigures()
    }

    /// Without a line or an agent the sums of all of them are there already.
    private static func source(of span: FiguresSpan) -> SQL {
        span.line == nil && span.agent == nil ? " FROM figure_quarters" : " FROM figure_cells"
    }

    /// By line, the busiest first; nil: calls on none.
    static func lines(_ span: FiguresSpan, in tx: Transaction) throws -> [(line: LineID?, figures: CallFigures)] {
        try tx.rows(
            "SELECT line_id, " + CallFigures.sums + " FROM figure_cells" + conditions(span, tx)
                + " GROUP BY line_id HAVING SUM(calls) <> 0 ORDER BY SUM(calls) DESC, line_id"
        ) { row in (row.int64(0) == 0 ? nil : LineID(row.int64(0)), CallFigures(row, from: 1)) }
    }

    /// By agent, the busiest first; an empty text: calls that nobody took.
    static func agents(_ span: FiguresSpan, in tx: Transaction) throws -> [(agent: String, figures: CallFigures)] {
        try tx.rows(
            "SELECT agent, " + CallFigures.sums + " FROM figure_cells" + conditions(span, tx)
                + " GROUP BY agent HAVING SUM(calls) <> 0 ORDER BY SUM(calls) DESC, agent"
        ) { row in (row.string(0), CallFigures(row, from: 1)) }
    }

    /// How many calls of each quarter of an hour have each sentiment or intent, oldest first.
    static func words(
        _ kind: FigureWord, _ span: FiguresSpan, in tx: Transaction
    ) throws -> [(at: Timestamp, value: String, calls: Int64)] {
        var sql: SQL = "SELECT quarter, value, SUM(calls) FROM figure_words"
        sql += conditions(span, tx) + " AND kind = \(kind.rawValue) GROUP BY quarter, value ORDER BY quarter, value"
        return try tx.rows(sql) { row in
            (Timestamp(milliseconds: row.int64(0) * 900_000), row.string(1), row.int64(2))
        }
    }

    /// How many contacts there are of each status and currency, and what they are worth.
    static func contacts(in tx: Transaction) throws -> [ContactFigures] {
        try tx.rows(
            """
            SELECT status, currency, contacts, estimated, actual FROM figure_contacts
            WHERE company_id = \(tx.company) ORDER BY status, currency
            """
        ) { row in
            ContactFigures(
                status: row.string(0), currency: row.string(1), contacts: row.int64(2), estimated: row.int64(3),
                actual: row.int64(4))
        }
    }

    private static func conditions(_ span: FiguresSpan, _ tx: Transaction) -> SQL {
        var sql: SQL = " WHERE company_id = \(tx.company)"
        sql += " AND quarter >= \(quarter(span.from)) AND quarter < \(quarter(span.to))"
        if let line = span.line { sql += " AND line_id = \(line)" }
        if let agent = span.agent { sql += " AND agent = \(agent)" }
        return sql
    }
}

/// What is found in calls, and counted.
enum FigureWord: String, Sendable { case sentiment, intent }

/// The contacts of one status whose values are in one currency.
struct ContactFigures: Sendable {
    let status: String
    /// Empty: no value is known.
    let currency: String
    let contacts: Int64
    /// Minor units.
    let estimated: Int64
    let actual: Int64
}
