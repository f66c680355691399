/// Something a loop does later, once; it can be put off, started again or cancelled at little cost.
///
/// Owned by its loop's thread. From any other thread ``cancel()`` takes effect when the loop gets to it.
package final class Timer: @unchecked Sendable {
    // Safe because everything but `loop`, which never changes, is touched on the loop's thread alone.
    private let loop: EventLoop
    fileprivate let action: @Sendable () -> Void
    fileprivate var deadline: UInt64 = 0
    fileprivate var place = -1

    /// Makes a timer that does nothing until ``start(after:)``.
    package init(on loop: EventLoop, _ action: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.action = action
    }

    /// Whether it will fire; loop's thread only.
    package var isRunning: Bool { place >= 0 }

    /// Fires after so long, in place of what was set before; loop's thread only.
    ///
    /// To put a running timer off is one store: the heap learns of it when the earlier moment comes.
    package func start(after delay: Duration) {
        loop.assertInLoop()
        loop.timers.start(self, at: MonotonicClock.nanoseconds() &+ delay.clampedNanoseconds)
    }

    /// As ``start(after:)``, at a moment of ``MonotonicClock``.
    package func start(at nanoseconds: UInt64) {
        loop.assertInLoop()
        loop.timers.start(self, at: nanoseconds)
    }

    /// Does not fire any more; nothing happens when it has fired.
    package func cancel() {
        if loop.isCurrent { loop.timers.cancel(self) } else { loop.execute { self.loop.timers.cancel(self) } }
    }
}

/// The timers of one loop as a binary heap by deadline; owned by the loop's thread.
struct TimerHeap {
    private struct Entry {
        var deadline: UInt64
        let timer: Timer
    }

    private var entries: [Entry] = []

    /// When the loop has to look again; it may be before any timer is due, never after.
    var next: UInt64? { entries.first?.deadline }

    mutating func start(_ timer: Timer, at deadline: UInt64) {
        timer.deadline = deadline
        guard timer.place >= 0 else {
            entries.append(Entry(deadline: deadline, timer: timer))
            rise(from: entries.count - 1)
            return
        }
        guard deadline < entries[timer.place].deadline else { return }
        entries[timer.place].deadline = deadline
        rise(from: timer.place)
    }

    mutating func cancel(_ timer: Timer) {
        guard timer.place >= 0 else { return }
        let hole = timer.place
        timer.place = -1
        let last = entries.removeLast()
        guard hole < entries.count else { return }
        entries[hole] = last
        rise(from: hole)
        sink(from: last.timer.place)
    }

    /// The next timer that is due, taken out of the heap.
    mutating func popDue(_ now: UInt64) -> Timer? {
        while let first = entries.first, first.deadline <= now {
            guard first.timer.deadline > first.deadline else {
                cancel(first.timer)
                return first.timer
            }
            entries[0].deadline = first.timer.deadline
            sink(from: 0)
        }
        return nil
    }

    mutating func removeAll() {
        for entry in entries { entry.timer.place = -1 }
        entries = []
    }

    private mutating func rise(from start: Int) {
        let moving = entries[start]
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard moving.deadline < entries[parent].deadline else { break }
            put(entries[parent], at: place)
            place = parent
        }
        put(moving, at: place)
    }

    private mutating func sink(from start: Int) {
        let moving = entries[start]
        var place = start
        while true {
            var child = 2 * place + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].deadline < entries[child].deadline { child += 1 }
            guard entries[child].deadline < moving.deadline else { break }
            put(entries[child], at: place)
            place = child
        }
        put(moving, at: place)
    }

    private mutating func put(_ entry: Entry, at place: Int) {
        entries[place] = entry
        entry.timer.place = place
    }
}

extension Timer {
    func fire() { action() }
}
