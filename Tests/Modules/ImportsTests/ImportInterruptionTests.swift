import Client
import Dispatch
import Domain
import FoundationEssentials
import JSON
import SQLite
import Support
import TestTools
import Testing

/// Imports that do not run through: cancelled, cut, and killed.
@Suite(.timeLimit(.minutes(10))) struct ImportInterruptionTests {
    private static func rows(_ count: Int) -> String {
        "name,phone\n" + (0..<count).map { "Person \($0),+23480\(21_000_000 + $0)\n" }.joined()
    }

    /// So few rows at once that an import of some hundreds takes several batches.
    private static var options: TestOptions {
        var options = TestOptions()
        options.rowsPerBatch = 100
        return options
    }

    /// An import of 600 rows as it stands when the program is stopped after its first batch.
    private func halfDone(_ desk: ImportDesk) async throws -> JSONValue {
        let file = try await desk.upload(Self.rows(600))
        try await desk.map(file, ["upsertBy": "none"])
        let events = try await desk.server.subscribe(["contacts"])
        try await desk.act("start", file, expecting: 202)
        _ = try await events.first { $0["type"] == "contacts.imported" }
        return file
    }

    @Test func aStopInTheMiddleGoesOnAtTheNextStartAndDoublesNothing() async throws {
        try await withServer(Self.options) { server in
            let file = try await halfDone(ImportDesk(server: server))
            let again = try await server.restarted(Self.options)
            let desk = ImportDesk(server: again)
            let events = try await again.subscribe(["contacts"])
            if try await desk.show(file)["state"] != "done" {
                _ = try await events.first { $0["type"] == "import.updated" && $0["data"]["state"] == "done" }
            }
            let done = try await desk.show(file)
            #expect(done["state"] == "done" && done["created"] == 600 && done["done"] == 600)
            let count = try await again.database.read(again.company.id) { tx in
                try tx.first("SELECT COUNT(*) FROM contacts WHERE company_id = \(tx.company)") { $0.int(0) }
            }
            #expect(count == 600)
            #expect(try await desk.act("undo", file)["undo"]["removed"] == 600)
            await again.stop()
        }
    }

    @Test func aCancelledImportStopsWhereItIsAndCanBeUndone() async throws {
        try await withImports(Self.options) { desk in
            let file = try await desk.upload(Self.rows(1_200))
            try await desk.map(file)
            let events = try await desk.server.subscribe(["contacts"])
            try await desk.act("start", file, expecting: 202)
            _ = try await events.first { $0["type"] == "contacts.imported" }
            // The writer is held until the request waits for it, behind the two batches that may.
            let released = DispatchSemaphore(value: 0)
            let hold: @Sendable (Transaction) -> Void = { _ in
                released.wait()
                released.signal()
            }
            async let held = desk.server.database.write(tenant: 0, hold)
            async let cancelling = desk.act("cancel", file)
            try await until { desk.server.database.statistics.waitingToWrite >= 4 }
            released.signal()
            try await held
            let cancelled = try await cancelling
            #expect(cancelled["state"] == "cancelled")
            let after = try await desk.show(file)
            #expect(after["done"] == cancelled["done"] && (after["done"].int ?? 0) < 1_200)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(desk.server.data)/imports").isEmpty)
            #expect(try await desk.act("undo", file)["undo"]["removed"] == after["created"])
            #expect(try await desk.contacts().isEmpty)
        }
    }

    @Test func whatWasReadWhileItCameIsFailedAtTheNextStart() async throws {
        try await withServer { server in
            let desk = ImportDesk(server: server)
            let result = try await desk.load("name\nAda\n")
            // As a kill leaves it.
            _ = try await server.database.write(server.company.id) { tx in
                try tx.execute("UPDATE imports SET state = 'running', ended_at = NULL, keep_until = NULL")
            }
            let again = ImportDesk(server: try await server.restarted())
            let file = try await again.show(result)
            #expect(file["state"] == "failed" && file["error"].string?.contains("ended") == true)
            #expect(try await again.act("undo", file)["undo"]["removed"] == 1)
            await again.server.stop()
        }
    }

    @Test func anUndoThatWasCutGoesOnAtTheNextStart() async throws {
        try await withServer { server in
            let desk = ImportDesk(server: server)
            let result = try await desk.load(Self.rows(600))
            // As a kill leaves it.
            _ = try await server.database.write(server.company.id) { tx in
                try tx.execute("UPDATE imports SET state = 'undoing'")
            }
            let again = ImportDesk(server: try await server.restarted())
            let events = try await again.server.subscribe(["contacts"])
            if try await again.show(result)["state"] != "undone" {
                _ = try await events.first { $0["type"] == "import.updated" && $0["data"]["state"] == "undone" }
            }
            #expect(try await again.show(result)["undo"]["removed"] == 600)
            #expect(try await again.contacts().isEmpty)
            await again.server.stop()
        }
    }

    @Test func aFileThatIsGoneIsSaid() async throws {
        try await withImports { desk in
            let file = try await desk.upload("name\nAda\n")
            let folder = "\(desk.server.data)/imports"
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
            #expect(try await desk.act("dry-run", file, expecting: 409)["detail"].string?.contains("again") == true)
            let failed = try await desk.bringIn(file)
            #expect(failed["state"] == "failed" && failed["error"].string?.contains("send it again") == true)
        }
    }
}
