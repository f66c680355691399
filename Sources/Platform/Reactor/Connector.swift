import CLinux
import Glibc

extension Connection {
    /// Connects to an address without blocking; from any thread.
    ///
    /// - Parameter then: Called once, on the loop. The connection is to be given its delegate there, by `start`.
    package static func connect(
        to address: SocketAddress, on loop: EventLoop, within patience: Duration,
        then: @escaping @Sendable (Result<Connection, SystemError>) -> Void
    ) {
        loop.execute {
            do throws(SystemError) {
                try Connector(address, loop, then).begin(within: patience)
            } catch {
                then(.failure(error))
            }
        }
    }
}

/// A socket on its way to being connected; owned by its loop's thread.
private final class Connector: DescriptorHandler, @unchecked Sendable {
    // Safe because it is made and used on the loop's thread alone.
    private let address: SocketAddress
    private let loop: EventLoop
    private let then: @Sendable (Result<Connection, SystemError>) -> Void
    private var descriptor: FileDescriptor?
    private var registration: Registration?
    private var timer: Timer?

    init(
        _ address: SocketAddress, _ loop: EventLoop,
        _ then: @escaping @Sendable (Result<Connection, SystemError>) -> Void
    ) {
        (self.address, self.loop, self.then) = (address, loop, then)
    }

    func begin(within patience: Duration) throws(SystemError) {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = try system("socket") { socket(address.domain, type, 0) }
        descriptor = FileDescriptor(owning: raw)
        do {
            try system("connect") { address.withSockaddr { Glibc.connect(raw, $0, $1) } }
        } catch  where error.code == EINPROGRESS || error.code == EALREADY {
            // It goes on by itself; an interrupted call is repeated, and says that it is under way already.
        }
        registration = try loop.register(raw, .write, self)
        timer = loop.schedule(after: patience) { self.finish(ETIMEDOUT) }
    }

    func ready(_ readiness: Readiness) {
        var code: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        if let raw = registration?.descriptor { getsockopt(raw, SOL_SOCKET, SO_ERROR, &code, &size) }
        finish(code)
    }

    func loopStops() { finish(ECANCELED) }

    private func finish(_ code: CInt) {
        guard let registration, let descriptor = descriptor.take() else { return }
        self.registration = nil
        loop.unregister(registration)
        timer?.cancel()
        timer = nil
        if code == 0 {
            then(.success(Connection(descriptor, peer: address, on: loop)))
        } else {
            then(.failure(SystemError(call: "connect", code: code)))
        }
    }
}
