import Domain
import JSON
import Support
import Testing

@testable import Messaging

@Suite(.timeLimit(.minutes(10))) struct QuietHoursTests {
    private static func time(_ text: String) throws -> Timestamp { try #require(TimestampParser.parse(text)) }

    /// New York goes from 02:00 to 03:00 on 8 March 2026, and from 02:00 back to 01:00 on 1 November.
    @Test(arguments: [
        ("2026-03-02T13:00:00Z", "2026-03-02T13:00:00Z"), ("2026-03-03T01:59:59Z", "2026-03-03T01:59:59Z"),
        ("2026-03-03T02:00:00Z", "2026-03-03T13:00:00Z"), ("2026-03-03T12:59:59Z", "2026-03-03T13:00:00Z"),
        // The night of spring is an hour shorter, and that of autumn an hour longer.
        ("2026-03-08T03:30:00Z", "2026-03-08T12:00:00Z"), ("2026-03-08T07:30:00Z", "2026-03-08T12:00:00Z"),
        ("2026-11-01T04:30:00Z", "2026-11-01T13:00:00Z"), ("2026-11-01T06:30:00Z", "2026-11-01T13:00:00Z"),
    ])
    func theNightEndsAtEightByTheClockOnTheWall(from: String, until: String) throws {
        let zone = try #require(Zones.zone(named: "America/New_York"))
        let next = QuietHours.standard.nextAllowed(for: .marketing, from: try Self.time(from), in: zone)
        #expect(next == (try Self.time(until)))
        #expect(QuietHours.standard.window(for: .marketing, at: next, in: zone) == nil)
        #expect(
            QuietHours.standard.nextAllowed(for: .service, from: try Self.time(from), in: zone) == (try Self.time(from))
        )
    }

    @Test func anEndThatNoClockShowsIsWhereTheyJump() throws {
        let zone = try #require(Zones.zone(named: "America/New_York"))
        let hours = QuietHours(windows: [.init(name: "n", from: 60, until: 150, purposes: [.marketing])])
        let next = hours.nextAllowed(for: .marketing, from: try Self.time("2026-03-08T06:30:00Z"), in: zone)
        #expect(next == (try Self.time("2026-03-08T07:00:00Z")))
    }

    @Test func oneWindowAfterTheOtherIsWaitedFor() throws {
        let hours = QuietHours(windows: [
            .init(name: "night", from: 1260, until: 480, purposes: [.marketing]),
            .init(name: "school", from: 480, until: 600, purposes: [.marketing]),
        ])
        let next = hours.nextAllowed(for: .marketing, from: try Self.time("2026-03-02T23:00:00Z"), in: .utc)
        #expect(next == (try Self.time("2026-03-03T10:00:00Z")))
    }

    @Test func marketingWaitsForTheMorningAndServiceDoesNot() async throws {
        try await withMessaging { hub async throws in
            try await hub.server.json(
                .patch, "/api/companies/current", ["timeZone": "America/New_York"], expecting: 200)
            try await hub.hear("START", "SM5")
            // 09:00 UTC is four in the morning there.
            let refused = try await hub.write(["purpose": "marketing"], expecting: 409)
            #expect(refused["type"] == "/problems/quiet-hours" && refused["window"] == "night")
            #expect(refused["nextAllowedAt"] == "2026-03-02T13:00:00.000Z")
            let later = try await hub.write(["purpose": "marketing", "sendAt": refused["nextAllowedAt"]])
            #expect(later["data"]["status"] == "scheduled")
            hub.provider.answers(MessagingHub.taken, .json(201, ["sid": "SM2", "status": "queued"]))
            try await hub.write()
            try await hub.send()
            #expect(hub.provider.asked.count == 1)
            try await hub.send(after: .seconds(4 * 3600))
            #expect(try await hub.message(later)["providerMessageId"] == "SM2")
        }
    }

    @Test func aCompanySetsItsOwn() async throws {
        try await withMessaging { hub async throws in
            let path = "/api/messaging/quiet-hours"
            let standard = try await hub.server.get(path)["data"]["windows"]
            #expect(standard == [["name": "night", "from": "21:00", "until": "08:00", "purposes": ["marketing"]]])
            let lunch: JSONValue = [
                "windows": [["name": "lunch", "from": "08:30", "until": "10:00", "purposes": ["service"]]]
            ]
            #expect(try await hub.server.json(.put, path, lunch, expecting: 200)["data"] == lunch)
            #expect(try await hub.write(expecting: 409)["window"] == "lunch")
            #expect(try await hub.server.get(path, as: hub.server.anotherCompany("B"))["data"]["windows"] == standard)
            for (from, until, field) in [("21:00", "21:00", "windows[0].until"), ("25:00", "08:00", "windows[0].from")]
            {
                let wrong: JSONValue = [
                    "windows": [
                        ["name": "x", "from": .string(from), "until": .string(until), "purposes": ["service"]]
                    ]
                ]
                #expect(try await hub.server.json(.put, path, wrong, expecting: 422)["field"] == .string(field))
            }
            let always: JSONValue = [
                "windows": [
                    ["name": "a", "from": "00:00", "until": "12:00", "purposes": ["service"]],
                    ["name": "b", "from": "12:00", "until": "00:00", "purposes": ["service"]],
                ]
            ]
            #expect(try await hub.server.json(.put, path, always, expecting: 422)["field"] == "windows")
            _ = try await hub.server.json(.put, path, ["windows": []], expecting: 200)
            try await hub.write()
        }
    }
}
