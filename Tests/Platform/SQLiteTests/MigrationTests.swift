import Glibc
import SQLite
import Testing

@Suite(.timeLimit(.minutes(10))) struct MigrationTests {
    private static let first = Migration(
        "a/1", "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; INSERT INTO a VALUES (1);")
    private static let second = Migration("a/2", "ALTER TABLE a ADD COLUMN name TEXT; UPDATE a SET name = 'one'")

    /// Opens, gives the sentence of a failed start (empty: none), and closes.
    private func sentence(_ path: String, _ migrations: [Migration] = []) -> String {
        var options = DatabaseOptions()
        options.busyMilliseconds = 20
        do {
            try Database(path: path, options: options, migrations: migrations).close()
            return ""
        } catch {
            return error.description
        }
    }

    @Test func eachRunsOnceInOrder() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            #expect(sentence(path, [Self.first]) == "")
            #expect(sentence(path, [Self.first]) == "")
            let database = try Database(path: path, migrations: [Self.first, Self.second])
            defer { database.close() }
            #expect(
                try database.readHere(tenant: 0) { tx in try tx.rows("SELECT name FROM a") { $0.string(0) } } == ["one"]
            )
        }
    }

    @Test func aFileNewerThanTheProgramIsRefused() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            #expect(sentence(path, [Self.first, Self.second]) == "")
            let refusal = sentence(path, [Self.first])
            #expect(refusal.contains("newer than this program") && refusal.contains("a/2"))
        }
    }

    @Test func anEditedMigrationIsRefused() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            #expect(sentence(path, [Self.first]) == "")
            let edited = Migration("a/1", "CREATE TABLE a (id INTEGER PRIMARY KEY, more TEXT) STRICT")
            #expect(sentence(path, [edited]).contains("a/1 was edited"))
            #expect(sentence(path, [Self.first, Self.first]).contains("Two migrations"))
        }
    }

    @Test func oneThatFailsLeavesTheFileAsItWas() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            let broken = Migration("b/1", "CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO nowhere VALUES (1)")
            #expect(sentence(path, [Self.first]) == "")
            #expect(sentence(path, [Self.first, Self.second, broken]).contains("b/1 failed: no such table"))
            let database = try Database(path: path, migrations: [Self.first])
            defer { database.close() }
            let columns = try database.readHere(tenant: 0) { tx in
                try tx.rows("SELECT name FROM pragma_table_info('a')") { $0.string(0) }
            }
            #expect(columns == ["id"])
        }
    }

    @Test func oneThatLeavesDanglingRowsIsRefused() async throws {
        try await withFolder { folder in
            let dangling = Migration(
                "c/1",
                "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id)); INSERT INTO c VALUES (9)"
            )
            #expect(sentence(folder + "/hub.db", [dangling]).contains("point at nothing"))
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            let text = String(repeating: "This is a letter, not a database. ", count: 200)
            let file = try #require(fopen(path, "w"))
            fputs(text, file)
            fclose(file)
            #expect(sentence(path).contains("is not a database"))
        }
    }

    @Test func aMissingFolderAndAFolderAreRefused() async throws {
        try await withFolder { folder in
            #expect(sentence(folder + "/none/hub.db").contains("does not exist"))
            #expect(sentence(folder).contains("is a folder"))
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aReadOnlyFolderIsRefused() async throws {
        try await withFolder { folder in
            chmod(folder, 0o500)
            defer { chmod(folder, 0o700) }
            #expect(sentence(folder + "/hub.db").contains("read-only"))
        }
    }

    @Test func aFileThatAnotherHoldsIsRefused() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            let database = try Database(path: path, migrations: [Self.first])
            defer { database.close() }
            let hold = WriterHold(database)
            defer { hold.release() }
            #expect(sentence(path, [Self.first]).contains("in use by another program"))
        }
    }

    @Test func theFileIsReadableByItsOwnerOnly() async throws {
        try await withFolder { folder in
            let path = folder + "/hub.db"
            let database = try Database(path: path, migrations: [Self.first])
            defer { database.close() }
            for suffix in ["", "-wal", "-shm"] {
                var status = stat()
                #expect(stat(path + suffix, &status) == 0 && status.st_mode & 0o777 == 0o600)
            }
        }
    }
}
