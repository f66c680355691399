import Domain
import Foundation
import HTTP
import JSON
import Support
import Testing

/// What is kept of a file's rows, to show it and to say what was wrong, is sealed and goes as what people wrote does.
@Suite(.timeLimit(.minutes(10))) struct SealedImportTests {
    /// In a row that is no contact: the one in its number, the other in its notes.
    private static let words = ["palimpsest", "sesquipedalian"]

    private func bringIn(_ server: TestServer) async throws -> String {
        let text = "name,phone,notes\nAda,+2348021234567,\n,\(Self.words[0]),\(Self.words[1])\n"
        let kept = try await server.client.post(
            "/api/crm/imports?name=people.csv", Array(text.utf8), type: "text/csv",
            headers: [("Authorization", "Bearer \(server.company.token)")])
        #expect(kept.status == .created, "\(kept.text)")
        let file = try #require(try JSONParser.parse(kept.body)["data"]["id"].string)
        let events = try await server.subscribe(["contacts"])
        try await server.json(.post, "/api/crm/imports/\(file)/start", nil, expecting: 202)
        _ = try await events.first { $0["type"] == "import.updated" && $0["data"]["state"] == "done" }
        return file
    }

    private func seal(_ isOn: Bool, _ server: TestServer) async throws {
        try await server.json(.put, "/api/privacy/sealing", ["sealed": .bool(isOn)], expecting: 200)
        await server.keepHouse()
        #expect(try await server.get("/api/privacy/sealing")["data"]["state"] == "done")
    }

    /// What is shown of the import holds both.
    private func isShown(_ file: String, _ server: TestServer) async throws -> Bool {
        let sample = try await server.get("/api/crm/imports/\(file)")["data"]["sample"].jsonText
        let fault = try await server.get("/api/crm/imports/\(file)/errors")["data"][0]
        return Self.words.allSatisfy(sample.contains) && fault["value"].string == Self.words[0]
    }

    /// The words that stand in the files of the database, once the program has ended.
    private func inFile(_ server: TestServer) async throws -> [String] {
        await server.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: server.data)
        let texts = try names.filter { $0.hasPrefix("switchboard.db") }.map { name in
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(server.data)/\(name)")), as: UTF8.self)
        }
        return Self.words.filter { word in texts.contains { $0.contains(word) } }
    }

    @Test(arguments: [false, true])
    func rowsOfAFileReadAsBeforeAndStandNowhereInTheDatabase(sealedBefore: Bool) async throws {
        try await withServer { server in
            if sealedBefore { try await seal(true, server) }
            let file = try await bringIn(server)
            if !sealedBefore { try await seal(true, server) }
            #expect(try await isShown(file, server))
            #expect(try await server.check() == "")
            #expect(try await inFile(server).isEmpty)

            let again = try await server.restarted()
            try await seal(false, again)
            #expect(try await isShown(file, again))
            #expect(try await inFile(again) == Self.words)
        }
    }

    @Test(arguments: [false, true]) func rowsOfAFileGoWithWhoeverIsErased(sealed: Bool) async throws {
        try await withServer { server in
            if sealed { try await seal(true, server) }
            let file = try await bringIn(server)
            let contact = try #require(try await server.get("/api/crm/contacts")["data"][0]["id"].string)
            try await server.post("/api/crm/contacts/\(contact)/erase", ["confirm": "erase"])
            #expect(try await server.get("/api/crm/imports/\(file)")["data"]["sample"] == [])
            #expect(try await server.get("/api/crm/imports/\(file)/errors")["data"] == [])
            await server.keepHouse()
            #expect(try await inFile(server).isEmpty)
        }
    }
}
