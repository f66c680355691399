import Broadcast
import Domain
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ChangesTests {
    @Test func eachChangedRecordIsToldOnceAsItStandsNow() async throws {
        try await withServer { server in
            let ids = try await server.addPeople()
            for name in ["Ada One", "Ada Two"] {
                try await server.json(.put, "/api/crm/contacts/\(ids[0])", ["name": .string(name)], expecting: 200)
            }
            let page = try await server.get("/api/crm/changes")
            let changes = page["data"].array ?? []
            #expect(page["upToDate"] == true)
            for id in ids { #expect(changes.filter { $0["id"].string == id }.count == 1) }
            let ada = try #require(changes.first { $0["id"].string == ids[0] })
            #expect(ada["record"]["name"] == "Ada Two" && ada["record"]["type"] == "contact")
            let gone = try #require(changes.first { $0["id"].string == ids[2] })
            #expect(gone["deleted"] == true && gone["record"].isNull)
            #expect(changes.contains { $0["kind"] == "interaction" && $0["record"]["summary"] == "Spoke about vans" })
            #expect(!page.jsonText.contains("Secret of the removed"))

            let after = page["offset"].int64 ?? 0
            #expect(try await server.get("/api/crm/changes?after=\(after)")["data"].array?.isEmpty == true)
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let next = try await server.get("/api/crm/changes?after=\(after)&epoch=\(page["epoch"].string ?? "")")
            #expect(
                next["data"].array?.contains { $0["kind"] == "call" && $0["record"]["status"] == "ringing" } == true)
        }
    }

    @Test func tasksObligationsAndPlacesAreToldAsTheyStand() async throws {
        try await withServer { server in
            let made = try await server.post(
                "/api/crm/contacts", ["name": "Ada", "numbers": [["number": "+12025550143"]]], expecting: 201)
            let ada = made["data"]["id"]
            let task = try await server.post(
                "/api/tasks", ["title": "Call Ada", "contact": ada], expecting: 201)["data"]["id"]
            let gone = try await server.post("/api/tasks", ["title": "None"], expecting: 201)["data"]["id"]
            try await server.json(.delete, "/api/tasks/\(gone.string ?? "")", nil, expecting: 204)
            for stage in ["new", "won"] {
                try await server.json(
                    .put, "/api/pipeline/contacts/\(ada.string ?? "")", ["stage": .string(stage)], expecting: 200)
            }
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await server.twilio("status", TestServer.status("CA1", "no-answer"))
            let page = try await server.get("/api/crm/changes")
            let changes = page["data"].array ?? []
            let of = { (kind: String) in changes.filter { $0["kind"].string == kind } }
            #expect(of("task").map { $0["id"] } == [task, gone])
            #expect(of("task")[at: 0]["record"]["title"] == "Call Ada" && of("task")[at: 1]["deleted"] == true)
            #expect(of("place").map { $0["id"] } == [ada] && of("place")[at: 0]["record"]["stage"] == "won")
            #expect(of("obligation")[at: 0]["record"]["contact"] == ada && of("obligation").count == 1)
            for kind in ["task", "place", "obligation"] { #expect(of(kind)[at: 0]["record"]["type"].string == kind) }
            // A change of a contact says nothing of its place, and one that is taken out is gone.
            try await server.json(.patch, "/api/crm/contacts/\(ada.string ?? "")", ["name": "A."], expecting: 200)
            let after = "/api/crm/changes?after=\(page["offset"].int64 ?? 0)"
            #expect(try await server.get(after)["data"].array?.map { $0["kind"] } == ["contact"])
            try await server.json(.delete, "/api/pipeline/contacts/\(ada.string ?? "")", nil, expecting: 204)
            let last = try await server.get(after)["data"].array?.first { $0["kind"] == "place" }
            #expect(last?["deleted"] == true)
            let beta = try await server.anotherCompany("Beta")
            #expect(
                try await server.get("/api/crm/changes", as: beta)["data"].array?.contains { $0["kind"] == "task" }
                    == false)
        }
    }

    @Test func pagesJoinWithoutAHole() async throws {
        try await withServer { server in
            for number in 1...25 {
                try await server.post("/api/crm/contacts", ["name": .string("P\(number)")], expecting: 201)
            }
            var (names, after, rounds) = ([String](), Int64(0), 0)
            while true {
                let page = try await server.get("/api/crm/changes?after=\(after)&limit=10")
                names += (page["data"].array ?? []).compactMap { $0["record"]["name"].string }
                after = page["offset"].int64 ?? 0
                rounds += 1
                if page["upToDate"] == true { break }
            }
            #expect(names == (1...25).map { "P\($0)" })
            #expect(rounds >= 3)
        }
    }

    @Test func thoseWhomAnImportMadeAreToldToo() async throws {
        try await withServer { server in
            let csv = "name,phone\n" + (0..<50).map { "Imported \($0),+120255510\($0 + 10)\n" }.joined()
            let sent = try await server.client.post(
                "/api/crm/imports/contacts", Array(csv.utf8), type: "text/csv",
                headers: [("Authorization", "Bearer \(server.company.token)")])
            #expect(sent.status.code == 200)
            let changes = try await server.get("/api/crm/changes")["data"].array ?? []
            #expect(changes.compactMap { $0["record"]["name"].string } == (0..<50).map { "Imported \($0)" })
        }
    }

    @Test func whatTheLogDoesNotGoBackToIsGone() async throws {
        try await withServer { server in
            let ahead = try await server.get("/api/crm/changes?after=100000", expecting: 410)
            #expect(ahead["reason"] == "ahead" && ahead["export"] == "/api/crm/export/ndjson")
            #expect(try await server.get("/api/crm/changes?epoch=other", expecting: 410)["reason"] == "epoch")
            for name in ["A", "B", "C"] {
                try await server.post("/api/crm/contacts", ["name": .string(name)], expecting: 201)
            }
            try await server.database.write(server.company.id) { tx in
                _ = try EventLog.trim(before: Timestamp(milliseconds: 0), keep: 1, limit: 100, in: tx)
            }
            #expect(try await server.get("/api/crm/changes?after=0", expecting: 410)["reason"] == "retention")
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct RehearsalTests {
    private static func field(_ name: String, _ more: JSONObject = [:]) -> JSONValue {
        var field: JSONObject = [
            "name": .string(name), "type": "string", "length": 255, "nillable": true, "createable": true,
        ]
        for member in more.members { field[member.name] = member.value }
        return .object(field)
    }

    /// A description whose every rule some record breaks.
    private static let contact: JSONValue = [
        "name": "Contact",
        "fields": [
            field("Hub_Id__c", ["externalId": true, "unique": true]), field("FirstName", ["length": 40]),
            field("LastName", ["length": 3, "nillable": false]),
            field("Email", ["type": "email", "length": 80, "unique": true, "nillable": false]),
            field("Phone", ["createable": false]), field("MobilePhone"), field("Description", ["length": 32_000]),
            field(
                "LeadSource",
                [
                    "type": "picklist", "restrictedPicklist": true,
                    "picklistValues": [["value": "Web", "active": true], ["value": "manual", "active": false]],
                ]),
            field("AccountId", ["type": "reference", "relationshipName": "Account"]),
        ],
    ]

    @Test func eachRefusalIsCountedWithItsReasonAndExamples() async throws {
        try await withServer { server in
            var ids: [String] = []
            for (name, email, source) in [
                ("Ada Obi", "a@example.com", "Web"), ("Bo Lindgren", "A@example.com", "manual"), ("Cy Ek", "", "Web"),
            ] {
                var contact: JSONObject = ["name": .string(name), "status": "customer", "source": .string(source)]
                if !email.isEmpty { contact["email"] = .string(email) }
                if name == "Cy Ek" { contact["numbers"] = [["number": "+12025550143"]] }
                ids.append(
                    try await server.post("/api/crm/contacts", .object(contact), expecting: 201)["data"]["id"].string
                        ?? "")
            }
            let report = try await server.post(
                "/api/crm/export/rehearsal", ["objects": [Self.contact, ["name": "Deal", "fields": []]]])["data"][0]
            #expect(report["object"] == "Contact" && report["records"] == 3 && report["failing"] == 2)
            var reasons: [String: JSONValue] = [:]
            for reason in report["reasons"].array ?? [] {
                reasons["\(reason["code"].string ?? "") \(reason["field"].string ?? "")"] = reason
            }
            #expect(
                Set(reasons.keys) == [
                    "STRING_TOO_LONG LastName", "DUPLICATE_VALUE Email", "REQUIRED_FIELD_MISSING Email",
                    "INVALID_FIELD_FOR_INSERT_UPDATE Phone", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST LeadSource",
                ])
            #expect(reasons["STRING_TOO_LONG LastName"]?["examples"] == [["id": .string(ids[1]), "value": "Lindgren"]])
            #expect(reasons["REQUIRED_FIELD_MISSING Email"]?["examples"] == [["id": .string(ids[2])]])
        }
    }

    @Test func aRecordIsRefusedWithTheOneThatItBelongsTo() async throws {
        try await withServer { server in
            try await server.post(
                "/api/crm/contacts", ["name": "Ada Obi", "status": "customer", "business": "Longname Ltd"],
                expecting: 201)
            var contact = Self.contact.object ?? [:]
            contact["fields"] = [
                Self.field("Hub_Id__c", ["externalId": true]), Self.field("FirstName"), Self.field("LastName"),
                Self.field("LeadSource"),
                Self.field("AccountId", ["type": "reference", "relationshipName": "Account"]),
            ]
            let account: JSONValue = [
                "name": "Account", "fields": [Self.field("Hub_Id__c"), Self.field("Name", ["length": 8])],
            ]
            let reports = try await server.post(
                "/api/crm/export/rehearsal", ["sobjects": [.object(contact), account]])["data"]
            #expect(reports[0]["object"] == "Account" && reports[0]["failing"] == 1)
            #expect(
                reports[0]["reasons"].array?.compactMap { $0["code"].string }.sorted() == [
                    "INVALID_FIELD", "STRING_TOO_LONG",
                ])
            #expect(reports[1]["reasons"].array?.map { $0["field"] } == ["Account"])
        }
    }

    @Test(arguments: [[:], ["name": "Contact"], ["objects": [["name": "Deal", "fields": []]]]] as [JSONValue])
    func whatIsNoDescriptionIsRefused(body: JSONValue) async throws {
        try await withServer { server in
            let problem = try await server.post("/api/crm/export/rehearsal", body, expecting: 422)
            #expect(problem["success"] == false)
        }
    }
}
