import CLinux
import Glibc

/// What a descriptor's owner wants to be told.
package struct Interest: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt8
    /// Makes a set of its bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// There are bytes, or there is a connection to accept, or the other side has ended.
    package static let read = Interest(rawValue: 1)
    /// There is room for bytes.
    package static let write = Interest(rawValue: 2)
}

/// What the system tells of a descriptor.
package struct Readiness: OptionSet, Hashable, Sendable {
    /// The bits.
    package let rawValue: UInt8
    /// Makes a set of its bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A read will not block.
    package static let readable = Readiness(rawValue: 1)
    /// A write will not block.
    package static let writable = Readiness(rawValue: 2)
    /// Both directions have ended.
    package static let hungUp = Readiness(rawValue: 4)
    /// The socket has failed; its error is to be asked for.
    package static let failed = Readiness(rawValue: 8)
}

/// A descriptor's place in its loop's table and the token that tells it from a later one of the same number.
package struct Registration: Hashable, Sendable {
    let descriptor: CInt
    let generation: UInt32

    fileprivate var data: UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
}

/// One epoll instance and the eventfd that interrupts its wait; owned by one loop's thread, save `wake`.
struct Epoll: ~Copyable {
    private static let capacity = 256
    // Descriptors are never negative, so that no registration has this token.
    private static let wakeData = UInt64.max

    private let instance: FileDescriptor
    private let wakeUp: FileDescriptor
    private let events: UnsafeMutablePointer<epoll_event>

    init() throws(SystemError) {
        let instance = try system("epoll_create1") { epoll_create1(CInt(EPOLL_CLOEXEC)) }
        // A program whose loops cannot be made does not start: what is left open on the way ends with it.
        let wakeUp = try system("eventfd") { eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK)) }
        // Edge-triggered: each wake-up is told once, and the counter never has to be read back.
        var event = epoll_event(
            events: EPOLLIN.rawValue | EPOLLET.rawValue, data: epoll_data_t(u64: Self.wakeData))
        try system("epoll_ctl") { epoll_ctl(instance, EPOLL_CTL_ADD, wakeUp, &event) }
        self.instance = FileDescriptor(owning: instance)
        self.wakeUp = FileDescriptor(owning: wakeUp)
        events = .allocate(capacity: Self.capacity)
    }

    deinit { events.deallocate() }

    /// The number by which any thread may interrupt the wait, with ``wake(_:)``.
    var wakeDescriptor: CInt { wakeUp.raw }

    static func wake(_ descriptor: CInt) {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    func add(_ registration: Registration, _ interest: Interest) throws(SystemError) {
        try control(EPOLL_CTL_ADD, registration, interest)
    }

    func modify(_ registration: Registration, _ interest: Interest) throws(SystemError) {
        try control(EPOLL_CTL_MOD, registration, interest)
    }

    func remove(_ registration: Registration) throws(SystemError) {
        try control(EPOLL_CTL_DEL, registration, [])
    }

    private func control(
        _ operation: CInt, _ registration: Registration, _ interest: Interest
    ) throws(SystemError) {
        var bits: UInt32 = 0
        if interest.contains(.read) { bits |= EPOLLIN.rawValue }
        if interest.contains(.write) { bits |= EPOLLOUT.rawValue }
        var event = epoll_event(events: bits, data: epoll_data_t(u64: registration.data))
        let epoll = instance.raw
        try system("epoll_ctl") { epoll_ctl(epoll, operation, registration.descriptor, &event) }
    }

    /// Waits at most so many nanoseconds (nil: for ever).
    ///
    /// - Returns: For how many descriptors ``event(_:)`` has news.
    func wait(nanoseconds: UInt64?) -> Int {
        guard let nanoseconds, nanoseconds > 0 else {
            return max(0, Int(epoll_wait(instance.raw, events, CInt(Self.capacity), nanoseconds == nil ? -1 : 0)))
        }
        var patience = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        let ready = epoll_pwait2(instance.raw, events, CInt(Self.capacity), &patience, nil)
        guard ready < 0, errno == ENOSYS else { return max(0, Int(ready)) }
        // Linux before 5.11 counts in milliseconds; never too short, or the loop would run in a circle.
        let milliseconds = CInt(clamping: (nanoseconds + 999_999) / 1_000_000)
        return max(0, Int(epoll_wait(instance.raw, events, CInt(Self.capacity), milliseconds)))
    }

    /// One piece of news of the last wait; nil for the wake-up, which has done its work by ending the wait.
    func event(_ index: Int) -> (Registration, Readiness)? {
        let data = events[index].data.u64
        guard data != Self.wakeData else { return nil }
        let bits = events[index].events
        var readiness = Readiness()
        if bits & EPOLLIN.rawValue != 0 { readiness.insert(.readable) }
        if bits & EPOLLOUT.rawValue != 0 { readiness.insert(.writable) }
        if bits & EPOLLHUP.rawValue != 0 { readiness.insert(.hungUp) }
        if bits & EPOLLERR.rawValue != 0 { readiness.insert(.failed) }
        let registration = Registration(
            descriptor: CInt(bitPattern: UInt32(truncatingIfNeeded: data)),
            generation: UInt32(truncatingIfNeeded: data >> 32))
        return (registration, readiness)
    }
}
