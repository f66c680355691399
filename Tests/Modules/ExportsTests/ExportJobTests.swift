import Foundation
import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExportJobTests {
    @Test func anOrderedFileIsMadeToldOfAndReadByRanges() async throws {
        try await withServer { server in
            _ = try await server.addPeople()
            let events = try await server.subscribe(["admin"])
            let order: JSONValue = ["what": "contacts", "mode": "exact", "columns": "name,phone"]
            let job = try await server.post("/api/crm/exports", order, expecting: 201)["data"]
            #expect(job["state"] == "waiting" && job["kind"] == "export" && job["what"] == "contacts")
            let path = "/api/crm/exports/\(job["id"].string ?? "")"
            _ = try await server.get("\(path)/file", expecting: 409)
            try await server.makeExports()

            let done = try await server.get(path)["data"]
            #expect(done["state"] == "done" && done["done"] == 2 && done["total"] == 2)
            let whole = try await server.bytes("\(path)/file")
            #expect(String(decoding: whole, as: UTF8.self).hasPrefix("name,phone\r\nAda Ngozi Obi,+12025550143\r\n"))
            #expect(done["bytes"].int == whole.count)
            let part = try await server.client.get(
                "\(path)/file", headers: [("Authorization", "Bearer \(server.company.token)"), ("Range", "bytes=5-9")])
            #expect(part.status.code == 206 && part.text == "phone")
            #expect(part.headers["content-disposition"]?.contains("contacts-exact-") == true)

            let told = try await events.upToNow().filter { $0["type"] == "export.updated" }
            #expect(told.map { $0["data"]["state"] } == ["waiting", "running", "done"])
            #expect(try await server.get("/api/crm/exports")["data"][0]["id"] == job["id"])
            try await server.json(.delete, path, nil, expecting: 204)
            _ = try await server.get(path, expecting: 404)
            _ = try await server.get("\(path)/file", expecting: 404)
        }
    }

    @Test func whatIsGivenUpIsNotMade() async throws {
        try await withServer { server in
            let job = try await server.post("/api/crm/exports", ["what": "vcard"], expecting: 201)["data"]
            let path = "/api/crm/exports/\(job["id"].string ?? "")"
            #expect(try await server.json(.post, "\(path)/cancel", nil, expecting: 200)["data"]["state"] == "cancelled")
            try await server.makeExports()
            #expect(try await server.get(path)["data"]["state"] == "cancelled")
            _ = try await server.json(.post, "\(path)/cancel", nil, expecting: 409)
        }
    }

    @Test func whatIsGivenUpWhileItIsMadeLeavesNoFile() async throws {
        try await withServer { server in
            _ = try await server.addPeople()
            let job = try await server.post("/api/crm/exports", ["what": "contacts"], expecting: 201)["data"]
            // Somebody gives it up as soon as it is begun.
            try await server.database.write(tenant: 0) { tx in
                _ = try tx.execute(
                    """
                    CREATE TRIGGER given_up AFTER UPDATE OF state ON export_jobs WHEN new.state = 'running'
                    BEGIN UPDATE export_jobs SET state = 'cancelled' WHERE id = new.id; END
                    """)
            }
            try await server.makeExports()
            let path = "/api/crm/exports/\(job["id"].string ?? "")"
            #expect(try await server.get(path)["data"]["state"] == "cancelled")
            _ = try await server.get("\(path)/file", expecting: 409)
            #expect(server.exportFiles().isEmpty)
        }
    }

    @Test func aFileGoesWhenItsTimeHasCome() async throws {
        var options = TestOptions()
        let clock = FixedClock()
        options.clock = clock
        try await withServer(options) { server in
            let job = try await server.post("/api/crm/exports", ["what": "ndjson"], expecting: 201)["data"]
            let path = "/api/crm/exports/\(job["id"].string ?? "")"
            try await server.makeExports()
            #expect(try await server.get(path)["data"]["expiresAt"] == "2026-03-09T09:00:00.000Z")
            clock.advance(by: .seconds(7 * 86_400 - 1))
            try await server.makeExports()
            _ = try await server.get("\(path)/file")
            clock.advance(by: .seconds(1))
            try await server.makeExports()
            _ = try await server.get(path, expecting: 404)
        }
    }

    @Test func whatWasUnderWayIsMadeByTheNextStart() async throws {
        try await withServer { server in
            _ = try await server.addPeople()
            let job = try await server.post("/api/crm/exports", ["what": "hubspot"], expecting: 201)["data"]
            try await server.database.write(server.company.id) { tx in
                _ = try tx.execute(
                    "UPDATE export_jobs SET state = 'running', done = 1 WHERE company_id = \(tx.company)")
            }
            let folder = "\(server.data)/exports/\(server.company.id)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: "\(folder)/half.part", contents: nil))
            let again = try await server.restarted()
            let path = "/api/crm/exports/\(job["id"].string ?? "")"
            #expect(try await again.get(path)["data"]["state"] == "waiting")
            #expect(again.exportFiles().isEmpty)
            try await again.makeExports()
            #expect(try await again.get(path)["data"]["state"] == "done")
            #expect(try await again.download("\(path)/file").split(separator: "\r\n").count == 3)
        }
    }

    @Test(
        arguments: [
            (["what": "vcard", "columns": "name"], "columns"), (["what": "contacts", "columns": "nme"], "columns"),
            (["what": "hubspot", "object": "Lead"], "object"),
            (["what": "salesforce-bulk", "object": "Deal"], "object"),
            (["what": "salesforce", "from": "2026-01-01T00:00:00Z"], "from"), (["what": "people"], "what"),
        ] as [(JSONValue, String)])
    func whatDoesNotGoTogetherIsRefusedByName(order: JSONValue, field: String) async throws {
        try await withServer { server in
            let problem = try await server.post("/api/crm/exports", order, expecting: 422)
            #expect(problem["field"].string == field)
        }
    }

    @Test func soManyWaitAndTheNextIsToldToComeBack() async throws {
        try await withServer { server in
            for _ in 1...20 { try await server.post("/api/crm/exports", ["what": "vcard"], expecting: 201) }
            try await server.post("/api/crm/exports", ["what": "vcard"], expecting: 429)
        }
    }
}

extension TestServer {
    /// Every file of an export, drafts too.
    func exportFiles() -> [String] {
        let folder = FileManager.default.enumerator(atPath: "\(data)/exports/\(company.id)")
        return (folder?.allObjects ?? []).compactMap { $0 as? String }
    }
}
