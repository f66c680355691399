import Glibc

// How a connection ends: at once, or when what is queued has been sent.
extension Connection {
    /// Closes at once; what is queued is lost.
    package func close() { finish(because: .closed) }

    /// Closes when the queue has been sent.
    ///
    /// - Parameter lingering: Reads and forgets what the other side still sends, for two seconds at most: closing
    ///   a socket with unread bytes makes the system throw away what the other side has not read yet.
    package func closeWhenSent(lingering: Bool = false) {
        loop.assertInLoop()
        guard isOpen, !flags.contains(.closeWhenSent) else { return }
        flags.insert(.closeWhenSent)
        if lingering { flags.insert(.lingering) }
        updateInterest()
        // Through the loop even if nothing is queued, so that the delegate is never told within its own call.
        cork()
    }

    func finishOutput() {
        guard flags.contains(.lingering), !flags.contains(.inputEnded) else { return finish(because: .closed) }
        guard !flags.contains(.outputEnded) else { return }
        flags.insert(.outputEnded)
        transport.finish(socket)
        shutdown(socket, CInt(SHUT_WR))
        linger = loop.schedule(after: .seconds(2)) { [weak self] in self?.finish(because: .closed) }
    }

    func finish(because reason: End) {
        loop.assertInLoop()
        guard isOpen else { return }
        if let registration {
            loop.unregister(registration, closing: true)
            loop.counters.openConnections -= 1
        }
        if !flags.contains(.outputEnded), reason == .closed { transport.finish(socket) }
        descriptor = nil
        outbound = OutboundQueue()
        linger?.cancel()
        linger = nil
        let delegate = delegate
        self.delegate = nil
        delegate?.closed(self, reason)
    }
}
