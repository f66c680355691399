import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ImportTimelineTests {
    @Test(arguments: [false, true])
    func aContactsTimelineSaysWhichImportMadeItAndWhichChangedIt(sealed: Bool) async throws {
        try await withImports { desk in
            try await desk.server.json(.put, "/api/privacy/sealing", ["sealed": .bool(sealed)], expecting: 200)
            await desk.server.keepHouse()
            // More than one batch, so that the right one is looked for.
            let rows = (0..<1_200).map { "Person \($0),p\($0)@example.com" }
            var imports: [JSONValue] = []
            for text in [rows, [rows[700].replacing("Person", with: "Someone")]] {
                let file = try await desk.upload("name,email\n" + text.joined(separator: "\n") + "\n")
                try await desk.map(file, ["upsertBy": "email"])
                #expect(try await desk.bringIn(file)["state"] == "done")
                imports.append(file["id"])
            }
            let own = try await desk.server.post("/api/crm/contacts", ["name": "By hand"], expecting: 201)
            let lines = { (contact: JSONValue) in
                let path = "/api/crm/contacts/\(contact["id"].string ?? "")/timeline?kinds=import"
                return try await desk.server.get(path)["data"].array ?? []
            }
            for (email, titles, ids) in [
                ("p0@example.com", ["Made by the import of people.csv"], [imports[0]]),
                ("p1199@example.com", ["Made by the import of people.csv"], [imports[0]]),
                (
                    "p700@example.com", ["Changed by the import of people.csv", "Made by the import of people.csv"],
                    [imports[1], imports[0]]
                ),
            ] as [(String, [JSONValue], [JSONValue])] {
                let contact = try await desk.server.get("/api/crm/contacts?q=\(email)")["data"][0]
                let found = try await lines(contact)
                #expect(found.map { $0["title"] } == titles && found.map { $0["id"] } == ids, "\(email)")
                #expect(found.count == 1 || found[0]["data"]["fields"] == ["name"])
            }
            #expect(try await lines(own["data"]).isEmpty)
        }
    }
}
