import CLinux
import Glibc

/// Owner of a descriptor that a loop watches; called on the loop's thread.
package protocol DescriptorHandler: AnyObject {
    /// The descriptor is ready for some of what was asked for, or has ended.
    func ready(_ readiness: Readiness)
    /// The loop ends: give the descriptor back now.
    func loopStops()
}

/// One thread with its epoll instance, mailbox and timers: what lives on it is never locked.
///
/// `async` functions started with ``taskExecutor`` run on the loop's thread too, between two waits.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    // Safe because everything mutable is touched on the loop's own thread alone, save `mailbox`, which is a `Lock`.

    /// The loop's place in its group, from 0.
    package let index: Int
    /// What the loop has done so far; loop's thread only.
    package internal(set) var counters = LoopCounters()
    /// ``MonotonicClock`` as it was when this turn began; loop's thread only.
    package private(set) var turnStarted = MonotonicClock.nanoseconds()

    var timers = TimerHeap()
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    private struct Slot {
        var generation: UInt32 = 0
        var handler: (any DescriptorHandler)?
    }

    private let epoll: Epoll
    private let mailbox = Lock(Mailbox())
    private var slots: [Slot] = []
    private var lastGeneration: UInt32 = 0
    private var inbox: [Work] = []
    private var own: [Work] = []
    private var corked: [Connection] = []
    private var pushed: [Connection] = []
    private var flushing: [Connection] = []
    private var spareBuffers: [[UInt8]] = []
    private var stopDeadline: UInt64?

    init(index: Int) throws(SystemError) {
        self.index = index
        epoll = try Epoll()
    }

    deinit { readBuffer.deallocate() }

    // MARK: Where am I

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        let result = pthread_key_create(&key, nil)
        precondition(result == 0, "a process has at least one thread-local key left when it starts")
        return key
    }()

    /// The loop whose thread this is; nil on any other thread.
    package static var current: EventLoop? {
        pthread_getspecific(key).map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether this is the loop's thread.
    package var isCurrent: Bool { pthread_getspecific(Self.key) == Unmanaged.passUnretained(self).toOpaque() }

    /// Ends the program when this is not the loop's thread.
    package func preconditionInLoop(_ function: StaticString = #function) {
        precondition(isCurrent, "\(function) was called off its loop's thread")
    }

    func assertInLoop(_ function: StaticString = #function) {
        assert(isCurrent, "\(function) was called off its loop's thread")
    }

    // MARK: Work

    /// Runs `body` on the loop's thread, after what it does now; from any thread.
    ///
    /// What one thread hands in runs in that order.
    ///
    /// - Returns: false when the loop has stopped, and `body` will never run.
    @discardableResult
    package func execute(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return deliver(.call(body)) }
        own.append(.call(body))
        return true
    }

    /// What makes `async` functions run here: `Task(executorPreference: loop.taskExecutor) { … }`.
    package var taskExecutor: any TaskExecutor { self }

    /// Part of `TaskExecutor`: runs a piece of a task.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            own.append(.job(job))
        } else if !deliver(.job(job)) {
            // The loop is gone, and a task that is never run again would hang whoever awaits it.
            globalConcurrentExecutor.enqueue(job)
        }
    }

    /// Runs `body` on the loop's thread after `delay`; from any thread.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> Timer {
        let timer = Timer(on: self, body)
        let deadline = MonotonicClock.nanoseconds() &+ delay.clampedNanoseconds
        if isCurrent {
            timers.start(timer, at: deadline)
        } else {
            execute { self.timers.start(timer, at: deadline) }
        }
        return timer
    }

    private func deliver(_ work: Work) -> Bool {
        switch mailbox.withLock({ $0.deliver(work) }) {
        case .taken: break
        case .takenByASleeper: Epoll.wake(epoll.wakeDescriptor)
        case .refused: return false
        }
        return true
    }

    // MARK: Descriptors

    /// Watches a descriptor until ``unregister(_:)``; loop's thread only.
    package func register(
        _ descriptor: CInt, _ interest: Interest, _ handler: any DescriptorHandler
    ) throws(SystemError) -> Registration {
        assertInLoop()
        lastGeneration &+= 1
        let registration = Registration(descriptor: descriptor, generation: lastGeneration)
        try epoll.add(registration, interest)
        while slots.count <= Int(descriptor) { slots.append(Slot()) }
        slots[Int(descriptor)] = Slot(generation: lastGeneration, handler: handler)
        return registration
    }

    /// Asks for something else of a watched descriptor; loop's thread only.
    package func modify(_ registration: Registration, _ interest: Interest) throws(SystemError) {
        assertInLoop()
        try epoll.modify(registration, interest)
    }

    /// Stops watching; must come before the descriptor is closed; loop's thread only.
    ///
    /// - Parameter closing: The descriptor is closed next, by which the system forgets it by itself.
    package func unregister(_ registration: Registration, closing: Bool = false) {
        assertInLoop()
        let place = Int(registration.descriptor)
        guard slots[place].generation == registration.generation else { return }
        slots[place] = Slot()
        // It cannot fail for a descriptor that is still open; were it closed, there would be nothing left to remove.
        if !closing { try? epoll.remove(registration) }
    }

    // MARK: Connections

    /// Has the connection write everything at the end of this turn, with one system call.
    ///
    /// - Parameter behindAnswers: After those without it. Whoever waits for an answer can say the next thing while a
    ///   thousand subscribers are written to, so that the next turn finds more to write to them at once.
    func cork(_ connection: Connection, behindAnswers: Bool) {
        if behindAnswers { pushed.append(connection) } else { corked.append(connection) }
    }

    /// An empty array with room, whose memory a connection before has given back.
    func takeBuffer() -> [UInt8] {
        if let spare = spareBuffers.popLast() { return spare }
        var fresh: [UInt8] = []
        fresh.reserveCapacity(4_096)
        return fresh
    }

    /// Takes memory back for ``takeBuffer()``.
    func giveBack(_ buffer: consuming [UInt8]) {
        guard spareBuffers.count < 32, buffer.capacity <= 131_072 else { return }
        buffer.removeAll(keepingCapacity: true)
        spareBuffers.append(buffer)
    }

    /// Calls back with every connection of the loop, which may be closed there; loop's thread only.
    package func forEachConnection(_ body: (Connection) -> Void) {
        assertInLoop()
        for slot in slots { if let connection = slot.handler as? Connection { body(connection) } }
    }

    // MARK: The loop

    func run() {
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
        while !mayEnd { turn() }
        end()
        pthread_setspecific(Self.key, nil)
    }

    /// Ends the loop once no connection is left, or at the deadline; loop's thread only.
    func stop(at deadline: UInt64) { stopDeadline = min(deadline, stopDeadline ?? .max) }

    private var mayEnd: Bool {
        guard let stopDeadline else { return false }
        return (counters.openConnections == 0 && own.isEmpty && hasFlushed) || turnStarted >= stopDeadline
    }

    private var hasFlushed: Bool { corked.isEmpty && pushed.isEmpty }

    private func turn() {
        let patience = waitNanoseconds()
        let mayWait = patience != 0 && mailbox.withLock { $0.fallAsleep() }
        let ready = epoll.wait(nanoseconds: mayWait ? patience : 0)
        turnStarted = MonotonicClock.nanoseconds()
        counters.turns &+= 1
        for index in 0..<ready {
            guard let (registration, readiness) = epoll.event(index) else { continue }
            let place = Int(registration.descriptor)
            guard place < slots.count, slots[place].generation == registration.generation else { continue }
            slots[place].handler?.ready(readiness)
        }

        mailbox.withLock { $0.collect(into: &inbox) }
        for work in inbox { run(work) }
        inbox.removeAll(keepingCapacity: true)
        // Tasks go on in small steps; a few of them per turn, so that what they write goes out together.
        for _ in 0..<8 where !own.isEmpty { runOwn() }
        while let timer = timers.popDue(turnStarted) { timer.fire() }
        flush()
    }

    private func run(_ work: Work) {
        switch work {
        case .call(let body): body()
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }

    private func runOwn() {
        swap(&own, &inbox)
        for work in inbox { run(work) }
        inbox.removeAll(keepingCapacity: true)
    }

    private func flush() {
        swap(&corked, &flushing)
        uncorkAll()
        swap(&pushed, &flushing)
        uncorkAll()
    }

    private func uncorkAll() {
        guard !flushing.isEmpty else { return }
        for connection in flushing { connection.uncork() }
        flushing.removeAll(keepingCapacity: true)
    }

    /// How long there is nothing to do by itself; nil: for ever.
    private func waitNanoseconds() -> UInt64? {
        guard own.isEmpty, hasFlushed else { return 0 }
        let next = min(timers.next ?? .max, stopDeadline ?? .max)
        guard next != .max else { return nil }
        let now = MonotonicClock.nanoseconds()
        return next > now ? min(next - now, 3_600_000_000_000) : 0
    }

    private func end() {
        for slot in slots { slot.handler?.loopStops() }
        corked = []
        pushed = []
        timers.removeAll()
        // Closing a connection may resume tasks and hand in work: that still runs here, then the box is shut.
        while !own.isEmpty { runOwn() }
        for work in mailbox.withLock({ $0.close() }) { run(work) }
        while !own.isEmpty { runOwn() }
        slots = []
    }
}
