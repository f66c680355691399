import Glibc
import Reactor
import Testing
import TestTools

@Suite(.timeLimit(.minutes(10))) struct EventLoopTests {
    @Test func whatOneThreadHandsInRunsInOrderOnTheLoopsThread() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let seen = Lock<[Int]>([])
            let threads = 4, each = 2_000
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for thread in 0..<threads {
                    tasks.addTask {
                        try await onThread {
                            for number in 0..<each {
                                loop.execute {
                                    loop.preconditionInLoop()
                                    seen.withLock { $0.append(thread * each + number) }
                                }
                            }
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            await loop.run {}
            let all = seen.withLock { $0 }
            #expect(all.count == threads * each)
            for thread in 0..<threads {
                let own = all.filter { $0 / each == thread }
                #expect(own == own.sorted())
            }
        }
    }

    @Test func aBatchIsHandedInWithOneWakeUp() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let handedIn = Lock(false)
            let before: UInt64 = await withCheckedContinuation { continuation in
                loop.execute {
                    continuation.resume(returning: loop.counters.turns)
                    // Busy until the whole batch is in the mailbox.
                    while !handedIn.withLock({ $0 }) { sched_yield() }
                }
            }
            let ran = Lock(0)
            for _ in 0..<1_000 { loop.execute { ran.withLock { $0 += 1 } } }
            handedIn.withLock { $0 = true }
            let after = await loop.run { loop.counters.turns }
            #expect(ran.withLock { $0 } == 1_000)
            #expect(after - before <= 2)
        }
    }

    @Test func currentIsTheLoopOfTheThread() async throws {
        #expect(EventLoop.current == nil)
        try await withGroup(3) { group in
            for loop in group.loops {
                let current = await loop.run { EventLoop.current?.index }
                #expect(current == loop.index)
            }
            #expect(Set((0..<6).map { _ in group.next().index }) == [0, 1, 2])
        }
    }

    @Test func aTaskWithTheLoopsExecutorRunsOnItsThreadBeforeAndAfterEverySuspension() async throws {
        try await withGroup(2) { group in
            let (one, two) = (group.loops[0], group.loops[1])
            let places = await Task(executorPreference: one.taskExecutor) {
                var places = [EventLoop.current?.index]
                await Task.yield()
                places.append(EventLoop.current?.index)
                places.append(await two.run { EventLoop.current?.index })
                places.append(EventLoop.current?.index)
                return places
            }.value
            #expect(places == [0, 0, 1, 0])
        }
    }

    @Test func aTaskOutlivesItsLoop() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.loops[0]
        let gate = AsyncStream<Void>.makeStream()
        let task = Task(executorPreference: loop.taskExecutor) {
            for await _ in gate.stream {}
            return EventLoop.current == nil
        }
        await loop.run {}
        await group.stop(within: .zero)
        gate.continuation.finish()
        #expect(await task.value)
    }

    @Test func aStaleEventNeverReachesALaterOwnerOfTheSameDescriptor() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let told: [String] = await withCheckedContinuation { continuation in
                loop.execute {
                    // Both pipes are readable in the same wait; whoever is told first replaces the other's descriptor.
                    let log = Log(loop, continuation)
                    log.begin()
                }
            }
            #expect(told.count == 1)
            #expect(told.first != "newcomer")
        }
    }

    @Test func aSignalBecomesACallOnTheLoop() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let signal: CInt = try await withCheckedThrowingContinuation { continuation in
                do {
                    try Signals.watch(on: loop) { continuation.resume(returning: $0) }
                    loop.execute { raise(SIGHUP) }
                } catch { continuation.resume(throwing: error) }
            }
            #expect(signal == SIGHUP)
        }
    }
}

/// Two descriptors that are ready together, and the one that takes the number of the second.
private final class Log: @unchecked Sendable {
    // Safe because it is used on the loop's thread alone.
    private final class Reader: DescriptorHandler {
        let name: String
        let log: Log
        init(_ name: String, _ log: Log) { (self.name, self.log) = (name, log) }
        func ready(_ readiness: Readiness) { log.told(name) }
        func loopStops() {}
    }

    private let loop: EventLoop
    private let continuation: CheckedContinuation<[String], Never>
    private var pipes: [String: (read: CInt, write: CInt, registration: Registration)] = [:]
    private var names: [String] = []

    init(_ loop: EventLoop, _ continuation: CheckedContinuation<[String], Never>) {
        (self.loop, self.continuation) = (loop, continuation)
    }

    func begin() {
        for name in ["a", "b"] {
            var ends: [CInt] = [0, 0]
            pipe(&ends)
            var byte: UInt8 = 1
            write(ends[1], &byte, 1)
            guard let registration = try? loop.register(ends[0], .read, Reader(name, self)) else { return }
            pipes[name] = (ends[0], ends[1], registration)
        }
    }

    func told(_ name: String) {
        names.append(name)
        guard names.count == 1, let other = pipes[name == "a" ? "b" : "a"], let mine = pipes[name] else { return }
        loop.unregister(mine.registration)
        loop.unregister(other.registration, closing: true)
        var idle: [CInt] = [0, 0]
        pipe(&idle)
        dup2(idle[0], other.read)
        _ = try? loop.register(other.read, .read, Reader("newcomer", self))
        loop.schedule(after: .milliseconds(20)) { self.continuation.resume(returning: self.names) }
    }
}
