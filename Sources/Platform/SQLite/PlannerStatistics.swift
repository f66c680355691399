/// What the query planner is told about the tables, from the first row on.
///
/// Every table is clustered by its tenant. Without statistics the planner takes one tenant's share for ten rows, prefers to
/// scan it over any secondary index, and a company's lists grow slow with its data. Measured statistics would come too
/// late and could mislead while a table is small, so the same plain expectation is written at every start: the first
/// column of a key tells tenants apart and little else, the further ones tell rows apart.
struct PlannerStatistics {
    let connection: Connection

    /// Writes the expectation for every index, and makes this connection read it; others read it when they open.
    func write() throws(DatabaseError) {
        // The first ANALYZE makes the table of statistics, the second one reads it.
        try connection.run("ANALYZE sqlite_schema")
        try connection.run(
            """
            BEGIN IMMEDIATE;
            DELETE FROM sqlite_stat1;
            WITH keys AS (
              SELECT t.name AS tbl,
                     CASE WHEN t.wr = 1 AND i.origin = 'pk' THEN t.name ELSE i.name END AS idx,
                     i."unique" AS is_unique, i.partial AS is_partial,
                     (SELECT COUNT(*) FROM pragma_index_info(i.name)) AS columns
              FROM pragma_table_list t JOIN pragma_index_list(t.name) i
              WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'
            )
            INSERT INTO sqlite_stat1 (tbl, idx, stat)
            SELECT tbl, idx,
                   CASE WHEN is_partial THEN '10000' ELSE '1000000' END
                   || CASE WHEN columns > 1 THEN CASE WHEN is_partial THEN ' 1000' ELSE ' 100000' END ELSE '' END
                   || CASE WHEN columns > 2 THEN ' 20' ELSE '' END
                   || CASE WHEN columns > 3 THEN ' 5' ELSE '' END
                   || CASE WHEN columns > 4 THEN ' 2' ELSE '' END
                   || CASE WHEN columns > 5 THEN ' 2' ELSE '' END
                   || CASE WHEN is_unique THEN ' 1' ELSE ' 20' END
            FROM keys;
            COMMIT;
            """)
        try connection.run("ANALYZE sqlite_schema")
    }
}
