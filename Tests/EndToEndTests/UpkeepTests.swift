import Accounts
import Domain
import Foundation
import JSON
import SQLite
import Support
import Testing

@testable import switchboard

/// `backup`, `restore`, `check` and `secret rotate`, on a program that serves and on a folder at rest.
@Suite(.timeLimit(.minutes(10))) struct UpkeepTests {
    @Test func aBackupOfARunningProgramIsRestoredAndFoolsNoSubscriber() async throws {
        try await withFolder { folder in
            try await withServer { server in
                for number in 0..<20 { _ = try await server.twilio("voice", TestServer.ringing("CA\(number)")) }
                let (epoch, offset) = try await server.position()
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/backup", "--with-key"])
                _ = try await server.twilio("voice", TestServer.ringing("CA20"))
                let (_, later) = try await server.position()

                // What is served is not restored over.
                let over = ["--data", server.data, "--from", folder + "/backup"]
                await #expect(throws: DataFolder.Refusal.self) { try await RestoreCommand.run(over) }
                await server.stop()
                await #expect(throws: KeptFiles.Refusal.self) { try await RestoreCommand.run(over) }
                try await RestoreCommand.run(over + ["--force"])
                let names = try FileManager.default.contentsOfDirectory(atPath: server.data)
                #expect(names.contains { $0.hasPrefix("switchboard.db.before-") })

                let again = try await server.restarted()
                let (renewed, restored) = try await again.position()
                #expect(renewed != epoch && restored == offset)
                #expect(try await again.calls().count == 20)
                // Its account's secret is sealed with the folder's key still.
                #expect(try await again.twilio("voice", TestServer.ringing("CA21")).status.code == 200)
                let events = try await again.connect()
                let answer = try await events.subscribe(["calls"], after: (epoch, later))
                #expect(answer["outcome"] == "reset" && answer["reason"] == "epoch")
            }
        }
    }

    @Test func aBackupWithItsKeysIsEnoughForANewFolder() async throws {
        try await withFolder { folder in
            try await withServer { server in
                _ = try await server.twilio("voice", TestServer.ringing("CA1"))
                await server.stop()
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/backup", "--with-key"])
                try FileManager.default.removeItem(atPath: server.data)
                try await RestoreCommand.run(["--data", server.data, "--from", folder + "/backup"])
                let again = try await server.restarted()
                #expect(try await again.twilio("voice", TestServer.ringing("CA2")).status.code == 200)
                #expect(try await again.calls().count == 2)
            }
        }
    }

    @Test func aBackupWithoutItsKeysIsNotRestoredIntoAFolderOfOthers() async throws {
        try await withFolder { folder in
            try await withServer { server in
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/backup"])
            }
            try await makeFolder(folder + "/other")
            for words in [["--data", folder + "/other", "--force"], ["--data", folder + "/new"]] {
                await #expect(throws: (any Error).self) {
                    try await RestoreCommand.run(words + ["--from", folder + "/backup"])
                }
            }
            #expect(await whyNotStarted(folder + "/other") == nil)
            #expect(!FileManager.default.fileExists(atPath: folder + "/new/switchboard.db"))
        }
    }

    @Test func aBackupIsNotRestoredFromAFileOfAnotherKindOrADamagedOne() async throws {
        try await withFolder { folder in
            try await withServer { server in
                for number in 0..<50 { _ = try await server.twilio("voice", TestServer.ringing("CA\(number)")) }
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/backup", "--with-key"])
            }
            let damaged = try FileHandle(forUpdating: URL(fileURLWithPath: folder + "/backup"))
            for page in stride(from: UInt64(40), to: 120, by: 8) {
                try damaged.seek(toOffset: page * 4096 + 8)
                try damaged.write(contentsOf: Data(repeating: 0xA5, count: 2_000))
            }
            try damaged.close()
            try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/text"))
            for file in ["backup", "text", "none"] {
                await #expect(throws: (any Error).self) {
                    try await RestoreCommand.run(["--data", folder + "/new", "--from", folder + "/" + file])
                }
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/new/switchboard.db"))
        }
    }

    /// Each change that the program itself would never make, and what the check says of it.
    private static let faults: [(SQL, String)] = [
        ("DELETE FROM events WHERE log_offset = 5", "lacks 1 offsets"),
        ("DELETE FROM events WHERE log_offset = 1", "begins at offset 2, and its head says 1"),
        ("UPDATE event_heads SET first_offset = first_offset + 1", "and its head says"),
        ("DELETE FROM event_heads", "has events and no head"),
        ("DELETE FROM event_epoch", "no epoch"),
        ("DELETE FROM interactions", "the interaction of cal_"),
        ("UPDATE calls SET contact_id = 5", "the contact of cal_"),
        ("UPDATE calls SET line_id = 5", "the line of cal_"),
        ("UPDATE calls SET ended_at = NULL", "goes on, and none of its legs does"),
        ("UPDATE calls SET provider_call_id = 'CA1'", "there are several that began as CA1"),
        ("UPDATE audit_log SET action = 'nothing.happened' WHERE seq = 1", "from row 1 on"),
        ("UPDATE hub_ids SET reserved = 1", "ids: calls has the id"),
    ]

    @Test func everyFaultIsSaidAndASoundFileHasNone() async throws {
        try await withFolder { folder in
            try await withServer { server in
                for number in 1...3 {
                    _ = try await server.twilio("voice", TestServer.ringing("CA\(number)"))
                    _ = try await server.twilio("status", TestServer.status("CA\(number)", "completed", duration: 3))
                }
                try await CheckCommand.run(["--data", server.data])
                await server.stop()
                try await CheckCommand.run(["--data", server.data])
                for (index, (change, said)) in Self.faults.enumerated() {
                    let data = "\(folder)/\(index)"
                    try FileManager.default.copyItem(atPath: server.data, toPath: data)
                    let database = try Database(path: data + "/switchboard.db", migrations: Services.migrations)
                    try await database.write(tenant: 0) { try $0.execute(change) }
                    database.close()
                    let findings = await #expect(throws: CheckCommand.Findings.self) {
                        try await CheckCommand.run(["--data", data])
                    }
                    #expect(findings?.lines.contains(said) == true, "\(said): \(findings?.lines ?? "")")
                }
            }
        }
    }

    @Test func rotationSealsAnewAndOldTokensStayGood() async throws {
        try await withServer { server in
            let (email, password) = ("ada@example.com", "correct horse battery")
            try await AdminCommand.run(
                "user",
                [
                    "create", "--data", server.data, "--email", email, "--name", "Ada", "--role", "agent", "--password",
                    password,
                ])
            let signedIn = try await server.post(
                "/api/auth/login", ["email": .string(email), "password": .string(password)])
            let token = try #require(signedIn["accessToken"].string ?? signedIn["data"]["accessToken"].string)
            await server.stop()
            let before = try String(contentsOfFile: server.data + "/secret.key", encoding: .utf8)
            try await SecretCommand.run(["rotate", "--data", server.data])
            #expect(try String(contentsOfFile: server.data + "/secret.key", encoding: .utf8) != before)
            let again = try await server.restarted()
            #expect(try await again.twilio("voice", TestServer.ringing("CA1")).status.code == 200)
            let me = try await again.client.get("/api/auth/me", headers: [("Authorization", "Bearer \(token)")])
            #expect(me.status.code == 200)
            // The old file alone is of no use any more.
            await again.stop()
            try Data(before.utf8).write(to: URL(fileURLWithPath: server.data + "/old.key"))
            chmod(server.data + "/old.key", 0o600)
            #expect(await whyNotStarted(server.data, ["--secret-file", server.data + "/old.key"]) != nil)
        }
    }

    @Test func aRotationThatWasCutShortIsFinishedAtTheNextStart() async throws {
        try await withServer { server in
            await server.stop()
            // The file is written, and then the power fails.
            let file = server.data + "/secret.key"
            try HubSecrets(file: file).rotated().replace(file: file)
            for number in 1...2 {
                let again = try await server.restarted()
                #expect(try await again.twilio("voice", TestServer.ringing("CA\(number)")).status.code == 200)
                await again.stop()
            }
            try await SecretCommand.run(["rotate", "--data", server.data])
            try await SecretCommand.run(["rotate", "--data", server.data])
            let again = try await server.restarted()
            #expect(try await again.twilio("voice", TestServer.ringing("CA3")).status.code == 200)
        }
    }

    @Test func lostKeysAreReplacedWhenThatIsSaid() async throws {
        try await withServer { server in
            await server.stop()
            try FileManager.default.removeItem(atPath: server.data + "/secret.key")
            await #expect(throws: (any Error).self) { try await SecretCommand.run(["rotate", "--data", server.data]) }
            try await SecretCommand.run(["rotate", "--lost", "--data", server.data])
            let again = try await server.restarted()
            #expect(try await again.twilio("voice", TestServer.ringing("CA1")).status.code == 403)
            #expect(try await again.calls().isEmpty)
        }
    }
}
