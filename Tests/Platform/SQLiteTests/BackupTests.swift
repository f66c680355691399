import Foundation
import Glibc
import SQLite
import Testing

@Suite(.timeLimit(.minutes(10))) struct BackupTests {
    @Test func aBackupBesideWritersIsOneMoment() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            defer { database.close() }
            for number in 0..<200 { try await database.write(tenant: 1) { try $0.note("\(number)") } }
            let writing = Task {
                var number = 200
                while !Task.isCancelled {
                    let text = "\(number)"
                    try await database.write(tenant: 1) { try $0.note(text) }
                    number += 1
                }
            }
            for turn in 0..<5 {
                let copy = folder + "/copy-\(turn)"
                try await database.backup(to: copy)
                let (copied, faults) = try await Database.inspect(copy, migrations: notes) { tx in
                    (try tx.notes(), try SelfCheck.structure(in: tx) + SelfCheck.ids(in: tx))
                }
                #expect(faults == [])
                #expect(copied.count >= 200)
                #expect(copied == (0..<copied.count).map(String.init))
            }
            writing.cancel()
            try await writing.value
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("copy") }
            #expect(files.sorted() == (0..<5).map { "copy-\($0)" })
        }
    }

    @Test func aBackupIsItsOwnersAloneAndOverwritesNothing() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            defer { database.close() }
            try await database.backup(to: folder + "/copy")
            var facts = stat()
            #expect(stat(folder + "/copy", &facts) == 0 && facts.st_mode & 0o777 == 0o600)
            await #expect(throws: DatabaseStartError.self) { try await database.backup(to: folder + "/copy") }
            await #expect(throws: DatabaseStartError.self) { try await database.backup(to: folder + "/none/copy") }
        }
    }

    @Test func whatIsNoDatabaseOfOursIsNotInspected() async throws {
        try await withFolder { folder in
            func refusal(_ name: String) async -> String? {
                do {
                    try await Database.inspect("\(folder)/\(name)", migrations: notes) { _ in }
                    return nil
                } catch {
                    return "\(error)".replacing(folder + "/", with: "")
                }
            }
            try Data(
                "This is no database, and long enough for the header of one; a hundred bytes at least, so it goes on."
                    .utf8
            ).write(to: URL(fileURLWithPath: folder + "/text"))
            #expect(await refusal("text") == "The file text is not a database.")
            try Data().write(to: URL(fileURLWithPath: folder + "/empty"))
            #expect(await refusal("empty") == "The file empty is no database of this program.")
            #expect(await refusal("none")?.hasPrefix("The database none cannot be opened") == true)
            try Database(
                path: folder + "/newer", migrations: notes + [Migration("later/1", "CREATE TABLE later (id INTEGER)")]
            )
            .close()
            let newer = "The file newer is newer than this program: it has seen the migration later/1."
            #expect(await refusal("newer") == newer)
        }
    }

    @Test func aLogThatWasLeftIsFoldedIntoItsFile() async throws {
        try await withFolder { folder in
            let database = try Database(path: folder + "/hub.db", migrations: notes)
            try await database.write(tenant: 1) { try $0.note("kept") }
            // What a program leaves that was killed.
            for name in ["hub.db", "hub.db-wal"] {
                try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/left-\(name)")
            }
            database.close()
            try await Database.foldLog(folder + "/left-hub.db")
            #expect(!FileManager.default.fileExists(atPath: folder + "/left-hub.db-wal"))
            let kept = try await Database.inspect(folder + "/left-hub.db", migrations: notes) { try $0.notes() }
            #expect(kept == ["kept"])
        }
    }
}
