import Client
import HTTP
import Support
import Testing

/// `Server-Timing`: what lookup, commit and so on took, for those who have proved who they are.
@Suite(.timeLimit(.minutes(10))) struct ServerTimingTests {
    /// The names of the steps, each with a duration; nil where there is no such field.
    private func steps(_ answer: ClientResponse) throws -> [String]? {
        try answer.headers["server-timing"].map { field in
            try field.split(separator: ", ").map { step in
                let parts = step.split(separator: ";dur=")
                try #require(parts.count == 2 && Double(parts[1]) != nil, "\(field)")
                return String(parts[0])
            }
        }
    }

    @Test func anAnswerTellsWhatItsStepsTook() async throws {
        try await withServer { server in
            let headers = [
                ("Authorization", "Bearer \(server.company.token)"), ("Content-Type", "application/json"),
            ]
            let made = try await server.client.request(
                .post, "/api/crm/contacts", headers: headers,
                body: Array(#"{"name":"Ada","numbers":[{"number":"+2348021234567"}]}"#.utf8))
            #expect(made.status.code == 201)
            #expect(try steps(made) == ["commit", "total"])

            let list = try await server.client.request(.get, "/api/crm/contacts", headers: headers)
            #expect(try steps(list) == ["read", "total"])
            let tag = try #require(made.headers["etag"])
            let shown = try await server.client.request(
                .get, try #require(made.headers["location"]), headers: headers + [("If-None-Match", tag)])
            #expect(shown.status.code == 304)
            #expect(try steps(shown) == ["read", "total"])

            let path = "/api/contact-lookup/phone/+2348021234567?fields=contact"
            #expect(try steps(try await server.client.request(.get, path, headers: headers)) == ["lookup", "total"])
            let refused = try await server.client.request(.get, "/api/contact-lookup/phone/none", headers: headers)
            #expect(try steps(refused) == ["total"])

            let webhook = try await server.twilio("voice", TestServer.ringing("CA1", from: "+2348021234567"))
            #expect(try steps(webhook) == ["verify", "commit", "total"])
        }
    }

    @Test func whoHasNotProvedWhoTheyAreIsToldNothingOfTime() async throws {
        try await withServer { server in
            let path = "/api/crm/contacts"
            #expect(try steps(try await server.client.request(.get, path, headers: [])) == nil)
            let wrong = [("Authorization", "Bearer sbk_none_none")]
            #expect(try steps(try await server.client.request(.get, path, headers: wrong)) == nil)
            let forged = try await server.twilio("voice", TestServer.ringing("CA1"), signedWith: "another secret")
            #expect(forged.status.code == 403)
            #expect(try steps(forged) == nil)
            let login = try await server.client.request(
                .post, "/api/auth/login", headers: [("Content-Type", "application/json")],
                body: Array(#"{"email":"nobody@example.com","password":"not the password"}"#.utf8))
            #expect(login.status.code == 401)
            #expect(try steps(login) == nil)
        }
    }
}
