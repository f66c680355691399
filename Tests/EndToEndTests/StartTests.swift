import Foundation
import SQLite
import Testing

@testable import switchboard

/// What stands in the way of a start is one plain sentence, and nothing is damaged by it.
@Suite(.timeLimit(.minutes(10))) struct StartTests {
    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
    }

    private func damage(_ path: String, at offset: UInt64, count: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(repeating: 0xA5, count: count))
        try file.close()
    }

    private func sentence(_ folder: String, _ flags: [String] = []) async -> String? {
        let why = await whyNotStarted(folder, flags)?.replacing(folder, with: "DATA")
        #expect(why?.contains("\n") != true)
        return why
    }

    @Test func aFileThatIsNoDatabaseIsLeftAlone() async throws {
        try await withFolder { folder in
            let text = String(repeating: "Dear diary, ", count: 50)
            try write(text, folder + "/switchboard.db")
            #expect(await sentence(folder) == "The file DATA/switchboard.db is not a database.")
            #expect(try String(contentsOfFile: folder + "/switchboard.db", encoding: .utf8) == text)
        }
    }

    @Test func aDamagedDatabaseSaysThatABackupIsWanted() async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            try damage(folder + "/switchboard.db", at: 100, count: 3_000)
            #expect(await sentence(folder) == "The database DATA/switchboard.db is damaged: restore a backup.")
        }
    }

    @Test func aDatabaseOfAnotherProgramIsLeftAlone() async throws {
        try await withFolder { folder in
            let other = try Database(path: folder + "/other.db", migrations: [])
            try await other.write(tenant: 0) { try $0.execute("CREATE TABLE recipes (name TEXT)") }
            try await other.write(tenant: 0) { try $0.execute("DROP TABLE hub_migrations") }
            other.close()
            try FileManager.default.moveItem(atPath: folder + "/other.db", toPath: folder + "/switchboard.db")
            #expect(await sentence(folder) == "The file DATA/switchboard.db is a database of another program.")
        }
    }

    @Test func aNewerDatabaseIsLeftAlone() async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            let later = Migration("later/1", "CREATE TABLE later (id INTEGER PRIMARY KEY)")
            try Database(path: folder + "/switchboard.db", migrations: Services.migrations + [later]).close()
            let why = "The file DATA/switchboard.db is newer than this program: it has seen the migration later/1."
            #expect(await sentence(folder) == why)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aReadOnlyFolderIsSaid() async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            chmod(folder, 0o500)
            defer { chmod(folder, 0o700) }
            #expect(await sentence(folder)?.contains("cannot be written") == true)
        }
    }

    @Test func aFolderThatIsServedIsSaid() async throws {
        try await withFolder { folder in
            let running = try await startProgram(folder)
            #expect(await sentence(folder) == "The data folder DATA is in use by another switchboard.")
            await running.stop()
            #expect(await sentence(folder) == nil)
        }
    }

    @Test func aDatabaseThatAnotherProgramLocksIsSaid() async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            let database = try Database(path: folder + "/switchboard.db", migrations: Services.migrations)
            let (entered, began) = AsyncStream.makeStream(of: Void.self)
            let released = DispatchSemaphore(value: 0)
            async let held: Void = database.write(tenant: 0) { tx in
                try tx.execute("UPDATE hub_ids SET reserved = reserved")
                began.finish()
                released.wait()
            }
            for await _ in entered {}
            #expect(await sentence(folder) == "The database DATA/switchboard.db is in use by another program.")
            released.signal()
            try await held
            database.close()
            #expect(await sentence(folder) == nil)
        }
    }

    @Test func aPortThatIsTakenIsSaid() async throws {
        try await withFolder { folder in
            let running = try await startProgram(folder + "/one")
            let port = String(running.url.split(separator: ":").last ?? "")
            let why = await sentence(folder + "/two", ["--port", port])
            #expect(why?.contains(port) == true && why?.contains("in use") == true, "\(why ?? "")")
            await running.stop()
            #expect(await sentence(folder + "/two") == nil)
        }
    }

    @Test func aMissingKeyFileIsNotMadeAnew() async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            try FileManager.default.moveItem(atPath: folder + "/secret.key", toPath: folder + "/kept")
            #expect(await sentence(folder)?.hasPrefix("The keys are missing: there is no DATA/secret.key") == true)
            #expect(!FileManager.default.fileExists(atPath: folder + "/secret.key"))
            #expect(await sentence(folder, ["--secret-file", folder + "/kept"]) == nil)
        }
    }

    @Test func anotherKeyFileIsRefused() async throws {
        try await withFolder { folder in
            try await makeFolder(folder + "/one")
            try await makeFolder(folder + "/two")
            let why = await sentence(folder + "/one", ["--secret-file", folder + "/two/secret.key"])
            #expect(why?.hasPrefix("The database is sealed with the key ") == true, "\(why ?? "")")
        }
    }

    @Test(arguments: [
        "", "short", "{\"signing\":[{\"id\":\"a\",\"key\":\"AAAA\"}],\"sealing\":{\"id\":\"a\",\"key\":\"AAAA\"}}",
    ])
    func aShortKeyFileIsRefused(text: String) async throws {
        try await withFolder { folder in
            try await makeFolder(folder)
            try write(text, folder + "/secret.key")
            #expect(await sentence(folder)?.hasPrefix("DATA/secret.key is not a file of keys") == true)
        }
    }

    @Test func aBadProfileIsNamedWithItsFile() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/profiles/acme", withIntermediateDirectories: true)
            try write(
                "{\"provider\":\"acme\",\n\"signature\":{\"scheme\":\"magic\"}}", folder + "/profiles/acme/profile.json"
            )
            let why = await whyNotStarted(folder + "/data", ["--webhooks", folder + "/profiles"]) ?? ""
            #expect(why.contains("acme/profile.json") && why.contains("magic"), "\(why)")
        }
    }
}
