import CLinux
import Glibc
import Synchronization

/// Why a port cannot be listened on, as one sentence for whoever started the program.
package enum ListenError: Error, Hashable, CustomStringConvertible {
    /// Another program, or this one a second time, listens there.
    case inUse(host: String, port: UInt16)
    /// Another program listens at that socket file.
    case fileInUse(String)
    /// The host is no address of this machine, or no address at all.
    case noSuchHost(String)
    /// A port below 1024, as a rule.
    case notAllowed(host: String, port: UInt16)
    /// Anything else.
    case failed(SystemError)

    /// The sentence.
    package var description: String {
        switch self {
        case .inUse(let host, let port): "port \(port) on \(host) is in use"
        case .fileInUse(let path): "another program listens at \(path)"
        case .noSuchHost(let host): "\(host) is not an address of this machine"
        case .notAllowed(let host, let port): "this user may not listen on port \(port) of \(host)"
        case .failed(let error): "cannot listen: \(error)"
        }
    }
}

/// A port that every loop of a group listens on, each with a socket of its own.
package final class Listener: Sendable {
    /// Where it listens; the port is the real one if 0 was asked for.
    package let address: SocketAddress
    private let sockets: [ListeningSocket]

    /// Binds and listens; `accept` is called on the loop that the connection shall live on.
    ///
    /// The system shares the connections out among the loops' sockets by chance; here they are dealt out in turn.
    /// `accept` has to make a ``Connection`` of the descriptor there and then.
    package init(
        host: String, port: UInt16, group: EventLoopGroup, backlog: CInt = 4_096,
        accept: @escaping @Sendable (consuming FileDescriptor, SocketAddress, EventLoop) -> Void
    ) throws(ListenError) {
        guard let wanted = SocketAddress.resolve(host, port: port).first else { throw .noSuchHost(host) }
        do throws(SystemError) {
            // SO_REUSEPORT would share a port with a second program without a word. So the first socket is bound
            // without it, which fails if anybody is there, and gets it afterwards.
            let first = try Self.open(wanted)
            if port != 0 { try Self.bind(first, wanted) }
            try Self.set(first.raw, SO_REUSEPORT)
            if port == 0 { try Self.bind(first, wanted) }
            let bound = try Self.boundAddress(first.raw)
            let turns = Turns(group.loops)
            var sockets = [ListeningSocket(first, group.loops[0], turns, accept)]
            for loop in group.loops.dropFirst() {
                let next = try Self.open(bound)
                try Self.set(next.raw, SO_REUSEPORT)
                try Self.bind(next, bound)
                sockets.append(ListeningSocket(next, loop, turns, accept))
            }
            for socket in sockets { try socket.listen(backlog) }
            (self.sockets, address) = (sockets, bound)
        } catch {
            switch error.code {
            case EADDRINUSE: throw .inUse(host: host, port: port)
            case EADDRNOTAVAIL: throw .noSuchHost(host)
            case EACCES, EPERM: throw .notAllowed(host: host, port: port)
            default: throw .failed(error)
            }
        }
        for socket in sockets { socket.start() }
    }

    /// Listens at a socket file, on the group's first loop; only this user may connect.
    ///
    /// A file left behind by a program that was killed is replaced. The file stays when the listener is closed.
    package init(
        socketFile path: String, group: EventLoopGroup,
        accept: @escaping @Sendable (consuming FileDescriptor, SocketAddress, EventLoop) -> Void
    ) throws(ListenError) {
        do throws(SystemError) {
            let socket = ListeningSocket(
                try SocketFile.bind(path), group.loops[0], Turns([group.loops[0]]), accept)
            try socket.listen(128)
            (sockets, address) = ([socket], .local)
        } catch {
            throw error.code == EADDRINUSE ? .fileInUse(path) : .failed(error)
        }
        for socket in sockets { socket.start() }
    }

    /// Takes no more connections, while those that exist live on; from any thread.
    package func close() {
        for socket in sockets { socket.close() }
    }

    private static func open(_ address: SocketAddress) throws(SystemError) -> FileDescriptor {
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = FileDescriptor(owning: try system("socket") { socket(address.domain, type, 0) })
        try set(descriptor.raw, SO_REUSEADDR)
        return descriptor
    }

    private static func bind(_ descriptor: borrowing FileDescriptor, _ address: SocketAddress) throws(SystemError) {
        let raw = descriptor.raw
        try system("bind") { address.withSockaddr { Glibc.bind(raw, $0, $1) } }
    }

    private static func set(_ raw: CInt, _ option: CInt) throws(SystemError) {
        var on: CInt = 1
        try system("setsockopt") { setsockopt(raw, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<CInt>.size)) }
    }

    private static func boundAddress(_ raw: CInt) throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        try system("getsockname") {
            withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(raw, $0, &size) }
            }
        }
        guard let address = SocketAddress(storage) else { throw SystemError(call: "getsockname", code: EAFNOSUPPORT) }
        return address
    }
}

/// Whose turn it is to take a connection.
///
/// By chance one loop of two may well get 40 of 64 connections, and then all of its clients wait longer than need be.
private final class Turns: Sendable {
    private let loops: [EventLoop]
    private let taken = Atomic<Int>(0)

    init(_ loops: [EventLoop]) { self.loops = loops }

    func next() -> EventLoop { loops[taken.wrappingAdd(1, ordering: .relaxed).oldValue % loops.count] }
}

/// One loop's share of a listener; owned by the loop's thread once started.
private final class ListeningSocket: DescriptorHandler, @unchecked Sendable {
    // Safe because after `listen`, before which one thread alone knows it, all happens on the loop's thread.
    private var descriptor: FileDescriptor?
    private let raw: CInt
    private let loop: EventLoop
    private let turns: Turns
    private let accept: @Sendable (consuming FileDescriptor, SocketAddress, EventLoop) -> Void
    private var registration: Registration?

    init(
        _ descriptor: consuming FileDescriptor, _ loop: EventLoop, _ turns: Turns,
        _ accept: @escaping @Sendable (consuming FileDescriptor, SocketAddress, EventLoop) -> Void
    ) {
        raw = descriptor.raw
        self.descriptor = consume descriptor
        self.loop = loop
        self.turns = turns
        self.accept = accept
    }

    func listen(_ backlog: CInt) throws(SystemError) { try system("listen") { Glibc.listen(raw, backlog) } }

    func start() {
        loop.execute {
            guard self.descriptor != nil else { return }
            // It fails for want of memory alone; trying again is all that can be done about that.
            self.registration = try? self.loop.register(self.raw, .read, self)
            if self.registration == nil { self.loop.schedule(after: .milliseconds(100)) { self.start() } }
        }
    }

    func close() { loop.execute { self.loopStops() } }

    func loopStops() {
        if let registration { loop.unregister(registration, closing: true) }
        registration = nil
        descriptor = nil
    }

    func ready(_ readiness: Readiness) {
        // Not without end, so that a storm of new connections leaves the loop time for those it has.
        for _ in 0..<64 {
            var storage = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let flags = CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let accepted = withUnsafeMutablePointer(to: &storage) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept4(raw, $0, &size, flags) }
            }
            guard accepted >= 0 else {
                switch errno {
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: return pause()
                case EAGAIN: return
                default: continue  // that one connection went away before it was accepted
                }
            }
            let descriptor = FileDescriptor(owning: accepted)
            if let peer = SocketAddress(storage) { hand(descriptor, peer, to: turns.next()) }
        }
    }

    private func hand(_ descriptor: consuming FileDescriptor, _ peer: SocketAddress, to next: EventLoop) {
        guard next !== loop else { return accept(descriptor, peer, loop) }
        let raw = descriptor.release()
        let isTaken = next.execute { [accept] in accept(FileDescriptor(owning: raw), peer, next) }
        if !isTaken { _ = FileDescriptor(owning: raw) }
    }

    /// Lets the queue of the system wait until some descriptor may have been closed, instead of asking in a circle.
    private func pause() {
        guard let registration else { return }
        loop.counters.acceptPauses &+= 1
        loop.unregister(registration)
        self.registration = nil
        loop.schedule(after: .milliseconds(100)) { self.start() }
    }
}
