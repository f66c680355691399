import Client
import Domain
import Foundation
import HTTP
import JSON
import Support
import TestTools
import Testing
import Web
import WebSocket

@Suite(.timeLimit(.minutes(10))) struct RelayTests {
    private static let setup: JSONValue = [
        "type": "setup", "sessionId": "VX1", "accountSid": "AC0", "callSid": "CA1", "from": "+12025550143",
        "to": "+14155550119", "callType": "PSTN", "direction": "inbound", "callStatus": "RINGING",
        "customParameters": [:],
    ]

    private static func prompt(_ text: String, last: Bool = true) -> String {
        (["type": "prompt", "voicePrompt": .string(text), "lang": "en-US", "last": .bool(last)] as JSONValue).jsonText
    }

    private static func lines(_ objects: JSONValue...) -> Response {
        .bytes(Array(objects.map { $0.jsonText + "\n" }.joined().utf8), type: "application/x-ndjson")
    }

    private static func object(_ json: JSONValue) -> Response { .bytes(json.jsonBytes, type: "application/json") }

    /// A hub whose agent is a stand-in, and a line whose plan lets it speak.
    private func withAgent(
        timeoutMs: Int64 = 30_000, url: String? = nil,
        _ answer: @escaping @Sendable (JSONValue) async throws -> Response,
        _ body: (TestServer, AgentStandIn) async throws -> Void
    ) async throws {
        let agent = try AgentStandIn(answer)
        var options = TestOptions()
        options.flags = ["--outbound-allow", "127.0.0.1"]
        do {
            try await withServer(options) { server in
                try await server.post(
                    "/api/lines",
                    [
                        "account": .string(server.company.account.wire), "number": "+14155550119",
                        "plan": [
                            "steps": [
                                ["id": "agent", "do": "relay"],
                                ["id": "person", "do": "dial", "numbers": ["+13125550177"]],
                            ]
                        ],
                    ], expecting: 201)
                try await server.json(
                    .put, "/api/media/agent",
                    [
                        "url": .string(url ?? agent.url), "secret": .string(AgentStandIn.secret),
                        "timeoutMs": .integer(timeoutMs), "apology": "Sorry.",
                    ], expecting: 200)
                try await body(server, agent)
            }
        } catch {
            await agent.stop()
            throw error
        }
        await agent.stop()
    }

    private func relay(_ server: TestServer) async throws -> EventReader {
        let socket = try await server.media("relay")
        try await socket.send(Self.setup.jsonText)
        return EventReader(socket: socket)
    }

    /// What is spoken up to the end of a reply.
    private func reply(_ relay: EventReader) async throws -> String {
        var text = ""
        while true {
            let frame = try await relay.first { $0["type"] == "text" }
            text += frame["token"].string ?? ""
            if frame["last"] == true { return text }
        }
    }

    @Test func aCallerAndAnAgentSpeakAndAllOfItIsWrittenDown() async throws {
        try await withAgent { question in
            switch question["type"].string {
            case "setup": Self.object(["say": "Hello. "])
            case "prompt":
                Self.lines(["say": "You said "], ["say": question["text"]], ["play": "https://example.com/a.mp3"])
            case "keys":
                Self.object(["say": "Goodbye.", "language": ["speech": "es-ES"], "end": true, "data": ["k": 5]])
            default: .noContent
            }
        } _: { server, agent in
            try await server.post(
                "/api/crm/contacts", ["name": "Ada Obi", "numbers": [["number": "+12025550143"]]], expecting: 201)
            let events = try await server.subscribe()
            let answer = try await server.twilio("voice", TestServer.ringing("CA1"))
            let address = server.url.replacing("http", with: "ws") + "/media/twilio/\(server.company.account)/relay"
            #expect(answer.text.contains("<ConversationRelay url=\"\(address)\""), "\(answer.text)")

            let relay = try await relay(server)
            #expect(try await reply(relay) == "Hello. ")
            try await relay.socket.send(Self.prompt("ho", last: false))
            try await relay.socket.send(Self.prompt("how are you"))
            #expect(try await reply(relay) == "You said how are you")
            try await relay.socket.send(#"{"type":"dtmf","digit":"5"}"#)
            let switched = try await relay.first { $0["type"] == "language" }
            #expect(switched["ttsLanguage"] == "es-ES" && switched["transcriptionLanguage"].isNull)
            let end = try await relay.first { $0["type"] == "end" }
            #expect(end["handoffData"] == #"{"k":5}"#)
            await relay.socket.close()

            try await events.await("transcript.segment", times: 4)
            #expect(
                try await server.words(of: "CA1") == [
                    "ai: Hello. ", "caller: how are you", "ai: You said how are you", "ai: Goodbye.",
                ])
            let call = try await server.get("/api/calls/CA1")["data"]
            #expect(call["status"] == "in-progress" && !call["answeredAt"].isNull)
            // It is told of the ring beside what it is asked, so that this comes early or late.
            try await until { agent.questions.contains { $0["type"] == "ringing" } }
            let ringing = agent.questions.filter { $0["type"] == "ringing" }
            #expect(ringing.count == 1 && ringing[at: 0]["session"].isNull)
            #expect(ringing[at: 0]["context"]["contact"]["name"] == "Ada Obi")
            let questions = agent.questions.filter { $0["type"] != "ringing" }
            #expect(agent.areAllSigned)
            #expect(questions.map { $0["type"] }.starts(with: ["setup", "prompt", "keys"]))
            #expect(questions[at: 0]["context"]["match"] == "one" && questions[0]["session"] == "VX1")
            #expect(questions[at: 1]["text"] == "how are you" && questions[1]["language"] == "en-US")
            #expect(questions[at: 2]["keys"] == "5" && questions[at: 2]["turn"] == 2)
        }
    }

    @Test func whoSpeaksIntoAReplyCutsItAndTheAgentLearnsWhatWasHeard() async throws {
        try await withAgent { question in
            guard question["text"] == "count" else { return Self.object(["say": "Yes."]) }
            return Response.stream(type: "application/x-ndjson") { writer in
                for number in 1... {
                    try await writer.write(Array("{\"say\":\"\(number) \"}\n".utf8))
                    // It never ends by itself.
                    if number > 3 { try await Task.sleep(for: .seconds(60)) }
                }
            }
        } _: { server, agent in
            let events = try await server.subscribe()
            let relay = try await relay(server)
            #expect(try await reply(relay) == "Yes.")
            try await relay.socket.send(Self.prompt("count"))
            _ = try await relay.first { $0["token"] == "3 " }
            try await relay.socket.send(
                #"{"type":"interrupt","utteranceUntilInterrupt":"1 2","durationUntilInterruptMs":"460"}"#)
            _ = try await relay.first { $0["last"] == true }
            try await relay.socket.send(Self.prompt("stop it"))
            #expect(try await reply(relay) == "Yes.")
            await relay.socket.close()
            try await events.await("transcript.segment", times: 5)
            #expect(
                try await server.words(of: "CA1") == [
                    "ai: Yes.", "caller: count", "ai: 1 2", "caller: stop it", "ai: Yes.",
                ])
            #expect(agent.questions.first { $0["text"] == "stop it" }?["heard"] == "1 2")
        }
    }

    @Test(arguments: ["down", "slow", "refusing", "nonsense"])
    func anAgentThatFailsIsExcusedAndThePlanGoesOn(how: String) async throws {
        let url = how == "down" ? "http://127.0.0.1:1/turn" : nil
        try await withAgent(timeoutMs: how == "slow" ? 200 : 30_000, url: url) { question in
            switch how {
            case "slow":
                try await Task.sleep(for: .seconds(60))
                return .noContent
            case "refusing": return Response(.internalServerError)
            default: return Self.object(["speak": "Hello"])
            }
        } _: { server, _ in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let relay = try await relay(server)
            #expect(try await reply(relay) == "Sorry.")
            let end = try await relay.first { $0["type"] == "end" }
            #expect(end["handoffData"] == #"{"reason":"agent-failed"}"#)
            await relay.socket.close()
            #expect(try await server.words(of: "CA1") == ["ai: Sorry."])
            let next = try await server.twilio(
                "step", TestServer.ringing("CA1", status: "in-progress", more: [("SessionStatus", "ended")]),
                query: "?step=agent&visit=1")
            #expect(next.text.contains("<Dial"), "\(next.text)")
        }
    }

    @Test func withoutAnAgentThePlanGoesOnAtOnce() async throws {
        try await withServer { server in
            let relay = try await relay(server)
            #expect(try await relay.frame()["handoffData"] == #"{"reason":"no-agent"}"#)
        }
    }

    @Test func anAgentOfCallsWithoutARelayIsNotTold() async throws {
        try await withAgent { _ in
            .noContent
        } _: { server, agent in
            try await server.post(
                "/api/lines", ["account": .string(server.company.account.wire), "number": "+14155550120"],
                expecting: 201)
            _ = try await server.twilio("voice", TestServer.ringing("CA2", to: "+14155550120"))
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let relay = try await relay(server)
            try await relay.socket.send(Self.prompt("hello"))
            try await until { Set(["prompt", "ringing"]).isSubset(of: agent.questions.map { $0["type"].string }) }
            #expect(agent.questions.filter { $0["type"] == "ringing" }.count == 1)
        }
    }
}
