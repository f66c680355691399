@testable import Reactor
import TestTools
import Testing

@Suite struct TimerTests {
    @Test func timersFireInTheOrderOfTheirMoments() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let order: [Int] = await withCheckedContinuation { continuation in
                let fired = Lock<[Int]>([])
                loop.execute {
                    for delay in [9, 3, 6, 1, 12] {
                        loop.schedule(after: .milliseconds(delay)) { fired.withLock { $0.append(delay) } }
                    }
                    loop.schedule(after: .milliseconds(15)) { continuation.resume(returning: fired.withLock { $0 }) }
                }
            }
            #expect(order == [1, 3, 6, 9, 12])
        }
    }

    @Test func aCancelledTimerStaysSilentAndOnePutOffComesLater() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let order: [String] = await withCheckedContinuation { continuation in
                let fired = Lock<[String]>([])
                loop.execute {
                    let cancelled = loop.schedule(after: .milliseconds(1)) { fired.withLock { $0.append("cancelled") } }
                    let late = loop.schedule(after: .milliseconds(1)) { fired.withLock { $0.append("late") } }
                    let early = loop.schedule(after: .seconds(60)) { fired.withLock { $0.append("early") } }
                    cancelled.cancel()
                    late.start(after: .milliseconds(8))
                    early.start(after: .milliseconds(2))
                    loop.schedule(after: .milliseconds(12)) { continuation.resume(returning: fired.withLock { $0 }) }
                }
            }
            #expect(order == ["early", "late"])
        }
    }

    @Test func aTimerCanBeSetAndCancelledFromAnotherThread() async throws {
        try await withGroup { group in
            let loop = group.loops[0]
            let never = loop.schedule(after: .milliseconds(2)) { Issue.record("was cancelled") }
            never.cancel()
            await withCheckedContinuation { continuation in
                loop.schedule(after: .milliseconds(5)) { continuation.resume() }
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
