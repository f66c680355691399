import Domain
import HTTP
import JSON
import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct MyDayTests {
    @Test func theDayIsOrderedByDueAndOfWhatIsDueAtOnceByValue() async throws {
        try await withDesk { desk in
            let (poor, rich) = (try await desk.contact("Poor", value: 10), try await desk.contact("Rich", value: 900))
            let at = { (hour: Int) in JSONValue.string("2026-03-02T1\(hour):00:00Z") }
            for (title, due, contact) in [
                ("late", at(5), rich), ("poor", at(1), poor), ("rich", at(1), rich), ("first", at(0), poor),
            ] {
                _ = try await desk.task(["title": .string(title), "dueAt": due, "contact": .string(contact)])
            }
            _ = try await desk.task(["title": "whenever", "contact": .string(poor)])
            _ = try await desk.task(["title": "whenever, rich", "contact": .string(rich)])
            let order: [JSONValue] = ["first", "rich", "poor", "late", "whenever, rich", "whenever"]
            for limit in [1, 2, 4, 9] { #expect(try await desk.titles("/api/my-day", limit: limit) == order) }
            let day = try await desk.day()
            #expect(day[1]["value"] == ["amount": 900, "currency": "USD"])
            #expect(day[1]["contact"]["id"] == .string(rich) && day[1]["contact"]["name"] == "Rich")
            #expect(day[1]["contact"]["number"].string?.hasPrefix("+1202555") == true)
            #expect(day.allSatisfy { $0["overdue"] == false })
            desk.clock.advance(by: .seconds(3600))
            #expect(try await desk.day().map { $0["overdue"] } == [true, false, false, false, false, false])
            let soon = try await desk.server.pages("/api/my-day?dueBefore=2026-03-02T12:00:00Z", limit: 2)
            #expect(soon.map { $0["title"] } == ["first", "rich", "poor"])
        }
    }

    @Test func theDayShowsWhatIsMineAndWhatIsNobodys() async throws {
        try await withDesk { desk in
            let (bola, dayo) = (try await desk.person("bola"), try await desk.person("dayo"))
            for (title, owner) in [("mine", bola.id), ("theirs", dayo.id)] {
                _ = try await desk.task(["title": .string(title), "owner": .string(owner)])
            }
            _ = try await desk.task(["title": "nobody's"])
            #expect(try await desk.day(of: bola).map { $0["title"] } == ["mine", "nobody's"])
            #expect(try await desk.day(of: dayo).map { $0["title"] } == ["theirs", "nobody's"])
            #expect(try await desk.day().map { $0["title"] } == ["nobody's"])
            let beta = try await desk.server.anotherCompany("Beta")
            #expect(try await desk.server.get("/api/my-day", as: beta)["data"] == [])
        }
    }

    @Test func aMissedCallWaitsBesideTasksUntilItIsSettled() async throws {
        try await withDesk { desk in
            let contact = try await desk.contact("Ada", value: 50)
            _ = try await desk.task(["title": "whenever"])
            try await desk.missed("CA1", from: desk.number(of: contact))
            let day = try await desk.day()
            #expect(day.map { $0["kind"] } == ["obligation", "task"])
            #expect(day[0]["contact"]["id"] == .string(contact) && day[0]["value"]["amount"] == 50)
            #expect(day[0]["title"] == "Call back: missed call")
            let path = "/api/obligations/\(day[0]["id"].string ?? "")"
            try await desk.server.post(path + "/snooze", ["until": "2026-03-03T09:00:00Z"])
            #expect(try await desk.day().map { $0["kind"] } == ["task"])
            try await desk.server.post(path + "/done", ["outcome": "spoken"])
            #expect(try await desk.day().map { $0["kind"] } == ["task"])
        }
    }

    @Test func aTaskThatIsPutOffIsOutOfTheWayUntilThen() async throws {
        try await withDesk { desk in
            let path = "/api/tasks/\(try await desk.task(["title": "later"])["id"].string ?? "")"
            let put = try await desk.server.post(path + "/snooze", ["until": "2026-03-02T10:00:00Z"])["data"]
            #expect(put["snoozedUntil"] == "2026-03-02T10:00:00.000Z" && put["state"] == "open")
            #expect(try await desk.day().isEmpty)
            #expect(try await desk.titles("/api/tasks", limit: 9) == ["later"])
            desk.clock.advance(by: .seconds(3600))
            #expect(try await desk.day().map { $0["title"] } == ["later"])
        }
    }
}
