import CLinux
import Glibc

/// Signals as callbacks on a loop, by signalfd: no code of ours ever runs inside a signal handler.
package enum Signals {
    /// What a running server is told by signals.
    package static let watched = [SIGTERM, SIGINT, SIGHUP]

    /// Keeps the watched signals from ending this thread and those it starts: to be called first thing in `main`.
    package static func block() {
        var set = mask(watched)
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Makes a write to a socket without another end fail with `EPIPE`, rather than end the program.
    package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// Calls `body` on the loop's thread each time one of the watched signals comes; from any thread.
    package static func watch(
        on loop: EventLoop, _ body: @escaping @Sendable (_ signal: CInt) -> Void
    ) throws(SystemError) {
        var set = mask(watched)
        let flags = CInt(SFD_CLOEXEC) | CInt(SFD_NONBLOCK)
        let raw = try system("signalfd") { signalfd(-1, &set, flags) }
        loop.execute {
            let watch = SignalWatch(FileDescriptor(owning: raw), body)
            // Registering fails for want of memory alone; then signals stay blocked, and SIGKILL is left.
            watch.registration = try? loop.register(raw, .read, watch)
        }
    }

    private static func mask(_ signals: [CInt]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }
}

/// One signalfd; owned by the loop it is registered with.
private final class SignalWatch: DescriptorHandler {
    private var descriptor: FileDescriptor?
    private let raw: CInt
    private let body: @Sendable (CInt) -> Void
    var registration: Registration?

    init(_ descriptor: consuming FileDescriptor, _ body: @escaping @Sendable (CInt) -> Void) {
        raw = descriptor.raw
        self.descriptor = consume descriptor
        self.body = body
    }

    func ready(_ readiness: Readiness) {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        while read(raw, &info, size) == size { body(CInt(info.ssi_signo)) }
    }

    func loopStops() {
        if let registration { EventLoop.current?.unregister(registration, closing: true) }
        descriptor = nil
    }
}
