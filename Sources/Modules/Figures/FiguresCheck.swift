import ModuleKit

extension FiguresModule {
    /// Counters that are not what calls and contacts come to, of all companies, a line each.
    package static func faults(in tx: Transaction) throws -> [String] {
        try quarters(in: tx) + cells(in: tx) + words(in: tx) + contacts(in: tx)
    }

    private static func quarters(in tx: Transaction) throws -> [String] {
        let sql: SQL = """
            SELECT company_id, quarter FROM (
              SELECT company_id, quarter, 1 AS side, calls, inbound, answered, missed, abandoned, recovered, connected,
                     repeated, followed, talk_sec, wait_ms, within_10, within_20, within_30, within_60
              FROM figure_quarters
              UNION ALL
              SELECT company_id, quarter, -1, calls, inbound, answered, missed, abandoned, recovered, connected,
                     repeated, followed, talk_sec, wait_ms, within_10, within_20, within_30, within_60
              FROM figure_facts) both
            GROUP BY company_id, quarter
            """
        return try tx.rows(sql + differing + " ORDER BY company_id, quarter LIMIT \(SelfCheck.limit)") { row in
            "figures: the calls of \(CompanyID(row.int64(0))) in the quarter of an hour from \(moment(row, 1)) are not counted rightly."
        }
    }

    private static func cells(in tx: Transaction) throws -> [String] {
        let sql: SQL = """
            SELECT company_id, quarter, line_id, agent FROM (
              SELECT company_id, quarter, line_id, agent, 1 AS side, calls, inbound, answered, missed, abandoned,
                     recovered, connected, repeated, followed, talk_sec, wait_ms, within_10, within_20, within_30,
                     within_60
              FROM figure_cells
              UNION ALL
              SELECT company_id, quarter, line_id, agent, -1, calls, inbound, answered, missed, abandoned,
                     recovered, connected, repeated, followed, talk_sec, wait_ms, within_10, within_20, within_30,
                     within_60
              FROM figure_facts) both
            GROUP BY company_id, quarter, line_id, agent
            """
        return try tx.rows(sql + differing + " ORDER BY company_id, quarter LIMIT \(SelfCheck.limit)") { row in
            let line = row.int64(2) == 0 ? "no line" : "\(LineID(row.int64(2)))"
            return "figures: the calls on \(line) from \(moment(row, 1)) are not counted rightly."
        }
    }

    /// What both sides do not agree on.
    private static let differing: SQL = """
         HAVING SUM(side * calls) <> 0 OR SUM(side * inbound) <> 0 OR SUM(side * answered) <> 0
          OR SUM(side * missed) <> 0 OR SUM(side * abandoned) <> 0 OR SUM(side * recovered) <> 0
          OR SUM(side * connected) <> 0 OR SUM(side * repeated) <> 0 OR SUM(side * followed) <> 0
          OR SUM(side * talk_sec) <> 0 OR SUM(side * wait_ms) <> 0 OR SUM(side * within_10) <> 0
          OR SUM(side * within_20) <> 0 OR SUM(side * within_30) <> 0 OR SUM(side * within_60) <> 0
        """

    private static func words(in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT kind, value, quarter FROM (
              SELECT company_id, kind, quarter, value, line_id, agent, calls FROM figure_words
              UNION ALL
              SELECT company_id, 'sentiment', quarter, sentiment, line_id, agent, -1 FROM figure_facts
              WHERE sentiment IS NOT NULL
              UNION ALL
              SELECT company_id, 'intent', quarter, intent, line_id, agent, -1 FROM figure_facts
              WHERE intent IS NOT NULL) both
            GROUP BY company_id, kind, quarter, value, line_id, agent HAVING SUM(calls) <> 0
            ORDER BY company_id, quarter LIMIT \(SelfCheck.limit)
            """
        ) { row in
            "figures: calls of the \(row.string(0)) `\(row.string(1))` from \(moment(row, 2)) are not counted rightly."
        }
    }

    private static func contacts(in tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT company_id, status FROM (
              SELECT company_id, status, currency, contacts, estimated, actual FROM figure_contacts
              UNION ALL
              SELECT company_id, status, COALESCE(currency, ''), -1, -COALESCE(estimated_value, 0),
                     -COALESCE(actual_value, 0)
              FROM contacts WHERE deleted_at IS NULL) both
            GROUP BY company_id, status, currency
            HAVING SUM(contacts) <> 0 OR SUM(estimated) <> 0 OR SUM(actual) <> 0
            ORDER BY company_id, status LIMIT \(SelfCheck.limit)
            """
        ) { row in
            "figures: the contacts of \(CompanyID(row.int64(0))) that are `\(row.string(1))` are not counted rightly."
        }
    }

    private static func moment(_ row: Row, _ column: Int) -> Timestamp {
        Timestamp(milliseconds: row.int64(column) * 900_000)
    }
}
