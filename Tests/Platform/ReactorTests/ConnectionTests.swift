import Glibc
import Reactor
import Testing
import TestTools

/// What the far side of a test's connection does; every member is called on the connection's loop.
private final class Script: ConnectionDelegate, @unchecked Sendable {
    // Safe because it is touched on its connection's loop alone, and set up before that begins.
    var onBytes: (Connection, [UInt8]) -> Void = { _, _ in }
    var onInputEnd: (Connection) -> Void = { $0.closeWhenSent() }
    var onDrained: (Connection) -> Void = { _ in }
    var onClosed: (Connection, Connection.End) -> Void = { _, _ in }

    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection) { onBytes(connection, Array(bytes)) }
    func inputEnded(on connection: Connection) { onInputEnd(connection) }
    func drained(_ connection: Connection) { onDrained(connection) }
    func closed(_ connection: Connection, _ reason: Connection.End) { onClosed(connection, reason) }
}

/// Inverts bits, hands on at most 100 bytes at a time, and will not write before it has read: as TLS may behave.
private struct Disguise: Transport {
    private var plain = PlainTransport()
    private var held: [UInt8] = []
    private var hasRead = false

    var holdsInput: Bool { !held.isEmpty }

    mutating func read(_ socket: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        if held.isEmpty {
            switch plain.read(socket, into: buffer) {
            case .moved(let count): held = buffer[..<count].map { $0 ^ 0x5A }
            case let other: return other
            }
        }
        hasRead = true
        let count = min(100, held.count)
        buffer.copyBytes(from: held[..<count])
        held.removeFirst(count)
        return .moved(count)
    }

    mutating func write(_ socket: CInt, _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Transfer {
        guard hasRead else { return .blocked(.read) }
        return pieces[0].map { $0 ^ 0x5A }.withUnsafeBytes { bytes in
            withUnsafePointer(to: bytes) { plain.write(socket, UnsafeBufferPointer(start: $0, count: 1)) }
        }
    }

    mutating func finish(_ socket: CInt) {}
}

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    private func serve(
        _ group: EventLoopGroup, _ opened: @escaping @Sendable (Connection, Script) -> Void
    ) throws -> Listener {
        try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, peer, loop in
            let connection = Connection(descriptor, peer: peer, on: loop)
            let script = Script()
            do { try connection.start(script) } catch { Issue.record(error) }
            opened(connection, script)
        }
    }

    @Test func whatATurnWritesGoesOutWithOneSystemCall() async throws {
        try await withGroup { group in
            let shared = [UInt8](repeating: 7, count: 500)
            let listener = try serve(group) { _, script in
                script.onBytes = { connection, bytes in
                    for _ in 0..<20 {
                        connection.append { $0 += bytes }
                        connection.write(shared)
                    }
                }
            }
            let client = try await onThread { try RawClient(port: listener.address.port) }
            let answer = try await onThread {
                try client.send("x")
                return try client.receive(20 * 501)
            }
            #expect(answer.count == 20 * 501)
            #expect(answer[0] == UInt8(ascii: "x") && answer[1] == 7 && answer[501] == UInt8(ascii: "x"))
            let loop = group.loops[0]
            let counters = await loop.run { loop.counters }
            #expect(counters.writes == 1)
            #expect(counters.reads == 1)
            client.close()
        }
    }

    @Test func aPeerThatStopsSendingStillGetsItsAnswer() async throws {
        try await withGroup { group in
            let listener = try serve(group) { _, script in
                script.onInputEnd = { connection in
                    connection.write(Array("bye".utf8))
                    connection.closeWhenSent()
                }
            }
            let answer = try await onThread {
                let client = try RawClient(port: listener.address.port)
                client.endOutput()
                return try client.receiveToEnd()
            }
            #expect(answer == Array("bye".utf8))
        }
    }

    @Test func aSlowReaderHoldsTheWriterUpAndLosesNothing() async throws {
        try await withGroup { group in
            let rounds = 200, piece = 65_536
            let listener = try serve(group) { connection, script in
                var sent = 0
                let more: (Connection) -> Void = { connection in
                    guard sent < rounds else { return connection.closeWhenSent() }
                    connection.write([UInt8](repeating: UInt8(sent), count: piece))
                    sent += 1
                }
                script.onDrained = more
                more(connection)
            }
            let right = try await onThread {
                let client = try RawClient(port: listener.address.port)
                let all = try client.receiveToEnd()
                return all.count == rounds * piece
                    && (0..<rounds).allSatisfy { all[$0 * piece] == $0 && all[$0 * piece + piece - 1] == $0 }
            }
            #expect(right)
        }
    }

    @Test func aPausedConnectionReadsNothingUntilItIsResumed() async throws {
        try await withGroup { group in
            let total = 8 * 1_048_576
            let most = Lock(0)
            let listener = try serve(group) { _, script in
                var got = 0
                script.onBytes = { connection, bytes in
                    got += bytes.count
                    most.withLock { $0 = max($0, bytes.count) }
                    connection.pauseReading()
                    let all = got == total
                    connection.loop.execute {
                        connection.resumeReading()
                        if all { connection.write([1]) }
                    }
                }
            }
            let answer = try await onThread {
                let client = try RawClient(port: listener.address.port)
                try client.send([UInt8](repeating: 1, count: total))
                return try client.receive(1)
            }
            #expect(answer == [1])
            #expect(most.withLock { $0 } <= 65_536)
        }
    }

    @Test func aFullQueueRefusesFurtherWrites() async throws {
        try await withGroup { group in
            let accepted = Lock(0)
            let listener = try serve(group) { connection, script in
                connection.queueLimit = 1_000_000
                script.onBytes = { connection, _ in
                    while connection.write([UInt8](repeating: 0, count: 100_000)) { accepted.withLock { $0 += 1 } }
                    connection.closeWhenSent()
                }
            }
            let count = try await onThread {
                let client = try RawClient(port: listener.address.port)
                try client.send("go")
                return try client.receiveToEnd().count
            }
            #expect(count == accepted.withLock { $0 } * 100_000)
        }
    }

    @Test func aLingeringCloseDeliversTheAnswerToAPeerThatIsStillSending() async throws {
        try await withGroup { group in
            let listener = try serve(group) { _, script in
                script.onBytes = { connection, _ in
                    connection.write(Array("too large".utf8))
                    connection.closeWhenSent(lingering: true)
                }
            }
            let answer = try await onThread {
                let client = try RawClient(port: listener.address.port)
                try client.send([UInt8](repeating: 1, count: 3_000_000))
                client.endOutput()
                return try client.receiveToEnd()
            }
            #expect(answer == Array("too large".utf8))
        }
    }

    @Test func theDelegateIsToldOnceOfEveryKindOfEnd() async throws {
        try await withGroup { group in
            let ends = AsyncStream<Connection.End>.makeStream()
            let listener = try serve(group) { connection, script in
                script.onBytes = { connection, bytes in
                    if bytes == [1] { connection.close() }
                    if bytes == [2] { connection.pauseReading() }
                    if bytes == [3] { connection.write([3]) }
                }
                script.onClosed = { _, reason in ends.continuation.yield(reason) }
            }
            var heard = ends.stream.makeAsyncIterator()
            let port = listener.address.port
            try await onThread {
                let client = try RawClient(port: port)
                try client.send([1])
                #expect(try client.receiveToEnd().isEmpty)
            }
            #expect(await heard.next() == .closed)
            try await onThread {
                // A reset, while nothing is read.
                let client = try RawClient(port: port)
                try client.send([2])
                var now = Glibc.linger(l_onoff: 1, l_linger: 0)
                setsockopt(client.socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<Glibc.linger>.size))
                client.close()
            }
            #expect(await heard.next() == .failed(ECONNRESET))
            try await onThread { _ = try RawClient(port: port) }
            #expect(await heard.next() == .closed)
            let open = try await onThread {
                let client = try RawClient(port: port)
                try client.send([3])
                #expect(try client.receive(1) == [3])
                return client
            }
            await group.stop(within: .zero)
            #expect(await heard.next() == .loopStopped)
            open.close()
        }
    }

    @Test func whatStandsBetweenSocketAndConnectionMayHoldBytesBackAndWantTheOtherDirection() async throws {
        try await withGroup { group in
            let listener = try Listener(host: "127.0.0.1", port: 0, group: group) { descriptor, peer, loop in
                let connection = Connection(descriptor, peer: peer, on: loop, transport: Disguise())
                let script = Script()
                script.onBytes = { connection, bytes in connection.append { $0 += bytes } }
                script.onInputEnd = { $0.closeWhenSent() }
                do { try connection.start(script) } catch { Issue.record(error) }
                connection.write(Array("hello ".utf8))
            }
            let answer = try await onThread {
                let client = try RawClient(port: listener.address.port)
                try client.send((0..<20_000).map { UInt8(truncatingIfNeeded: $0) ^ 0x5A })
                client.endOutput()
                return try client.receiveToEnd().map { $0 ^ 0x5A }
            }
            #expect(answer == Array("hello ".utf8) + (0..<20_000).map { UInt8(truncatingIfNeeded: $0) })
        }
    }

    @Test func aConnectionCanBeMadeFromHereAndARefusalIsAnError() async throws {
        try await withGroup(2) { group in
            let listener = try serve(group) { connection, script in
                connection.write(Array("hello".utf8))
                script.onBytes = { connection, _ in connection.closeWhenSent() }
            }
            let greeting: [UInt8] = try await withCheckedThrowingContinuation { continuation in
                Connection.connect(to: listener.address, on: group.loops[1], within: .seconds(600)) { result in
                    do {
                        let connection = try result.get()
                        let script = Script()
                        script.onBytes = { connection, bytes in
                            continuation.resume(returning: bytes)
                            connection.close()
                        }
                        try connection.start(script)
                    } catch { continuation.resume(throwing: error) }
                }
            }
            #expect(greeting == Array("hello".utf8))

            listener.close()
            for loop in group.loops { await loop.run {} }
            let refused: CInt = await withCheckedContinuation { continuation in
                Connection.connect(to: listener.address, on: group.loops[1], within: .seconds(600)) { result in
                    switch result {
                    case .success: continuation.resume(returning: 0)
                    case .failure(let error): continuation.resume(returning: error.code)
                    }
                }
            }
            #expect(refused == ECONNREFUSED)
        }
    }
}
