import HTTP
import JSON
import Support
import Testing

/// Many contacts at once: named, or all that a filter finds.
@Suite(.timeLimit(.minutes(10))) struct BulkTests {
    private struct Book {
        let server: TestServer
        /// Oldest first.
        let ids: [JSONValue]

        @discardableResult
        func bulk(
            _ body: JSONValue, key: String? = nil, as tenant: TestServer.Tenant? = nil, expecting status: Int = 200
        ) async throws -> JSONValue {
            let answer = try await server.json(
                .post, "/api/crm/contacts/bulk", body, as: tenant,
                headers: key.map { [("Idempotency-Key", $0)] } ?? [], expecting: status)
            return status == 200 ? answer["data"] : answer
        }

        func count(_ filter: JSONValue, deleted: Bool = false) async throws -> JSONValue {
            try await server.post(
                "/api/crm/contacts/search", ["filter": filter, "count": true, "deleted": .bool(deleted), "limit": 1])[
                    "count"]
        }

        func contact(_ place: Int) async throws -> JSONValue {
            try await server.get("/api/crm/contacts/\(ids[place].string ?? "")")["data"]
        }
    }

    /// A company of leads, all but the first ten.
    private func withLeads(_ count: Int, _ body: (Book) async throws -> Void) async throws {
        try await withServer { server in
            var ids: [JSONValue] = []
            for number in 0..<count {
                let made = try await server.post(
                    "/api/crm/contacts",
                    [
                        "name": .string("Person \(number)"), "status": number < 10 ? "customer" : "lead",
                        "tags": ["Old"],
                    ], expecting: 201)
                ids.append(made["data"]["id"])
            }
            try await body(Book(server: server, ids: ids))
        }
    }

    private static let leads: JSONValue = ["field": "status", "is": "lead"]

    @Test func allThatAFilterFindsIsChangedThoughTheChangeTakesItOutOfTheFilter() async throws {
        try await withLeads(130) { book in
            let events = try await book.server.subscribe(["contacts"])
            let owner = try await book.server.member("ada")
            let body: JSONValue = [
                "filter": Self.leads, "except": [book.ids[20], book.ids[0]],
                "set": ["status": "former", "owner": .string(owner), "source": "fair"],
            ]
            let done = try await book.bulk(body)
            #expect(done["matched"] == 119 && done["changed"] == 119 && done["skipped"] == [] && done["next"].isNull)
            #expect(try await book.count(["field": "status", "is": "former"]) == 119)
            let left = try await book.contact(20)
            #expect(left["status"] == "lead" && left["owner"].isNull)
            let one = try await book.contact(57)
            #expect(one["owner"].string == owner && one["source"] == "fair" && one["updatedAt"] == done["at"])
            #expect(try await events.upToNow().types.filter { $0 == "contact.updated" }.count == 119)
            let audit = try await book.server.get("/api/audit?limit=200")["data"].array ?? []
            #expect(audit.filter { $0["action"] == "contact.updated" }.count == 119)
            // Said again, nobody is found who is not so already.
            let again = try await book.bulk(["ids": .array(book.ids), "set": ["source": "fair"]])
            #expect(again["matched"] == 130 && again["changed"] == 11)
        }
    }

    @Test func whatIsTooMuchForOneRequestGoesOnWhereItEnded() async throws {
        try await withLeads(70) { book in
            var (rounds, changed, next) = (0, Int64(0), JSONValue.null)
            repeat {
                var body: JSONObject = ["filter": Self.leads, "limit": 25, "addTags": ["new", "Old", "new"]]
                if !next.isNull { body["after"] = next }
                let done = try await book.bulk(.object(body))
                (next, rounds) = (done["next"], rounds + 1)
                changed += done["changed"].int64 ?? 0
            } while !next.isNull && rounds < 9
            #expect(rounds == 3 && changed == 60)
            #expect(try await book.contact(30)["tags"] == ["Old", "new"])
            #expect(try await book.contact(3)["tags"] == ["Old"])
            let done = try await book.bulk(["q": "person", "removeTags": ["OLD"]])
            #expect(done["matched"] == 70 && done["changed"] == 70)
            #expect(try await book.contact(30)["tags"] == ["new"])
        }
    }

    @Test func whatIsRemovedByAFilterComesBackByIt() async throws {
        try await withLeads(65) { book in
            try await book.server.json(
                .delete, "/api/crm/contacts/\(book.ids[64].string ?? "")", nil, expecting: 204)
            let done = try await book.bulk(["filter": Self.leads, "delete": true])
            #expect(done["matched"] == 54 && done["changed"] == 54)
            #expect(try await book.count(Self.leads) == 0)
            #expect(try await book.count(Self.leads, deleted: true) == 55)
            // Who was removed before stays so.
            let then: JSONValue = ["and": [Self.leads, ["field": "deletedAt", "from": done["at"]]]]
            let back = try await book.bulk(["filter": then, "restore": true])
            #expect(back["changed"] == 54)
            #expect(try await book.count(Self.leads) == 54)
            #expect(try await book.bulk(["ids": [book.ids[64], book.ids[11]], "restore": true])["changed"] == 1)
        }
    }

    @Test func aKeyGetsItsFirstAnswerAgain() async throws {
        try await withLeads(12) { book in
            let body: JSONValue = ["filter": Self.leads, "set": ["status": "customer"]]
            let first = try await book.bulk(body, key: "a")
            #expect(first["changed"] == 2)
            // What somebody has changed since is not changed again by the same request.
            try await book.server.json(
                .patch, "/api/crm/contacts/\(book.ids[11].string ?? "")", ["status": "lead"], expecting: 200)
            let log = try await book.server.log().count
            #expect(try await book.bulk(body, key: "a") == first)
            #expect(try await book.server.log().count == log)
            #expect(try await book.bulk(body, key: "b")["changed"] == 1)
            #expect(try await book.bulk(body, key: "c")["matched"] == 0)
            try await book.bulk(["filter": Self.leads, "delete": true], key: "a", expecting: 422)
        }
    }

    @Test func whoCannotBeChangedIsToldWithTheReasonAndTheOthersAre() async throws {
        try await withLeads(12) { book in
            let server = book.server
            let full = (0..<50).map { JSONValue.string("t\($0)") }
            try await server.json(
                .patch, "/api/crm/contacts/\(book.ids[1].string ?? "")", ["tags": .array(full)], expecting: 200)
            try await server.post(
                "/api/crm/contacts/\(book.ids[2].string ?? "")/merge", ["other": book.ids[3]])
            let beta = try await server.anotherCompany("Beta")
            let theirs = try await server.post("/api/crm/contacts", ["name": "Theirs"], as: beta, expecting: 201)
            let foreign = theirs["data"]["id"]
            let done = try await book.bulk([
                "ids": [book.ids[0], book.ids[1], book.ids[3], foreign, book.ids[0]], "addTags": ["more"],
            ])
            #expect(done["matched"] == 2 && done["changed"] == 1)
            let why = Dictionary(
                uniqueKeysWithValues: (done["skipped"].array ?? []).map { ($0["id"], $0["why"].string ?? "") })
            #expect(why.count == 3 && why[book.ids[1]]?.contains("50") == true)
            #expect(why[book.ids[3]]?.contains(book.ids[2].string ?? "") == true)
            #expect(why[foreign]?.contains("no contact") == true)
            // A filter of another company finds nobody of ours.
            #expect(try await book.bulk(["filter": Self.leads, "delete": true], as: beta)["matched"] == 0)
            #expect(try await book.count(Self.leads) == 2)
        }
    }

    @Test func whatNoContactCouldBeIsRefusedByItsName() async throws {
        try await withLeads(3) { book in
            let ids: JSONValue = .array(book.ids)
            for (body, fault) in [
                (["ids": ids], "set"), (["ids": ids, "delete": true, "restore": true], "set"),
                (["ids": ids, "delete": false], "set"), (["delete": true], "ids"),
                (["ids": ids, "q": "x", "delete": true], "ids"), (["ids": ids, "set": [:]], "set"),
                (["ids": ids, "set": ["owner": "usr_zzz"]], "set.owner"),
                (["ids": ids, "set": ["contactCompanyId": "biz_zzz"]], "set.contactCompanyId"),
                (["ids": ids, "set": ["fields": ["size": 1]]], "set.fields.size"),
                (["ids": ids, "set": ["name": "All"]], "set.name"),
                (["filter": ["field": "shoe", "is": 1], "delete": true], "filter.field"),
            ] as [(JSONValue, String)] {
                let refused = try await book.bulk(body, expecting: 422)
                #expect(refused.faults.contains { $0.hasPrefix(fault) }, "\(body.jsonText) \(refused.jsonText)")
            }
            let key = try await book.server.post(
                "/api/keys", ["name": "agent", "role": "agent", "scopes": ["contacts:write"]], expecting: 201)
            let agent = book.server.tenant(token: key["data"]["secret"].string ?? "")
            try await book.bulk(["ids": ids, "delete": true], as: agent, expecting: 403)
            #expect(try await book.bulk(["ids": ids, "addTags": ["x"]], as: agent)["changed"] == 3)
        }
    }
}
