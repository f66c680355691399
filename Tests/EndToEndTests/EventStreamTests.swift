import Client
import Domain
import HTTP
import JSON
import Support
import Testing

/// The log over HTTP: a stream for browsers, pages for machines (protocol §3).
@Suite(.timeLimit(.minutes(10))) struct EventStreamTests {
    /// What a browser's EventSource hands out.
    private struct Message: Equatable {
        var id = ""
        var event = ""
        var data = ""
        var offset: Int64 { Int64(id.split(separator: ".").last ?? "") ?? 0 }
    }

    private func makeCalls(_ numbers: ClosedRange<Int>, on server: TestServer) async throws {
        for number in numbers {
            _ = try await server.twilio("voice", TestServer.ringing("CA\(number)", from: "+1202555\(1000 + number)"))
        }
    }

    /// Reads so many messages of a stream; comments are left out.
    private func read(_ count: Int, of stream: ClientStream) async throws -> [Message] {
        var messages: [Message] = []
        var message = Message()
        var line: [UInt8] = []
        for try await bytes in stream {
            for byte in bytes {
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    continue
                }
                let text = String(decoding: line, as: UTF8.self)
                line = []
                if text.isEmpty, !message.data.isEmpty {
                    messages.append(message)
                    message = Message()
                    if messages.count == count { return messages }
                } else if let colon = text.firstIndex(of: ":"), colon != text.startIndex {
                    let value = String(text[text.index(after: colon)...].drop { $0 == " " })
                    switch text[..<colon] {
                    case "id": message.id = value
                    case "event": message.event = value
                    case "data": message.data = value
                    default: break
                    }
                }
            }
        }
        return messages
    }

    private func stream(
        _ query: String, _ more: [(String, String)] = [], as token: String? = nil, on server: TestServer
    ) async throws -> ClientStream {
        try await server.client.stream(
            .get, "/api/events\(query)",
            headers: [("Authorization", "Bearer \(token ?? server.company.token)"), ("Accept", "text/event-stream")]
                + more)
    }

    @Test func aStreamReplaysGoesOnAndResumesByItsLastEventID() async throws {
        try await withServer { server in
            let (epoch, begin) = try await server.position()
            try await makeCalls(1...5, on: server)
            let first = try await stream("?after=\(begin)&epoch=\(epoch)", on: server)
            #expect(first.status.code == 200)
            #expect(first.headers["content-type"]?.hasPrefix("text/event-stream") == true)
            #expect(first.headers["cache-control"] == "no-store")
            async let live = read(21, of: first)
            try await makeCalls(6...10, on: server)
            let heard = try await live
            try #require(heard.map(\.offset) == Array((begin + 1)...(begin + 21)))
            #expect(heard.map(\.event).filter { $0 == "call.ringing" }.count == 10)
            let log = try await server.log(after: begin)
            #expect(try heard.map { try JSONParser.parse(Array($0.data.utf8)) } == log)

            let again = try await stream("", [("Last-Event-ID", heard[7].id)], on: server)
            #expect(try await read(13, of: again) == Array(heard[8...]))
        }
    }

    @Test func aStreamWithoutAPositionBeginsNow() async throws {
        try await withServer { server in
            try await makeCalls(1...2, on: server)
            let (_, offset) = try await server.position()
            let events = try await stream("?topics=calls", on: server)
            async let heard = read(2, of: events)
            try await makeCalls(3...4, on: server)
            #expect(try await heard.map(\.offset) == [offset + 2, offset + 4])
        }
    }

    @Test func aStreamOfSomeTopicsTellsOfThoseAlone() async throws {
        try await withServer { server in
            try await makeCalls(1...3, on: server)
            let events = try await stream("?after=0&topics=contacts", on: server)
            #expect(try await read(3, of: events).map(\.event) == Array(repeating: "contact.created", count: 3))
        }
    }

    @Test func aStreamEndsWhenItsKeyIsRevoked() async throws {
        try await withServer { server in
            let made = try await server.post("/api/keys", ["name": "board", "role": "viewer"], expecting: 201)
            let events = try await stream("?topics=calls", as: made["data"]["secret"].string, on: server)
            try await makeCalls(1...1, on: server)
            #expect(try await read(2, of: events).map(\.event) == ["line.changed", "call.ringing"])
            try await server.json(.delete, "/api/keys/\(made["data"]["id"].string ?? "")", nil, expecting: 204)
            try await makeCalls(2...2, on: server)
            // Reading comes to the end, and nothing after the revocation is among what is read.
            #expect(try await read(.max, of: events).isEmpty)
        }
    }

    @Test func aStreamIsEndedAndNotCutWhenTheProgramStops() async throws {
        try await withServer { server in
            let events = try await stream("?topics=calls", on: server)
            async let heard = read(.max, of: events)
            try await makeCalls(1...1, on: server)
            await server.stop()
            // A stream that is cut throws.
            #expect(try await heard.map(\.event) == ["line.changed", "call.ringing"])
        }
    }

    @Test func pagesOfLinesGoOnAfterTheOffsetTheyName() async throws {
        try await withServer { server in
            try await makeCalls(1...20, on: server)
            let whole = try await server.log()
            var pages: [JSONValue] = []
            var after: Int64 = 0
            while true {
                let response = try await server.client.get(
                    "/api/events?after=\(after)&limit=7",
                    headers: [("Authorization", "Bearer \(server.company.token)"), ("Accept", "application/x-ndjson")])
                #expect(response.headers["content-type"]?.hasPrefix("application/x-ndjson") == true)
                let lines = try response.body.split(separator: 10).map { try JSONParser.parse($0) }
                if lines.isEmpty { break }
                #expect(lines.count <= 7)
                pages += lines
                after = Int64(response.headers["switchboard-offset"]?.split(separator: ".").last ?? "") ?? 0
                #expect(after == lines.offsets.last)
            }
            #expect(pages == whole)
            #expect(pages.offsets == Array(1...Int64(whole.count)))
        }
    }

    @Test(arguments: [("after=999999", "ahead"), ("after=1&epoch=0000", "epoch")])
    func aPositionThatCannotBeContinuedIsGoneAndNamesTheSnapshot(query: String, reason: String) async throws {
        try await withServer { server in
            for accept in ["text/event-stream", "application/x-ndjson"] {
                let response = try await server.client.get(
                    "/api/events?\(query)",
                    headers: [("Authorization", "Bearer \(server.company.token)"), ("Accept", accept)])
                #expect(response.status.code == 410)
                let problem = try JSONParser.parse(response.body)
                #expect(problem["reason"].string == reason)
                #expect(problem["snapshot"] == "/api/calls/live")
            }
        }
    }

    @Test(arguments: [
        ("after=-1", 422), ("after=x", 422), ("limit=0", 422), ("limit=10001", 422), ("topics=nothing", 422),
        ("x=1", 422),
    ])
    func aQueryThatMakesNoSenseIsSaidByName(query: String, status: Int) async throws {
        try await withServer { server in
            let problem = try await server.get("/api/events?\(query)", expecting: status)
            #expect(problem["field"].string == String(query.prefix { $0 != "=" }))
        }
    }

    @Test func anotherFormatThanTheTwoIsNotAcceptable() async throws {
        try await withServer { server in
            let response = try await server.client.get(
                "/api/events",
                headers: [("Authorization", "Bearer \(server.company.token)"), ("Accept", "application/xml")])
            #expect(response.status.code == 406)
        }
    }
}
