import CLinux
import Synchronization

/// The program's loops, one per core, each with its own thread.
package final class EventLoopGroup: Sendable {
    /// The loops, by index.
    package let loops: [EventLoop]
    private let turn = Atomic<Int>(0)
    private let ends: Lock<Ends>

    private struct Ends {
        var running: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Starts so many loops; without a count, one per core this process may use.
    ///
    /// A write to a socket whose other end is gone is an error like any other from then on, not a signal.
    package init(count: Int = EventLoopGroup.cores) throws(SystemError) {
        Signals.ignoreBrokenPipes()
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) { loops.append(try EventLoop(index: index)) }
        self.loops = loops
        ends = Lock(Ends(running: loops.count))
        for loop in loops {
            try SystemThread("loop-\(loop.index)") { [self] in
                loop.run()
                loopEnded()
            }.detach()
        }
    }

    /// How many cores this process may run on.
    package static var cores: Int { max(1, Int(clinux_usable_cores())) }

    /// The loops one after another, for work that may go to any.
    package func next() -> EventLoop {
        loops[Int(bitPattern: UInt(bitPattern: turn.wrappingAdd(1, ordering: .relaxed).oldValue) % UInt(loops.count))]
    }

    /// Ends the loops: each as soon as its last connection has closed, and at the deadline with those still open.
    ///
    /// Returns when the last of them has run its last work. Not to be called by a task that runs on one of them.
    package func stop(within patience: Duration) async {
        let deadline = MonotonicClock.nanoseconds() &+ patience.clampedNanoseconds
        for loop in loops { loop.execute { loop.stop(at: deadline) } }
        await withCheckedContinuation { continuation in
            let over = ends.withLock { ends in
                if ends.running > 0 { ends.waiting.append(continuation) }
                return ends.running == 0
            }
            if over { continuation.resume() }
        }
    }

    private func loopEnded() {
        let waiting = ends.withLock { ends in
            ends.running -= 1
            guard ends.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { ends.waiting = [] }
            return ends.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
