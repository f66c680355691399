import Domain
import HTTP
import JSON
import Support
import Tasks
import Testing

@Suite(.timeLimit(.minutes(10))) struct TaskTests {
    @Test func aTaskIsMadeChangedDoneAndRemovedAndEverybodyConcernedHears() async throws {
        try await withDesk { desk in
            let (bola, dayo) = (try await desk.person("bola"), try await desk.person("dayo"))
            let contact = try await desk.contact("Ada Obi", value: 100)
            let mine = try await desk.server.subscribe(["agents/\(bola.id)"])
            let theirs = try await desk.server.subscribe(["agents/\(dayo.id)"])
            let all = try await desk.server.subscribe(["tasks", "contacts/\(contact)"])
            let made = try await desk.server.post(
                "/api/tasks",
                [
                    "title": "Send the offer", "dueAt": "2026-03-04T09:00:00Z", "contact": .string(contact),
                    "note": "By e-mail", "priority": "high",
                ], as: bola.tenant, expecting: 201)["data"]
            #expect(made["owner"] == .string(bola.id) && made["contactName"] == "Ada Obi" && made["state"] == "open")
            let path = "/api/tasks/\(made["id"].string ?? "")"
            #expect(try await desk.server.get(path)["data"] == made)
            let given = try await desk.server.json(
                .patch, path, ["owner": .string(dayo.id), "note": nil, "dueAt": nil], expecting: 200)["data"]
            #expect(given["owner"] == .string(dayo.id) && given["note"].isNull && given["dueAt"].isNull)
            #expect(given["title"] == "Send the offer" && given["version"] == 2)
            for _ in 1...2 {
                let done = try await desk.server.json(.post, path + "/done", nil, as: dayo.tenant, expecting: 200)
                #expect(done["data"]["state"] == "done" && done["data"]["doneBy"] == .string(dayo.id))
                #expect(done["data"]["version"] == 3)
            }
            try await desk.server.post(path + "/snooze", ["until": "2026-03-09T09:00:00Z"], expecting: 409)
            for _ in 1...2 {
                let open = try await desk.server.json(.post, path + "/reopen", nil, expecting: 200)["data"]
                #expect(open["state"] == "open" && open["doneAt"].isNull && open["version"] == 4)
            }
            try await desk.server.json(.delete, path, nil, expecting: 204)
            try await desk.server.json(.delete, path, nil, expecting: 404)
            let story = ["task.created", "task.updated", "task.done", "task.updated", "task.deleted"]
            #expect(try await all.upToNow().map { $0["type"].string } == story)
            #expect(try await mine.upToNow().map { $0["type"].string } == Array(story[..<2]))
            #expect(try await theirs.upToNow().map { $0["type"].string } == Array(story[1...]))
            let noted = try await desk.server.get("/api/audit")["data"].array?.compactMap { $0["action"].string } ?? []
            #expect(noted.filter { $0.hasPrefix("task.") } == story.reversed())
        }
    }

    @Test func aTaskWaitsForWhoeverHasTimeWhenNobodyIsNamed() async throws {
        try await withDesk { desk in
            let bola = try await desk.person("bola")
            // A key is nobody; a person may say nobody.
            #expect(try await desk.task(["title": "By a key"])["owner"].isNull)
            #expect(try await desk.task(["title": "For all", "owner": nil], by: bola)["owner"].isNull)
            #expect(try await desk.task(["title": "Mine"], by: bola)["owner"] == .string(bola.id))
            let mine = try await desk.server.get("/api/tasks?owner=me", as: bola.tenant)["data"]
            #expect(mine.array?.map { $0["title"] } == ["Mine"])
            #expect(try await desk.server.get("/api/tasks?owner=me", expecting: 422)["field"] == "owner")
        }
    }

    @Test func tasksAreListedByWhenTheyAreDuePageByPage() async throws {
        try await withDesk { desk in
            let (contact, bola) = (try await desk.contact("Ada", value: 1), try await desk.person("bola"))
            var titles: [String] = []
            for (day, title) in [(5, "c"), (3, "a"), (nil, "e"), (4, "b"), (5, "d")] as [(Int?, String)] {
                var body: JSONObject = ["title": .string(title)]
                if let day { body["dueAt"] = .string("2026-03-0\(day)T09:00:00Z") }
                if title < "c" { body["contact"] = .string(contact) }
                if title > "c" { body["owner"] = .string(bola.id) }
                titles.append(try await desk.task(.object(body))["id"].string ?? "")
            }
            for limit in 1...6 {
                #expect(try await desk.titles("/api/tasks", limit: limit) == ["a", "b", "c", "d", "e"])
            }
            #expect(try await desk.titles("/api/tasks?contact=\(contact)", limit: 1) == ["a", "b"])
            #expect(try await desk.titles("/api/tasks?owner=\(bola.id)", limit: 1) == ["d", "e"])
            #expect(try await desk.titles("/api/tasks?dueBefore=2026-03-05T09:00:00Z", limit: 9) == ["a", "b"])
            try await desk.server.json(.post, "/api/tasks/\(titles[1])/done", nil, expecting: 200)
            #expect(try await desk.titles("/api/tasks", limit: 2) == ["b", "c", "d", "e"])
            #expect(try await desk.titles("/api/tasks?state=done", limit: 2) == ["a"])
            #expect(try await desk.titles("/api/tasks?state=all", limit: 2) == ["a", "b", "c", "d", "e"])
            let shown = try await desk.server.client.get(
                "/api/tasks", headers: [("Authorization", "Bearer \(desk.server.company.token)")])
            #expect(shown.headers["switchboard-offset"] != nil)
        }
    }

    @Test func whatIsWrongWithATaskIsNamed() async throws {
        try await withDesk { desk in
            let beta = try await desk.server.anotherCompany("Beta")
            let theirs = try await desk.server.post(
                "/api/crm/contacts", ["name": "Theirs"], as: beta, expecting: 201)["data"]["id"]
            for (body, field) in [
                ([:], "title"), (["title": ""], "title"), (["title": "A", "dueAt": "tomorrow"], "dueAt"),
                (["title": "A", "owner": "usr_1"], "owner"), (["title": "A", "contact": theirs], "contact"),
                (["title": "A", "call": "cal_1"], "call"), (["promise": "prm_1"], "promise"),
                (["title": "A", "priority": "urgent"], "priority"), (["title": "A", "duedate": "x"], "duedate"),
            ] as [(JSONValue, String)] {
                let problem = try await desk.server.post("/api/tasks", body, expecting: 422)
                let named = [problem["field"]] + (problem["errors"].array?.map { $0["field"] } ?? [])
                #expect(named.contains(.string(field)), "\(problem.jsonText)")
            }
            let path = "/api/tasks/\(try await desk.task(["title": "A"])["id"].string ?? "")"
            try await desk.server.json(.patch, path, ["contact": theirs], expecting: 422)
            for moment in ["2026-03-02T08:00:00Z", "2028-01-01T00:00:00Z"] {
                let problem = try await desk.server.post(path + "/snooze", ["until": .string(moment)], expecting: 422)
                #expect(problem["field"] == "until")
            }
            try await desk.server.json(
                .patch, path, ["title": "B"], headers: [("If-Match", "\"1\"")], expecting: 200)
            try await desk.server.json(
                .patch, path, ["title": "C"], headers: [("If-Match", "\"1\"")], expecting: 412)
            for method in [Method.get, .patch, .delete] {
                let body: JSONValue? = method == .patch ? ["title": "X"] : nil
                try await desk.server.json(method, path, body, as: beta, expecting: 404)
            }
            #expect(try await desk.server.get("/api/tasks", as: beta)["data"] == [])
        }
    }

    @Test func aRepeatedPostWithItsKeyMakesOneTask() async throws {
        try await withDesk { desk in
            let key = [("Idempotency-Key", "click-1")]
            let body: JSONValue = ["title": "Call back"]
            let first = try await desk.server.json(.post, "/api/tasks", body, headers: key, expecting: 201)
            #expect(try await desk.server.json(.post, "/api/tasks", body, headers: key, expecting: 201) == first)
            #expect(try await desk.titles("/api/tasks", limit: 9) == ["Call back"])
        }
    }

    @Test func aTaskFromACallIsAboutWhoWasInIt() async throws {
        try await withDesk { desk in
            let contact = try await desk.contact("Ada", value: 5)
            try await desk.missed("CA1", from: desk.number(of: contact))
            let call = try await desk.server.get("/api/calls/CA1")["data"]["call"]
            let made = try await desk.task(["title": "Ask again", "call": call])
            #expect(made["call"] == call && made["contact"] == .string(contact) && made["contactName"] == "Ada")
            _ = try await desk.task(["title": "Other"])
            #expect(try await desk.titles("/api/tasks?call=\(call.string ?? "")", limit: 9) == ["Ask again"])
        }
    }

    @Test func whatFollowsFromSomethingElseIsOneTaskForItsKey() async throws {
        try await withDesk { desk in
            let contact = try await desk.contact("Ada", value: 5)
            let id = try #require(ContactID(wire: contact))
            var ids: Set<TaskID> = []
            for title in ["Send the papers", "Send them again"] {
                let task = try await desk.server.database.write(desk.server.company.id) { tx in
                    try TasksModule.follow(
                        "disposition:cal_1", title: title, dueAt: TestServer.noon, owner: nil, contact: id, call: nil,
                        author: "key_1", at: TestServer.noon, in: tx)
                }
                ids.insert(task.id)
            }
            #expect(ids.count == 1)
            #expect(try await desk.titles("/api/tasks?contact=\(contact)", limit: 9) == ["Send the papers"])
        }
    }

    @Test func aPromiseOfACallBecomesOneTaskHoweverOftenItIsAsked() async throws {
        try await withDesk { desk in
            let promise = try await desk.promised(in: "CA1")
            #expect(try await desk.kinds() == ["promise"])
            let made = try await desk.server.post("/api/tasks", ["promise": promise["id"]], expecting: 201)["data"]
            #expect(made["promise"] == promise["id"] && made["call"] == promise["call"])
            #expect(made["dueAt"] == promise["dueAt"] && !made["contact"].isNull)
            #expect(made["title"] == promise["text"])
            let again = try await desk.server.post("/api/tasks", ["promise": promise["id"]], expecting: 200)["data"]
            #expect(again == made)
            // The day shows what is to be done once.
            #expect(try await desk.kinds() == ["task"])
            // Read again, the promise has another id and is the same one.
            try await desk.server.json(.post, "/api/crm/calls/CA1/analysis", nil, expecting: 201)
            let reread = try await desk.promise(of: "CA1")
            #expect(try await desk.server.post("/api/tasks", ["promise": reread["id"]], expecting: 200)["data"] == made)
            #expect(try await desk.kinds() == ["task"])
        }
    }
}
