import Glibc
@testable import Reactor
import TestTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct TimerTests {
    @Test func timersFireInTheOrderOfTheirMoments() async throws {
        try await withGroup { group in
            let order: [Int] = await fired(on: group.loops[0]) { now, note in
                for delay in [9, 3, 6, 1, 12] { note(delay).start(at: now + UInt64(delay) * 1_000_000) }
            }
            #expect(order == [1, 3, 6, 9, 12])
        }
    }

    @Test func aCancelledTimerStaysSilentAndOnePutOffComesLater() async throws {
        try await withGroup { group in
            let order: [String] = await fired(on: group.loops[0]) { now, note in
                let (cancelled, late, early) = (note("cancelled"), note("late"), note("early"))
                for timer in [cancelled, late] { timer.start(at: now + 1_000_000) }
                early.start(at: now + 60_000_000_000)
                cancelled.cancel()
                late.start(at: now + 8_000_000)
                early.start(at: now + 2_000_000)
            }
            #expect(order == ["early", "late"])
        }
    }

    @Test func aTimerCanBeSetAndCancelledFromAnotherThread() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let (begun, isSet) = (AsyncStream.makeStream(of: Void.self), Lock(false))
            loop.execute {
                begun.continuation.finish()
                // Busy until both are handed in: it must not fire before it is cancelled.
                while !isSet.withLock({ $0 }) { sched_yield() }
            }
            for await _ in begun.stream {}
            let never = loop.schedule(after: .zero) { Issue.record("was cancelled") }
            never.cancel()
            isSet.withLock { $0 = true }
            await withCheckedContinuation { continuation in
                loop.schedule(after: .milliseconds(2)) { continuation.resume() }
            }
        }
    }

    /// What timers note in the first 15 milliseconds, by moments counted from one and the same.
    private func fired<Note: Sendable>(
        on loop: EventLoop, _ set: @escaping @Sendable (_ now: UInt64, _ note: (Note) -> Timer) -> Void
    ) async -> [Note] {
        await withCheckedContinuation { continuation in
            let fired = Lock<[Note]>([])
            loop.execute {
                let now = MonotonicClock.nanoseconds()
                set(now) { note in Timer(on: loop) { fired.withLock { $0.append(note) } } }
                Timer(on: loop) { continuation.resume(returning: fired.withLock { $0 }) }.start(at: now + 15_000_000)
            }
        }
    }

    @Test func theHeapPopsWhatASortedListWould() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group.loops[0]
        let agreed = await loop.run {
            var random = SeededGenerator(seed: 7)
            var heap = TimerHeap()
            var model: [ObjectIdentifier: UInt64] = [:]
            let timers = (0..<300).map { _ in Timer(on: loop) {} }
            for step in 0..<5_000 {
                let timer = timers[Int(random.next() % 300)]
                switch random.next() % 4 {
                case 0, 1:
                    let moment = UInt64(step) + random.next() % 1_000
                    heap.start(timer, at: moment)
                    model[ObjectIdentifier(timer)] = moment
                case 2:
                    heap.cancel(timer)
                    model[ObjectIdentifier(timer)] = nil
                default:
                    while let due = heap.popDue(UInt64(step)) {
                        guard let moment = model.removeValue(forKey: ObjectIdentifier(due)) else { return false }
                        guard moment <= step else { return false }
                    }
                    guard model.values.allSatisfy({ $0 > step }) else { return false }
                }
            }
            return true
        }
        #expect(agreed)
        await group.stop(within: .zero)
    }
}
