import Domain
import Foundation
import JSON
import OpenSSL
import SQLite
import Support
import Testing

@testable import switchboard

/// `check`, `backup` and `restore` know the recordings; a full disk and a crash lose none.
@Suite(.timeLimit(.minutes(10))) struct RecordingUpkeepTests {
    private static let sound = Sound.loud(milliseconds: 300)
    private static let hash = Hex.encode(Digest.sha256(sound))
    private static let path = "/api/crm/call-audio/CA1"

    private func withUploaded(_ body: (TestServer, _ file: String) async throws -> Void) async throws {
        try await withServer { server in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let made = try await server.client.post(
                Self.path, Self.sound, type: "audio/wav",
                headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(made.status == .created)
            try await body(
                server, "\(server.data)/recordings/\(server.company.id)/\(Self.hash.prefix(2))/\(Self.hash)")
        }
    }

    private func findings(_ data: String) async -> String {
        do {
            try await CheckCommand.run(["--data", data])
            return ""
        } catch let found as CheckCommand.Findings {
            return found.lines
        } catch {
            return "\(error)"
        }
    }

    @Test func checkSaysFilesWithoutRowsRowsWithoutFilesAndDamage() async throws {
        try await withUploaded { server, file in
            #expect(await findings(server.data).isEmpty)
            let stranger = file.replacing(Self.hash, with: Self.hash.prefix(2) + String(repeating: "0", count: 62))
            try Data([1]).write(to: URL(fileURLWithPath: stranger))
            // A young file may be about to get its row.
            #expect(await findings(server.data).isEmpty)
            let old = Date(timeIntervalSince1970: 1_000_000_000)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: stranger)
            #expect(await findings(server.data).contains("no row names the file \(Self.hash.prefix(2))000"))
            try FileManager.default.removeItem(atPath: stranger)

            try Data([1]).write(to: URL(fileURLWithPath: file))
            #expect(await findings(server.data).contains("\(Self.hash) of \(server.company.id) is damaged"))
            #expect(try await server.sound(Self.path).text.contains("file-damaged"))
            try FileManager.default.removeItem(atPath: file)
            #expect(await findings(server.data).contains("\(Self.hash) of \(server.company.id) is missing"))
            #expect(try await server.sound(Self.path).text.contains("file-missing"))

            // Sent again, it stands where it was.
            let again = try await server.client.post(
                Self.path, Self.sound, type: "audio/wav",
                headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(again.status == .ok)
            #expect(await findings(server.data).isEmpty)
            #expect(try await server.sound(Self.path).body == Self.sound)
        }
    }

    @Test func aBackupBringsTheRecordingsBackIntoANewFolder() async throws {
        try await withFolder { folder in
            try await withUploaded { server, file in
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/backup", "--with-key"])
                try await BackupCommand.run(["--data", server.data, "--to", folder + "/plain", "--without-recordings"])
                #expect(!FileManager.default.fileExists(atPath: folder + "/plain.recordings"))
                await server.stop()
                try FileManager.default.removeItem(atPath: server.data)
                try await RestoreCommand.run(["--data", server.data, "--from", folder + "/backup"])
                #expect(bytes(ofFile: file) == Self.sound)
                #expect(await findings(server.data).isEmpty)
                let again = try await server.restarted()
                #expect(try await again.sound(Self.path).body == Self.sound)
            }
        }
    }

    @Test func aDamagedFileIsLeftOutOfABackupThatSaysSo() async throws {
        try await withFolder { folder in
            try await withUploaded { server, file in
                try Data([1]).write(to: URL(fileURLWithPath: file))
                let words = ["--to", folder + "/backup"]
                let said = try await server.backup(words)
                #expect(said.contains("1 damaged"), "\(said)")
                await #expect(throws: KeptFiles.Refusal.self) {
                    _ = try await server.backup(words)
                }
            }
        }
    }

    @Test func whatACrashLeftIsClearedAtTheNextStart() async throws {
        try await withUploaded { server, file in
            let gone = String(repeating: "ab", count: 32)
            let trash = "\(server.data)/recordings/\(server.company.id)/ab/\(gone)"
            try FileManager.default.createDirectory(
                atPath: trash.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" },
                withIntermediateDirectories: true)
            for path in [trash, "\(server.data)/recordings/.incoming-1"] {
                try Data([1]).write(to: URL(fileURLWithPath: path))
            }
            try await server.database.write(server.company.id) { tx in
                for hash in [gone, Self.hash] {
                    try tx.execute(
                        "INSERT INTO recording_trash (company_id, hash) VALUES (\(tx.company), \(hash))")
                }
            }
            let again = try await server.restarted()
            // What a row names is no trash, whatever is written there.
            #expect(soundFiles(in: server.data) == [Self.hash])
            #expect(bytes(ofFile: file) == Self.sound)
            #expect(try await again.sound(Self.path).body == Self.sound)
        }
    }

    @Test func whenTheFolderTakesNoMoreTheSenderIsToldAndAFetchIsTriedAgain() async throws {
        try await withRecordings(sound: Self.sound) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            // A file stands where the folder would be: as good as a disk that refuses.
            try Data([1]).write(to: URL(fileURLWithPath: server.data + "/recordings"))
            try await server.keepRecordings()
            let state = try await server.get("/api/crm/recordings")["data"][0]
            #expect(state["state"] == "pending", "\(state)")
            #expect(state["reason"].string?.contains("could not be written") == true, "\(state)")
            let sent = try await server.client.post(
                Self.path, Self.sound, type: "audio/wav",
                headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(sent.status == .serviceUnavailable, "\(sent.text)")
        }
    }
}
