import Glibc
import HTTP
import Reactor
import Server
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct StreamTests {
    private static func echo() -> [Route] {
        [
            .post("/count", .anyone) { request in
                var count = 0
                var sum: UInt64 = 0
                while let bytes = try await request.bodyStream?.next() {
                    count += bytes.count
                    for byte in bytes { sum = sum &* 31 &+ UInt64(byte) }
                }
                return .text("\(count) \(sum)")
            }.streamed.body(maxBytes: 1 << 30),
            .post("/echo", .anyone) { request in
                .stream(type: "application/octet-stream") { writer in
                    while let bytes = try await request.bodyStream?.next() { try await writer.write(bytes) }
                }
            }.streamed.body(maxBytes: 1 << 30),
            .post("/ignores", .anyone) { _ in .text("no thanks") }.streamed.body(maxBytes: 1 << 30),
        ]
    }

    private static func pattern(_ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    @Test func aBigUploadReachesItsHandlerWholeByLengthAndByChunks() async throws {
        try await withServer(Self.echo()) { server in
            let body = Self.pattern(5_000_000)
            let sum = body.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("POST /count HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
                try client.send(body)
                #expect(try client.answer().text == "5000000 \(sum)")
                try client.send("POST /count HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n")
                var start = 0
                while start < body.count {
                    let piece = body[start..<min(start + 77_777, body.count)]
                    try client.send(Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10])
                    start += piece.count
                }
                try client.send("0\r\n\r\n")
                #expect(try client.answer().text == "5000000 \(sum)")
            }
        }
    }

    @Test func aBodyCanBeStreamedBothWaysAtOnce() async throws {
        try await withServer(Self.echo()) { server in
            let body = Self.pattern(8_000_000)
            try await onThread {
                let client = try RawClient(port: server.port)
                let sender = Lock(false)
                let thread = try Self.start {
                    try? client.send("POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: \(body.count)\r\n\r\n")
                    try? client.send(body)
                    sender.withLock { $0 = true }
                }
                let answer = try client.answer()
                pthread_join(thread, nil)
                #expect(answer.body == body)
                #expect(sender.withLock { $0 })
                // The connection has lost no byte, and goes on.
                try client.send("POST /count HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx")
                #expect(try client.answer().text == "1 120")
            }
        }
    }

    @Test func aHandlerIsHeldUpByASlowReaderAndNotByTheMemory() async throws {
        let written = Lock(0)
        let total = 40_000_000
        let routes: [Route] = [
            .get("/big", .anyone) { _ in
                .stream(type: "application/octet-stream") { writer in
                    let piece = [UInt8](repeating: 9, count: 50_000)
                    for _ in 0..<total / piece.count {
                        try await writer.write(piece)
                        written.withLock { $0 += piece.count }
                    }
                }
            }
        ]
        try await withServer(routes) { server in
            let client = try await onThread { try RawClient(port: server.port, receiveBuffer: 65_536) }
            let firstByte = try await onThread {
                try client.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n")
                return try client.take(1)
            }
            #expect(firstByte == Array("H".utf8))
            // What the system buffers is some megabytes; the rest waits with the handler.
            #expect(written.withLock { $0 } < total / 2)
            let body = try await onThread {
                _ = try client.take(through: Array("\r\n\r\n".utf8))
                return try client.take(total).count
            }
            #expect(body == total)
        }
    }

    @Test func aHandlerHearsThatItsClientIsGone() async throws {
        let ends = AsyncStream<Bool>.makeStream()
        let routes: [Route] = [
            .get("/endless", .anyone) { _ in
                .stream(type: "text/plain") { writer in
                    do { while true { try await writer.write(Array("more ".utf8)) } } catch {
                        ends.continuation.yield(true)
                        throw error
                    }
                }
            },
            .get("/quiet", .anyone) { _ in
                .stream(type: "text/plain") { _ in
                    try? await Task.sleep(for: .seconds(3_600))
                    ends.continuation.yield(Task.isCancelled)
                }
            },
            .post("/upload", .anyone) { request in
                do { while try await request.bodyStream?.next() != nil {} } catch {
                    ends.continuation.yield(true)
                    throw error
                }
                return .noContent
            }.streamed,
        ]
        try await withServer(routes) { server in
            var heard = ends.stream.makeAsyncIterator()
            for request in [
                "GET /endless HTTP/1.1\r\nHost: t\r\n\r\n", "GET /quiet HTTP/1.1\r\nHost: t\r\n\r\n",
                "POST /upload HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nsome",
            ] {
                try await onThread {
                    let client = try RawClient(port: server.port)
                    try client.send(request)
                    if request.hasPrefix("GET") { _ = try client.take(through: Array("\r\n\r\n".utf8)) }
                    var now = Glibc.linger(l_onoff: 1, l_linger: 0)
                    setsockopt(client.socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<Glibc.linger>.size))
                    client.close()
                }
                #expect(await heard.next() == true)
            }
        }
    }

    @Test func aStreamThatThrowsIsSeenToBeIncomplete() async throws {
        struct Broken: Error {}
        let log = LogFile()
        try await withServer(
            [
                .get("/breaks", .anyone) { _ in
                    .stream(type: "text/plain") { writer in
                        try await writer.write(Array("half".utf8))
                        throw Broken()
                    }
                }
            ], log: log.output
        ) { server in
            let bytes = try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("GET /breaks HTTP/1.1\r\nHost: t\r\n\r\n")
                return try client.rest()
            }
            #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n4\r\nhalf\r\n"))
        }
    }

    @Test func anUploadNobodyReadsEndsTheConnectionAfterItsAnswer() async throws {
        try await withServer(Self.echo()) { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                try client.send("POST /ignores HTTP/1.1\r\nHost: t\r\nContent-Length: 5000000\r\n\r\n")
                try client.send([UInt8](repeating: 1, count: 2_000_000))
                let answer = try client.answer()
                #expect(answer.text == "no thanks")
                #expect(answer.headers["connection"] == "close")
            }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws -> pthread_t {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        return thread
    }
}
