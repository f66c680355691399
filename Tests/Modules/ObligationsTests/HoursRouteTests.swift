import Domain
import HTTP
import JSON
import Support
import Testing

/// Opening hours by line and by company, and what they make of a missed call.
@Suite(.timeLimit(.minutes(10))) struct HoursRouteTests {
    private static func hours(_ more: JSONObject = [:]) -> JSONValue {
        var hours: JSONObject = [
            "timeZone": "America/New_York", "serviceLevelMinutes": 30,
            "weekly": [
                ["day": "monday", "from": "09:00", "to": "17:00"], ["day": "tuesday", "from": "09:00", "to": "17:00"],
            ],
        ]
        for member in more.members { hours[member.name] = member.value }
        return .object(hours)
    }

    @Test func theLinesHoursCountElseTheCompanysElseAllDay() async throws {
        try await atDesk { desk in
            // It is 9:00 UTC, 4:00 in New York.
            try await desk.missed("CA1")
            #expect(try await desk.obligations()[at: 0]["dueAt"] == "2026-03-02T10:00:00.000Z")
            let line = try await desk.server.get("/api/lines")["data"][0]["id"].string ?? ""
            let path = "/api/lines/\(line)/hours"
            #expect(try await desk.server.get(path)["data"]["source"] == "built-in")
            let set = try await desk.server.json(.put, "/api/hours", Self.hours(), expecting: 200)["data"]
            #expect(set["source"] == "company" && set["version"] == 1)
            #expect(set["hours"] == Self.hours())
            #expect(try await desk.server.get(path)["data"]["source"] == "company")
            try await desk.missed("CA2", from: "+12025550144")
            #expect(try await desk.obligations("?sort=-openedAt")[at: 0]["dueAt"] == "2026-03-02T14:30:00.000Z")
            let closed: JSONValue = ["holidays": [["date": "2026-03-02", "name": "Founder's day"]]]
            try await desk.server.json(.put, path, Self.hours(closed.object ?? [:]), expecting: 200)
            try await desk.missed("CA3", from: "+12025550145")
            #expect(try await desk.obligations("?sort=-openedAt")[at: 0]["dueAt"] == "2026-03-03T14:30:00.000Z")
            let reset = try await desk.server.json(.delete, path, nil, expecting: 200)["data"]
            #expect(reset["source"] == "company" && reset["version"] == 2)
            let audit = try await desk.server.get("/api/audit")["data"].array ?? []
            #expect(audit.filter { $0["action"].string?.hasPrefix("hours.") == true }.count == 3)
        }
    }

    private static let wrong: [(JSONObject, String)] = [
        (["timeZone": "Mars/Olympus"], "timeZone"), (["timeZone": "../../etc/passwd"], "timeZone"),
        (["weekly": []], "weekly"), (["serviceLevelMinutes": 0], "serviceLevelMinutes"),
        (["weekly": [["day": "monday", "from": "09:00", "to": "09:00"]]], "weekly[0].to"),
        (["weekly": [["day": "monday", "from": "9:00", "to": "17:00"]]], "weekly[0].from"),
        (["weekly": [["day": "monday", "from": "09:00", "to": "25:00"]]], "weekly[0].to"),
        (["weekly": [["day": "someday", "from": "09:00", "to": "17:00"]]], "weekly[0].day"),
        (
            [
                "weekly": [
                    ["day": "monday", "from": "09:00", "to": "12:00"],
                    ["day": "monday", "from": "11:59", "to": "17:00"],
                ]
            ], "weekly[1]"
        ),
        (
            [
                "weekly": [
                    ["day": "monday", "from": "01:00", "to": "12:00"],
                    ["day": "sunday", "from": "22:00", "to": "02:00"],
                ]
            ], "weekly[0]"
        ),
        (["holidays": [["date": "2026-02-30", "name": "No day"]]], "holidays[0].date"),
        (
            ["holidays": [["date": "2026-12-25", "name": "A"], ["date": "2026-12-25", "name": "B"]]],
            "holidays[1].date"
        ),
        (
            ["holidays": [["date": "2026-12-24", "name": "A", "hours": [["from": "10:00", "to": "10:00"]]]]],
            "holidays[0].hours[0].to"
        ),
        (
            ["weekly": [["day": "monday", "from": "09:00", "to": "09:10"]], "serviceLevelMinutes": 600],
            "serviceLevelMinutes"
        ),
        (["owner": "usr_zzz"], "owner"), (["opens": "09:00"], "opens"),
    ]

    @Test func whatIsWrongIsSaidByItsField() async throws {
        try await withServer { server in
            for (change, field) in Self.wrong {
                let problem = try await server.json(.put, "/api/hours", Self.hours(change), expecting: 422)
                #expect(problem["field"].string == field, "\(problem.jsonText)")
            }
            #expect(try await server.get("/api/hours")["data"]["version"] == 0)
        }
    }

    @Test func aChangeOfAnotherIsNotOverwrittenAndTheSameIsNoChange() async throws {
        try await withServer { server in
            for _ in 1...2 {
                #expect(
                    try await server.json(.put, "/api/hours", Self.hours(), expecting: 200)["data"]["version"] == 1)
            }
            try await server.json(
                .put, "/api/hours", Self.hours(["team": "Desk"]), headers: [("If-Match", "\"0\"")], expecting: 412)
            try await server.json(
                .put, "/api/hours", Self.hours(["team": "Desk"]), headers: [("If-Match", "\"1\"")], expecting: 200)
            try await server.json(.put, "/api/lines/lin_zzz/hours", Self.hours(), expecting: 404)
        }
    }
}
