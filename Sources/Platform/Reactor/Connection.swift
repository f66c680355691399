import CLinux
import Glibc

/// Whom a connection tells; called on the connection's loop.
package protocol ConnectionDelegate: AnyObject {
    /// Bytes have come; they lie in the loop's shared buffer and are gone when this returns.
    func received(_ bytes: UnsafeRawBufferPointer, on connection: Connection)
    /// The other side will send nothing more, but may still listen.
    func inputEnded(on connection: Connection)
    /// The queue was over ``Connection/highWater`` and has been sent.
    func drained(_ connection: Connection)
    /// The socket is closed; nothing comes after this. It can be called from within ``Connection/close(_:)``.
    func closed(_ connection: Connection, _ reason: Connection.End)
}

/// One socket on one loop, which it never leaves; owned by that loop's thread.
///
/// What is written during a turn of the loop goes out at its end with one system call.
package final class Connection: DescriptorHandler, @unchecked Sendable {
    // Safe because all that changes is touched on the loop's thread alone; entry points assert it.

    /// From this many queued bytes on, a writer does well to wait for ``ConnectionDelegate/drained(_:)``.
    package static let highWater = 65_536
    // A longer queue is sent at once, lest a big batch looks like a slow reader.
    private static let corkLimit = 131_072

    /// The loop it lives on.
    package let loop: EventLoop
    /// The other end.
    package let peer: SocketAddress
    /// Bytes received so far.
    package private(set) var bytesIn: UInt64 = 0
    /// Bytes sent so far.
    package private(set) var bytesOut: UInt64 = 0
    /// Most bytes the queue may hold before further writes are refused.
    package var queueLimit = 16_777_216

    var descriptor: FileDescriptor?
    let socket: CInt
    var transport: any Transport
    /// Whom it tells; nil before it is started and after it has closed.
    package internal(set) var delegate: (any ConnectionDelegate)?
    var registration: Registration?
    private var interest: Interest = .read
    var flags: Flags = .reading
    var outbound = OutboundQueue()
    var linger: Timer?

    /// Takes over a connected, non-blocking socket; ``start(_:)`` begins to read.
    package init(
        _ descriptor: consuming FileDescriptor, peer: SocketAddress, on loop: EventLoop,
        transport: any Transport = PlainTransport()
    ) {
        self.loop = loop
        self.peer = peer
        self.transport = transport
        socket = descriptor.raw
        self.descriptor = consume descriptor
        var on: CInt = 1
        // A socket file has no Nagle to turn off.
        if peer != .local {
            setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        }
    }

    /// Begins to read for `delegate`, which the connection keeps alive until it has closed.
    package func start(_ delegate: any ConnectionDelegate) throws(SystemError) {
        loop.assertInLoop()
        registration = try loop.register(socket, interest, self)
        self.delegate = delegate
        loop.counters.connections &+= 1
        loop.counters.openConnections += 1
    }

    /// Hands the connection over to another delegate, as after an upgrade.
    package func hand(to delegate: any ConnectionDelegate) {
        if self.delegate != nil { self.delegate = delegate }
    }

    /// Puts another transport in place, as when TLS begins; nothing may be queued.
    package func use(_ transport: any Transport) { self.transport = transport }

    /// Whether the socket is still open.
    package var isOpen: Bool { descriptor != nil }
    /// Whether the transport has not yet agreed with the other side.
    package var isOpening: Bool { transport.isOpening }
    /// Why the transport broke, when it knows more than the system; it can be asked when the connection has closed.
    package var transportFault: String? { transport.fault }
    /// Bytes written but not yet taken by the system.
    package var queuedBytes: Int { outbound.count }

    // MARK: Reading

    /// Stops reading, so that the other side has to wait; what it has sent stays in the system.
    package func pauseReading() { setReading(false) }

    /// Reads on after ``pauseReading()``.
    package func resumeReading() {
        setReading(true)
        if transport.holdsInput { loop.execute { self.readIfWanted() } }
    }

    private func setReading(_ on: Bool) {
        loop.assertInLoop()
        if on { flags.insert(.reading) } else { flags.remove(.reading) }
        updateInterest()
    }

    private var wantsInput: Bool {
        guard isOpen, !flags.contains(.inputEnded) else { return false }
        return flags.contains(.closeWhenSent) ? flags.contains(.lingering) : flags.contains(.reading)
    }

    private func readIfWanted() {
        repeat {
            guard wantsInput else { return }
            loop.counters.reads &+= 1
            let transfer = transport.read(socket, into: loop.readBuffer)
            // It may have been what the writing waited for.
            if flags.contains(.writeNeedsRead) { cork() }
            switch transfer {
            case .moved(let count):
                bytesIn &+= UInt64(count)
                loop.counters.bytesIn &+= UInt64(count)
                guard !flags.contains(.closeWhenSent) else { continue }
                delegate?.received(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]), on: self)
            case .ended:
                flags.insert(.inputEnded)
                updateInterest()
                if !flags.contains(.closeWhenSent) {
                    delegate?.inputEnded(on: self)
                } else if outbound.isEmpty {
                    finish(because: .closed)
                }
            case .blocked(let interest):
                if interest == .write {
                    flags.insert(.readNeedsWrite)
                    updateInterest()
                }
                return
            case .failed(let code):
                return finish(because: .failed(code))
            }
        } while transport.holdsInput
    }

    // MARK: Writing

    /// Queues an array as it is, shared and not copied.
    ///
    /// - Returns: false when the connection is closing, or its queue is at ``queueLimit``: then nothing was queued.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        guard mayWrite else { return false }
        outbound.append(bytes)
        written(isShared: true)
        return true
    }

    /// Queues what `body` appends to the array, of which other small writes have their part too.
    ///
    /// - Returns: As ``write(_:)``; `body` was not called when false.
    @discardableResult
    package func append(_ body: (inout [UInt8]) -> Void) -> Bool {
        guard mayWrite else { return false }
        if outbound.tail.capacity == 0 { outbound.tail = loop.takeBuffer() }
        outbound.extend(body)
        written(isShared: false)
        return true
    }

    private var mayWrite: Bool {
        loop.assertInLoop()
        return isOpen && !flags.contains(.closeWhenSent) && outbound.count < queueLimit
    }

    private func written(isShared: Bool) {
        if outbound.count >= Self.highWater {
            flags.insert(.overHighWater)
            if outbound.count >= Self.corkLimit, !flags.contains(.blocked) { send(early: true) }
        }
        cork(behindAnswers: isShared)
    }

    func cork(behindAnswers: Bool = false) {
        guard !flags.contains(.corked) else { return }
        flags.insert(.corked)
        loop.cork(self, behindAnswers: behindAnswers)
    }

    /// Called by the loop at the end of its turn.
    func uncork() {
        flags.remove(.corked)
        guard isOpen, !flags.contains(.blocked) else { return }
        send()
        settle()
    }

    /// - Parameter early: Within a call of the delegate, which must not be told of an end just now: the next
    ///   attempt, at the end of the turn, will meet it again.
    private func send(early: Bool = false) {
        while !outbound.isEmpty {
            loop.counters.writes &+= 1
            let before = outbound.count
            switch outbound.withPieces({ transport.write(socket, $0) }) {
            case .moved(let count):
                outbound.consume(count)
                bytesOut &+= UInt64(count)
                loop.counters.bytesOut &+= UInt64(count)
                // A short write means that the socket is full: asking again would only be told so.
                if count < before, count < Self.corkLimit { return block() }
            case .blocked(let interest):
                if interest == .read {
                    flags.insert(.writeNeedsRead)
                    return updateInterest()
                }
                return block()
            case .ended:
                return early ? () : finish(because: .failed(EPIPE))
            case .failed(let code):
                return early ? () : finish(because: .failed(code))
            }
        }
        flags.remove(.blocked)
        let tail = outbound.takeTail()
        if tail.capacity > 0 { loop.giveBack(tail) }
        updateInterest()
    }

    private func block() {
        flags.insert(.blocked)
        updateInterest()
    }

    /// What follows when the queue has been sent.
    private func settle() {
        guard isOpen, outbound.isEmpty else { return }
        if flags.contains(.closeWhenSent) { return finishOutput() }
        guard flags.contains(.overHighWater) else { return }
        flags.remove(.overHighWater)
        delegate?.drained(self)
    }

    // MARK: Readiness

    /// Called by the loop.
    package func ready(_ readiness: Readiness) {
        if readiness.contains(.writable) {
            if flags.contains(.readNeedsWrite) {
                flags.remove(.readNeedsWrite)
                readIfWanted()
            }
            if isOpen {
                flags.remove(.blocked)
                send()
                settle()
            }
        } else if flags.contains(.writeNeedsRead), isOpen {
            flags.remove(.writeNeedsRead)
            send()
            settle()
            updateInterest()
        }
        if wantsInput {
            guard readiness.rawValue & ~Readiness.writable.rawValue != 0 else { return }
            readIfWanted()
        } else if isOpen, !readiness.isDisjoint(with: [.failed, .hungUp]) {
            // Nothing is read, so that the error is to be asked for; else the system would tell of it without end.
            var code: CInt = 0
            var size = socklen_t(MemoryLayout<CInt>.size)
            getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
            finish(because: .failed(code == 0 ? ECONNRESET : code))
        }
    }

    /// Called by the loop.
    package func loopStops() { finish(because: .loopStopped) }

    func updateInterest() {
        var wanted: Interest = wantsInput || flags.contains(.writeNeedsRead) ? .read : []
        if flags.contains(.blocked) || flags.contains(.readNeedsWrite) { wanted.insert(.write) }
        guard wanted != interest, isOpen, let registration else { return }
        interest = wanted
        do { try loop.modify(registration, wanted) } catch { finish(because: .failed(error.code)) }
    }
}
