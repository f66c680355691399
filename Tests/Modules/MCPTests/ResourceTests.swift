import Domain
import HTTP
import JSON
import Support
import Testing

/// Contacts and calls can be read by their addresses.
@Suite(.timeLimit(.minutes(10))) struct ResourceTests {
    @Test func contactsAndCallsAreListedPageByPageAndRead() async throws {
        try await withServer { server in
            for number in 1...60 { try await server.post("/api/crm/contacts", ["name": "C\(number)"], expecting: 201) }
            _ = try await server.twilio("voice", TestServer.ringing("CA1", from: "anonymous"))
            let agent = Agent(server)
            var uris: [String] = []
            var params: JSONValue = [:]
            while true {
                let result = try await agent.ask("resources/list", params)["result"]
                uris += result["resources"].array?.compactMap { $0["uri"].string } ?? []
                guard let next = result["nextCursor"].string else { break }
                params = ["cursor": .string(next)]
            }
            #expect(uris.filter { $0.hasPrefix("switchboard://contacts/con_") }.count == 60)
            #expect(uris.filter { $0.hasPrefix("switchboard://calls/cal_") }.count == 1 && Set(uris).count == 61)

            for uri in [uris[0], uris[60]] {
                let contents = try await agent.ask("resources/read", ["uri": .string(uri)])["result"]["contents"]
                #expect(contents[0]["uri"].string == uri && contents[0]["mimeType"] == "application/json")
                let json = try JSONParser.parse(Array((contents[0]["text"].string ?? "").utf8))
                #expect(
                    json["success"] == true
                        && uri.hasSuffix((json["data"]["id"].string ?? json["data"]["call"].string) ?? "?"))
            }
        }
    }

    @Test func anotherCompanysContactIsNoResource() async throws {
        try await withServer { server in
            let made =
                try await server.post("/api/crm/contacts", ["name": "Ada"], expecting: 201)["data"]["id"].string ?? ""
            let other = Agent(server, as: try await server.anotherCompany("Beta"))
            let read = try await other.ask("resources/read", ["uri": .string("switchboard://contacts/\(made)")])
            #expect(read["error"]["code"] == -32002)
            #expect(try await other.ask("resources/list")["result"]["resources"] == [])
            #expect(try await other.call("get_contact", ["id": .string(made)])["isError"] == true)
        }
    }
}
