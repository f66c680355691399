import Domain
import JSON
import Support
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct DuplicateTests {
    @Test func whoResemblesSomebodyIsFoundAsItIsWritten() async throws {
        try await withPeople { people in
            let ada = try await people.add(["name": "Ada Obi", "numbers": [["number": "+12025550143"]]])
            #expect(try await people.pairs().isEmpty)
            let family = try await people.add(["name": "Bode Eze", "numbers": [["number": "+12025550143"]]])
            let again = try await people.add([
                "name": "Obi, Ada", "email": "ADA@example.com", "numbers": [["number": "+12025550143"]],
            ])
            let pairs = try await people.pairs()
            #expect(pairs.map { $0["score"] } == [80, 30, 30])
            let best = pairs.first ?? .null
            #expect(best["contacts"].array?.map { $0["id"].string } == [ada, again])
            #expect(best["reasons"].array?.map { $0["rule"] } == ["number", "sameName"])

            // What no longer resembles is forgotten, and what has come to resemble is found.
            try await people.server.json(
                .put, "/api/crm/contacts/\(again)", ["name": "Ada Obi", "email": "other@example.com"], expecting: 200)
            #expect(try await people.pairs().map { $0["contacts"][1]["id"].string } == [family])
            try await people.server.json(
                .put, "/api/crm/contacts/\(ada)", ["name": "Ada Obi", "email": "Other@Example.com"], expecting: 200)
            #expect(try await people.pairs().map { $0["score"] } == [100])
            #expect(try await people.pairs("?contact=\(family)").isEmpty)
            #expect(try await people.pairs("?contact=\(again)").count == 1)
        }
    }

    @Test func namesakesOfOneBusinessArePairedAndOthersAreNot() async throws {
        try await withPeople { people in
            _ = try await people.add(["name": "Ada Obi", "business": "Obi Ltd"])
            _ = try await people.add(["name": "ada obi", "business": "Other Ltd"])
            _ = try await people.add(["name": "ada obi", "business": "Obi Ltd"])
            let pairs = try await people.pairs()
            #expect(pairs.count == 1 && pairs.first?["reasons"][0]["rule"] == "nameAndBusiness")
            let other = try await people.server.anotherCompany("Other")
            try await people.server.post(
                "/api/crm/contacts", ["name": "Ada Obi", "business": "Obi Ltd"], as: other, expecting: 201)
            #expect(try await people.server.get("/api/crm/duplicates", as: other)["data"] == [])
        }
    }

    @Test func eachOfACrowdIsPairedWithItsOldestAndAChangeLosesNoPair() async throws {
        try await withPeople { people in
            var crowd: [String] = []
            for name in 1...8 {
                crowd.append(try await people.add(["name": "Desk \(name)", "numbers": [["number": "+12025550143"]]]))
            }
            let youngest = try await people.pairs("?contact=\(crowd[7])&limit=100")
            #expect(Set(youngest.compactMap { $0["contacts"][0]["id"].string }) == Set(crowd.prefix(5)))
            #expect(try await people.pairs("?limit=100").count == 1 + 2 + 3 + 4 + 5 + 5 + 5)
            try await people.server.json(
                .patch, "/api/crm/contacts/\(crowd[0])", ["name": "Front desk"], expecting: 200)
            #expect(try await people.pairs("?contact=\(crowd[0])&limit=100").count == 7)
        }
    }

    @Test func aCallFromAKnownNumberMakesNoPairAndAnUnknownOneNone() async throws {
        try await withPeople { people in
            _ = try await people.add(["name": "Ada", "numbers": [["number": "+12025550143"]]])
            _ = try await people.server.twilio("voice", TestServer.ringing("CA1"))
            _ = try await people.server.twilio("voice", TestServer.ringing("CA2", from: "+12025550199"))
            #expect(try await people.pairs().isEmpty)
        }
    }

    @Test func aPairThatIsDismissedStaysAway() async throws {
        try await withPeople { people in
            let ada = try await people.add(["name": "Ada", "email": "ada@example.com"])
            _ = try await people.add(["name": "Bode", "email": "ada@example.com"])
            let pair = try #require(try await people.pairs().first)["id"].string ?? ""
            try await people.server.json(.post, "/api/crm/duplicates/\(pair)/dismiss", nil, expecting: 204)
            try await people.server.json(.post, "/api/crm/duplicates/\(pair)/dismiss", nil, expecting: 204)
            try await people.server.json(
                .put, "/api/crm/contacts/\(ada)", ["name": "Ada N.", "email": "ada@example.com"], expecting: 200)
            #expect(try await people.pairs().isEmpty)
            try await people.server.json(.post, "/api/crm/duplicates/dup_zzz/dismiss", nil, expecting: 404)
        }
    }

    @Test func whoWasPartedAgainIsNoPairAnyMore() async throws {
        try await withPeople { people in
            let ada = try await people.add(["name": "Ada", "email": "ada@example.com"])
            let other = try await people.add(["name": "Bode", "email": "ada@example.com"])
            let pair = try #require(try await people.pairs().first)["id"].string ?? ""
            let merge = try await people.merge(other, into: ada)["merge"]
            try await people.server.json(.post, "/api/crm/duplicates/\(pair)/dismiss", nil, expecting: 404)
            try await people.undo(merge)
            #expect(try await people.pairs().isEmpty)
            try await people.server.json(.post, "/api/crm/duplicates/\(pair)/dismiss", nil, expecting: 204)
        }
    }

    @Test func manyPairsAreJoinedAtOnceAndEachSaysWhatBecameOfIt() async throws {
        try await withPeople { people in
            for number in 1...3 {
                for name in ["One", "Two"] {
                    _ = try await people.add([
                        "name": .string("\(name) \(number)"), "email": .string("p\(number)@example.com"),
                    ])
                }
            }
            let ids = try await people.pairs("?limit=2").map { $0["id"] } + ["dup_zzz"]
            let results = try await people.server.post("/api/crm/duplicates/merge", ["ids": .array(ids)])["data"]
            #expect(results.array?.map { $0["merge"].isNull } == [false, false, true])
            #expect(results[2]["problem"]["type"] == "/problems/unknown-duplicate")
            #expect(try await people.pairs().count == 1)
            #expect(try await people.server.contacts().count == 4)
        }
    }

    @Test func contactsFromAFileAreComparedToo() async throws {
        try await withPeople { people in
            let first = try await people.add(["name": "Ada Obi", "business": "Obi Ltd"])
            let csv = "name,phone,email,business\nAda Obi,,,Obi Ltd\nBode,+12025550143,,\n"
            let headers = [("Authorization", "Bearer \(people.server.company.token)")]
            let events = try await people.server.subscribe(["contacts"])
            let answer = try await people.server.client.post(
                "/api/crm/imports/contacts", Array(csv.utf8), type: "text/csv", headers: headers)
            #expect(answer.status.code < 300, "\(answer.text)")
            _ = try await events.first { $0["type"] == "contacts.imported" }
            // The comparison follows its event.
            try await until { try await !people.pairs("?contact=\(first)").isEmpty }
            #expect(try await people.pairs("?contact=\(first)").count == 1)
        }
    }
}
