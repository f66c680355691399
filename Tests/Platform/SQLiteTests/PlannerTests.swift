import SQLite
import Testing

@Suite(.timeLimit(.minutes(10))) struct PlannerTests {
    private static let migrations = [
        Migration(
            "planner/1",
            """
            CREATE TABLE notes (
              tenant INTEGER NOT NULL, id INTEGER NOT NULL, number TEXT, done INTEGER,
              PRIMARY KEY (tenant, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX notes_by_number ON notes (tenant, number, id);
            CREATE INDEX notes_open ON notes (tenant, id) WHERE done IS NULL;
            """)
    ]

    @Test func aTenantsRowsAreFoundByTheirIndexAndNotByReadingTheTenant() async throws {
        try await withDatabase(migrations: Self.migrations) { database in
            let plans = try await database.read(tenant: 1) { tx in
                [
                    try tx.rows("EXPLAIN QUERY PLAN SELECT id FROM notes WHERE tenant = 1 AND number = 'a'") {
                        $0.string(3)
                    },
                    try tx.rows(
                        "EXPLAIN QUERY PLAN SELECT id FROM notes WHERE tenant = 1 AND done IS NULL ORDER BY id DESC LIMIT 5"
                    ) { $0.string(3) },
                ].map { $0.joined(separator: "; ") }
            }

            #expect(plans[0].contains("notes_by_number"), "\(plans[0])")
            #expect(plans[1].contains("notes_open"), "\(plans[1])")
        }
    }
}
