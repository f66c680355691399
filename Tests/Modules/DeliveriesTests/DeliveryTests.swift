import Domain
import HTTP
import JSON
import Support
import Testing

@testable import Deliveries

/// An event is posted until it is taken, and nothing that happens is left out.
@Suite(.timeLimit(.minutes(10))) struct DeliveryTests {
    @Test func whatHappensIsPostedOnceSignedAndExactlyAsSubscribersHearIt() async throws {
        try await withReceiver { receiver in
            let events = try await receiver.server.subscribe(["contacts"])
            try await receiver.happens("Ada")
            receiver.there.answers(.nothing(204))
            try await receiver.post()
            try await receiver.post(after: .seconds(3600))

            let asked = try #require(receiver.there.asked.first)
            #expect(receiver.there.asked.count == 1 && asked.method == "POST" && asked.target == "/hook?x=1")
            #expect(asked.type == "application/json" && Receiver.isSigned(asked, by: receiver.secret))
            let heard = try await events.upToNow()
            #expect(asked.json == heard.first && asked.json["type"] == "contact.created")
            let (epoch, _) = try await receiver.server.position()
            #expect(asked.headers["webhook-id"] == "evt_\(epoch)_\(asked.json["offset"].int64 ?? 0)")

            let delivery = try #require(try await receiver.deliveries().first)
            #expect(delivery["state"] == "delivered" && delivery["attempts"][0]["status"] == 204)
            #expect(try await receiver.standing()["state"] == "healthy")
            #expect(try await receiver.deliveries("?state=dead").isEmpty)
        }
    }

    @Test func whatIsMoreThanMayWaitStaysInTheLog() async throws {
        try await withReceiver { receiver in
            try await receiver.server.database.write(receiver.server.company.id) { tx in
                for number in 1...620 {
                    try tx.publish(
                        ContactEvent(ContactEvent.created, contact: ContactID(Int64(number)), name: "\(number)"),
                        on: .contacts)
                }
            }
            let before = try await receiver.standing()["offset"].int64 ?? 0
            receiver.there.answers(.nothing(500))
            for _ in 1...4 { receiver.there.answers(.nothing(500)) }
            try await receiver.post()
            let waiting = try await receiver.server.pages("\(receiver.path)/deliveries?state=waiting", limit: 200)
            #expect((500..<600).contains(waiting.count), "\(waiting.count) after \(before)")
        }
    }

    @Test func aFailureIsTriedAgainWithTheSameIDAndDoesNotHoldTheNextBack() async throws {
        try await withReceiver { receiver in
            try await receiver.happens("Ada")
            try await receiver.happens("Bo")
            receiver.there.answers(.nothing(500), .nothing(200))
            try await receiver.post()
            #expect(receiver.told == ["Ada", "Bo"])
            #expect(try await receiver.standing()["state"] == "healthy")
            receiver.there.answers(.cut, .nothing(200))
            try await receiver.post(after: .seconds(7))
            try await receiver.post(after: .seconds(60))
            #expect(receiver.told == ["Ada", "Bo", "Ada", "Ada"])
            let ids = receiver.there.asked.map { $0.headers["webhook-id"] ?? "" }
            #expect(Set([ids[0], ids[2], ids[3]]).count == 1 && ids[0] != ids[1])
            let attempts = try await receiver.deliveries().last?["attempts"].array ?? []
            #expect(attempts.map { $0["status"].int } == [500, nil, 200] && attempts[at: 1]["error"].string != nil)
        }
    }

    @Test func whatNobodyTakesForADayIsADeadLetterAndIsSentAgainByHand() async throws {
        try await withReceiver { receiver in
            try await receiver.happens("Ada")
            for _ in 0..<40 where try await receiver.deliveries("?state=dead").isEmpty {
                receiver.there.answers(.nothing(503))
                try await receiver.post(after: .seconds(9 * 3600))
            }
            let dead = try #require(try await receiver.deliveries("?state=dead").first)
            let last = receiver.there.asked.count
            try await receiver.post(after: .seconds(86_400))
            #expect(receiver.there.asked.count == last)

            let again = "/api/webhook-deliveries/\(dead["id"].string ?? "")/redeliver"
            #expect(try await receiver.server.json(.post, again, nil, expecting: 202)["data"]["state"] == "waiting")
            receiver.there.answers(.nothing(200))
            try await receiver.post(after: .seconds(86_400))
            #expect(receiver.there.asked.count == last + 1)
            #expect(receiver.there.asked.last?.headers["webhook-id"] == dead["webhookId"].string)
            #expect(try await receiver.deliveries("?state=delivered").count == 1)
        }
    }

    @Test func whatTheReceiverAsksForInRetryAfterCountsForAllThatWaits() async throws {
        try await withReceiver { receiver in
            for name in ["Ada", "Bo"] { try await receiver.happens(name) }
            receiver.there.answers(.json(429, [:], [("Retry-After", "300")]), .nothing(200), .nothing(200))
            try await receiver.post()
            try await receiver.post(after: .seconds(290))
            #expect(receiver.told == ["Ada"])
            try await receiver.post(after: .seconds(11))
            #expect(receiver.told.count == 3)
        }
    }

    @Test func goneDisablesTheEndpointUntilSomebodyResumesIt() async throws {
        try await withReceiver { receiver in
            let events = try await receiver.server.subscribe(["admin"])
            try await receiver.happens("Ada")
            receiver.there.answers(.nothing(410), .nothing(200))
            try await receiver.post()
            try await receiver.happens("Bo")
            try await receiver.post(after: .seconds(7200))
            #expect(receiver.told == ["Ada"])
            let standing = try await receiver.standing()
            #expect(standing["enabled"] == false && standing["disabledBecause"].string?.contains("410") == true)
            #expect(try await events.upToNow().last?["data"]["change"] == "disabled")

            try await receiver.server.json(.post, "\(receiver.path)/resume", nil, expecting: 200)
            try await receiver.post()
            #expect(receiver.told == ["Ada", "Bo"])
        }
    }

    @Test func anEndpointThatFailsIsLeftAloneThenProbedAndThenGetsEverything() async throws {
        try await withReceiver { receiver in
            let events = try await receiver.server.subscribe(["admin"])
            for number in 1...8 { try await receiver.happens("\(number)") }
            for _ in 1...6 { receiver.there.answers(.nothing(500)) }
            try await receiver.post()
            #expect(receiver.there.asked.count == 5)
            #expect(try await receiver.standing()["state"] == "open")
            try await receiver.post(after: .seconds(20))
            #expect(receiver.there.asked.count == 5)
            // Half open: one probe, which fails.
            try await receiver.post(after: .seconds(20))
            #expect(receiver.there.asked.count == 6)
            for _ in 1...8 { receiver.there.answers(.nothing(200)) }
            try await receiver.post(after: .seconds(3600))
            #expect(Set(receiver.told.suffix(8)).count == 8)
            #expect(try await receiver.standing()["state"] == "healthy")
            let changes = try await events.upToNow().map { $0["data"]["change"].string ?? "" }
            #expect(changes == ["opened", "closed"])
        }
    }

    @Test func oneEndpointThatNeverAnswersDoesNotDelayAnother() async throws {
        try await withReceiver(inBackground: true) { receiver in
            let other = try StandIn()
            _ = try await Receiver.make(on: receiver.server, at: other.base)
            receiver.there.answers(.silence)
            other.answers(.nothing(200), .nothing(200))
            try await receiver.happens("Ada")
            _ = await receiver.there.nextAsked()
            _ = await other.nextAsked()
            try await receiver.happens("Bo")
            #expect(await other.nextAsked()?.json["data"]["name"] == "Bo")
            #expect(receiver.there.asked.count == 1)
            await other.stop()
        }
    }

    @Test func whatHappenedWhileTheProgramWasAwayIsPostedAfterItsStart() async throws {
        try await withReceiver { receiver in
            try await receiver.happens("Ada")
            let again = try await receiver.server.restarted(Receiver.options(receiver.clock, inBackground: true))
            receiver.there.answers(.nothing(200), .nothing(200))
            #expect(await receiver.there.nextAsked()?.json["data"]["name"] == "Ada")
            try await again.post("/api/crm/contacts", ["name": "Bo"], expecting: 201)
            #expect(await receiver.there.nextAsked()?.json["data"]["name"] == "Bo")
            await again.stop()
        }
    }

    @Test func anEventThatTheLogLetGoIsCountedAndTheRestGoesOn() async throws {
        try await withReceiver { receiver in
            try await receiver.server.json(.patch, receiver.path, ["enabled": false], expecting: 200)
            try await receiver.happens("Ada")
            receiver.clock.advance(by: .seconds(400 * 86_400))
            await receiver.server.keepHouse()
            try await receiver.server.json(.patch, receiver.path, ["enabled": true], expecting: 200)
            try await receiver.happens("Bo")
            receiver.there.answers(.nothing(200))
            try await receiver.post()
            #expect(receiver.told == ["Bo"])
            #expect((try await receiver.standing()["lost"].int ?? 0) > 0)
            let old = try await receiver.server.get("\(receiver.path)/missed?after=0", expecting: 410)
            #expect(old["type"] == "/problems/cannot-continue")
        }
    }

    @Test func theLogOfDeliveriesIsKeptForAWhileOnly() async throws {
        try await withReceiver { receiver in
            try await receiver.happens("Ada")
            receiver.there.answers(.nothing(200))
            try await receiver.post()
            receiver.clock.advance(by: .seconds(2 * 86_400))
            await receiver.server.keepHouse()
            #expect(try await receiver.deliveries().count == 1)
            receiver.clock.advance(by: .seconds(2 * 86_400))
            await receiver.server.keepHouse()
            #expect(try await receiver.deliveries().isEmpty)
        }
    }
}
