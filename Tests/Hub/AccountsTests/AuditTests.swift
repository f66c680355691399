import HTTP
import ModuleKit
import Testing

@testable import Accounts

@Suite(.timeLimit(.minutes(10))) struct AuditTests {
    private func filled(_ body: (TestHub, CompanyID, String) async throws -> Void) async throws {
        try await withHub { hub in
            let company = try await hub.company()
            let owner = try await hub.signIn().token
            for name in ["a", "b", "c"] {
                _ = try await hub.send(.post, "/api/keys", #"{"name":"\#(name)","role":"agent"}"#, token: owner)
            }
            try await body(hub, company, owner)
        }
    }

    @Test func everyChangeSaysWhoWhatWhenAndFromWhere() async throws {
        try await filled { hub, _, owner in
            let log = try await hub.send(.get, "/api/audit", token: owner)
            #expect(
                log.data.array?.compactMap(\.["action"].string) == [
                    "key.created", "key.created", "key.created", "session.started", "user.created", "company.created",
                ])
            let newest = log.data[0]
            #expect(newest["actor"].string?.hasPrefix("usr_") == true && newest["remote"] == "192.0.2.1")
            #expect(newest["detail"]["name"] == "c" && newest["seq"] == 6)
            #expect(newest["at"].string == hub.clock.now.rfc3339)
            #expect(log.data[5]["actor"] == "command-line")
        }
    }

    @Test func theLogIsPagedNewestFirst() async throws {
        try await filled { hub, _, owner in
            let first = try await hub.send(.get, "/api/audit?limit=4", token: owner)
            let next = try #require(first.json["next"].string)
            let second = try await hub.send(.get, "/api/audit?limit=4&after=\(next)", token: owner)
            #expect((first.data.array ?? []).compactMap(\.["seq"].int) == [6, 5, 4, 3])
            #expect((second.data.array ?? []).compactMap(\.["seq"].int) == [2, 1])
            #expect(second.json["next"].isNull)
        }
    }

    @Test func anUntouchedLogIsWhole() async throws {
        try await filled { hub, company, _ in
            let broken = try await hub.database.read(company) { try Audit.firstBroken(in: $0) }
            #expect(broken == nil)
        }
    }

    @Test(
        arguments: [
            ("UPDATE audit_log SET actor = 'usr_1' WHERE seq = 4", 4),
            ("UPDATE audit_log SET detail = NULL WHERE seq = 5", 5),
            ("UPDATE audit_log SET remote = '' WHERE seq = 1", 1),
            ("UPDATE audit_log SET at = at + 1 WHERE seq = 2", 2),
            ("UPDATE audit_log SET action = action || subject, subject = '' WHERE seq = 3", 3),
            ("DELETE FROM audit_log WHERE seq = 3", 3),
            ("UPDATE audit_log SET hash = zeroblob(32) WHERE seq = 6", 6),
        ] as [(SQL, Int64)])
    func aChangedOrRemovedRowShows(change: SQL, row: Int64) async throws {
        try await filled { hub, company, _ in
            try await hub.database.write(company) { tx in _ = try tx.execute(change) }
            #expect(try await hub.database.read(company) { try Audit.firstBroken(in: $0) } == row)
        }
    }

    @Test func aChangeThatFailsLeavesNoRow() async throws {
        try await filled { hub, company, owner in
            let id = try await hub.signIn().data["user"]["id"].string ?? ""
            let before = try await hub.send(.get, "/api/audit?limit=1", token: owner).data[0]["seq"]
            _ = try await hub.send(.delete, "/api/users/\(id)", token: owner)
            #expect(try await hub.send(.get, "/api/audit?limit=1", token: owner).data[0]["seq"] == before)
        }
    }

    @Test func theLogIsForAdministrators() async throws {
        try await filled { hub, company, _ in
            let (_, manager) = try await hub.member("m@example.com", .manager, in: company)
            #expect(try await hub.send(.get, "/api/audit", token: manager).status == 403)
        }
    }
}
