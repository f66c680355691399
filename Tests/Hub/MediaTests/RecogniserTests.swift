import Client
import Domain
import Foundation
import HTTP
import JSON
import Support
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct RecogniserTests {
    private func withRecogniser(
        cutAfter: Int? = nil, _ body: (TestServer, RecogniserStandIn) async throws -> Void
    ) async throws {
        let recogniser = try RecogniserStandIn(cutAfter: cutAfter)
        var options = TestOptions()
        options.flags = ["--outbound-allow", "127.0.0.1"]
        do {
            try await withServer(options) { server in
                try await server.json(
                    .put, "/api/media/recogniser",
                    ["url": .string(recogniser.url), "secret": .string(RecogniserStandIn.secret)], expecting: 200)
                try await body(server, recogniser)
            }
        } catch {
            await recogniser.stop()
            throw error
        }
        await recogniser.stop()
    }

    private func speak(
        _ stream: String, seconds: Range<Int>, to server: TestServer, isOver: Bool = true,
        atFirst: (WebSocketClient) async throws -> Void = { _ in }
    ) async throws {
        let socket = try await server.stream(stream, of: "CA1")
        try await atFirst(socket)
        for number in seconds.lowerBound * 50..<seconds.upperBound * 50 {
            try await socket.send(MediaForms.frame(number, 1))
            try await socket.send(MediaForms.frame(number, track: "outbound", 2))
        }
        if isOver { try await socket.send(MediaForms.stop) } else { await socket.close(nil) }
    }

    private static let whole = [
        "agent: outbound 0", "agent: outbound 1", "agent: outbound 2", "caller: inbound 0", "caller: inbound 1",
        "caller: inbound 2",
    ]

    @Test func whatIsHeardIsTheTranscript() async throws {
        try await withRecogniser { server, recogniser in
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            try await speak("MZ1", seconds: 0..<3, to: server)
            let finals = try await events.await("transcript.segment", times: 6)
            #expect(try await server.words(of: "CA1").sorted() == Self.whole)
            let data = finals[at: 0]["data"]
            #expect(data["session"] == "stream:MZ1" && data["source"] == "live" && data["confidence"] == 0.5)
            #expect((data["endMs"].int64 ?? 0) - (data["startMs"].int64 ?? 0) == 1_000)
            let state = recogniser.state.withLock { $0 }
            #expect(state.authorization == "Bearer \(RecogniserStandIn.secret)")
            #expect(state.starts.map { $0["encoding"] } == ["mulaw"] && state.starts[0]["sampleRate"] == 8000)
            #expect(state.starts[0]["tracks"] == ["inbound", "outbound"])
        }
    }

    @Test func wordsAreNotDoubledWhenTheRecogniserIsLost() async throws {
        try await withRecogniser(cutAfter: 3) { server, recogniser in
            let events = try await server.subscribe()
            try await speak("MZ1", seconds: 0..<3, to: server)
            try await events.await("transcript.segment", times: 6)
            #expect(try await server.words(of: "CA1").sorted() == Self.whole)
            #expect(recogniser.state.withLock { $0.starts.count } == 2)
            #expect(try await events.upToNow().types.contains("transcript.segment") == false)
        }
    }

    @Test func wordsAreNotDoubledWhenTheProviderComesBack() async throws {
        try await withRecogniser { server, recogniser in
            let events = try await server.subscribe()
            try await speak("MZ1", seconds: 0..<2, to: server, isOver: false)
            try await events.await("transcript.segment", times: 4)
            // One side says nothing until the recogniser is listening again: its numbers must not begin anew for that.
            try await speak("MZ1", seconds: 2..<3, to: server) { socket in
                try await until {
                    try await socket.send(MediaForms.frame(100, 1))
                    return recogniser.state.withLock { $0.starts.count } == 2
                }
            }
            try await events.await("transcript.segment", times: 2)
            #expect(try await server.words(of: "CA1").sorted() == Self.whole)
        }
    }

    @Test func aLinesOwnRecogniserComesBeforeTheCompanys() async throws {
        try await withRecogniser { server, recogniser in
            let line = try await server.post(
                "/api/lines", ["account": .string(server.company.account.wire), "number": "+14155550119"],
                expecting: 201)
            let id = line["data"]["id"].string ?? ""
            let own = try RecogniserStandIn()
            let set = try await server.json(
                .put, "/api/media/recogniser?line=\(id)", ["url": .string(own.url), "secret": "another secret"],
                expecting: 200)
            #expect(set["data"]["hasSecret"] == true && !set.jsonText.contains("another"))
            _ = try await server.twilio("voice", TestServer.ringing("CA1"))
            let events = try await server.subscribe()
            try await speak("MZ1", seconds: 0..<1, to: server)
            try await events.await("transcript.segment", times: 2)
            #expect(own.state.withLock { $0.starts.count } == 1)
            #expect(recogniser.state.withLock { $0.starts.isEmpty })
            try await server.json(.delete, "/api/media/recogniser?line=\(id)", nil, expecting: 204)
            _ = try await server.json(.get, "/api/media/recogniser?line=\(id)", nil, expecting: 404)
            #expect(try await server.get("/api/media/recogniser")["data"]["url"].string == recogniser.url)
            await own.stop()
        }
    }

    @Test func aWrongProgramIsRefusedByField() async throws {
        try await withServer { server in
            for url in ["https://example.com", "wss://", "ws:/x", "wss://exa mple.com"] {
                let refused = try await server.json(
                    .put, "/api/media/recogniser", ["url": .string(url)], expecting: 422)
                #expect(refused["field"] == "url")
            }
            let short = try await server.json(
                .put, "/api/media/agent", ["url": "https://example.com", "secret": "short"], expecting: 422)
            #expect(short["field"] == "secret")
            let other = try await server.anotherCompany("Other")
            let line = try await server.post(
                "/api/lines", ["account": .string(server.company.account.wire), "number": "+14155550119"],
                expecting: 201)
            try await server.json(
                .put, "/api/media/recogniser?line=\(line["data"]["id"].string ?? "")", ["url": "wss://example.com"],
                as: other, expecting: 404)
            _ = try await server.json(.get, "/api/media/agent", nil, expecting: 404)
        }
    }
}
