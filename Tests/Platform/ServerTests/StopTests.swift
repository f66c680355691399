import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct StopTests {
    @Test func aStoppingServerFinishesWhatIsUnderWayAndClosesTheRest() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let gate = AsyncStream<Void>.makeStream()
        let server = try TestServer([
            .get("/slow", .anyone) { _ in
                arrived.continuation.yield()
                for await _ in gate.stream {}
                return .text("finished")
            },
            .inline.get("/", .anyone) { _ in .text("ok") },
        ])
        let (busy, idle) = try await onThread {
            let idle = try RawClient(port: server.port)
            #expect(try idle.request("GET", "/").text == "ok")
            let busy = try RawClient(port: server.port)
            try busy.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
            return (busy, idle)
        }
        var arrivals = arrived.stream.makeAsyncIterator()
        await arrivals.next()
        async let stopped: Void = server.stop(within: .seconds(600))
        #expect(try await onThread { try idle.rest().isEmpty })
        gate.continuation.finish()
        let answer = try await onThread { try busy.answer() }
        #expect(answer.text == "finished")
        #expect(answer.headers["connection"] == "close")
        await stopped
        await #expect(throws: SystemError.self) { try await onThread { try RawClient(port: server.port) } }
    }

    @Test func aStoppingServerAwaitsAHandlerWhoseClientHasGone() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let gate = AsyncStream<Void>.makeStream()
        let finished = Lock(false)
        let server = try TestServer([
            .get("/slow", .anyone) { _ in
                arrived.continuation.yield()
                for await _ in gate.stream {}
                finished.withLock { $0 = true }
                return .noContent
            }
        ])
        try await onThread { try RawClient(port: server.port).send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n") }
        var arrivals = arrived.stream.makeAsyncIterator()
        await arrivals.next()
        async let stopped: Void = server.http.stop(within: .seconds(600))
        gate.continuation.finish()
        await stopped
        #expect(finished.withLock { $0 })
        await server.group.stop(within: .zero)
    }

    @Test func whatIsStillOpenAtTheDeadlineIsCut() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let cut = AsyncStream<Bool>.makeStream()
        let server = try TestServer([
            .get("/endless", .anyone) { _ in
                .stream(type: "text/plain") { writer in
                    try await writer.write([1])
                    arrived.continuation.yield()
                    try? await Task.sleep(for: .seconds(3_600))
                    cut.continuation.yield(Task.isCancelled)
                }
            }
        ])
        let client = try await onThread {
            let client = try RawClient(port: server.port)
            try client.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
            return client
        }
        var arrivals = arrived.stream.makeAsyncIterator()
        await arrivals.next()
        await server.http.stop(within: .milliseconds(30))
        var cuts = cut.stream.makeAsyncIterator()
        #expect(await cuts.next() == true)
        await server.group.stop(within: .zero)
        client.close()
    }
}
