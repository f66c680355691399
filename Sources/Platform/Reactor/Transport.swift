import Glibc

/// How a connection's bytes get to its socket and back: in the clear, or through TLS.
///
/// It belongs to one connection, and is called on that connection's loop alone.
package protocol Transport {
    /// Reads once, at most what fits.
    mutating func read(_ socket: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Transfer
    /// Writes the pieces in their order, as far as they go; the next call begins where this one ended.
    mutating func write(_ socket: CInt, _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Transfer
    /// Says in its own way, if it has one, that nothing more will be written; the connection ends the socket.
    mutating func finish(_ socket: CInt)
    /// Whether it holds bytes that the socket will not announce again.
    var holdsInput: Bool { get }
    /// Whether the two sides have not yet agreed on how to speak.
    var isOpening: Bool { get }
    /// Why it broke, when it knows more than an `errno` says; such as that the other side is not to be trusted.
    var fault: String? { get }
}

extension Transport {
    /// Most have nothing to agree on.
    package var isOpening: Bool { false }
    /// Most know no more than the system.
    package var fault: String? { nil }
}

/// What a read or a write came to.
package enum Transfer {
    /// So many bytes were moved.
    case moved(Int)
    /// The other side will send nothing more.
    case ended
    /// Nothing could be moved until the socket is ready for this.
    case blocked(Interest)
    /// The connection is broken; the code is an `errno`.
    case failed(CInt)
}

/// Bytes as they are.
package struct PlainTransport: Transport {
    /// Makes the transport of a socket without TLS.
    package init() {}

    /// Always false: all that has arrived is in the socket.
    package var holdsInput: Bool { false }

    /// One `recv`.
    package func read(_ socket: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            let count = recv(socket, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .blocked(.read)
            case let code: return .failed(code)
            }
        }
    }

    /// One `send`, or one `sendmsg` when there are several pieces.
    package func write(_ socket: CInt, _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Transfer {
        while true {
            let count =
                pieces.count == 1
                ? send(socket, pieces[0].baseAddress, pieces[0].count, CInt(MSG_NOSIGNAL))
                : gather(socket, pieces)
            if count >= 0 { return .moved(count) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .blocked(.write)
            case let code: return .failed(code)
            }
        }
    }

    /// Nothing: TCP says it.
    package func finish(_ socket: CInt) {}

    private func gather(_ socket: CInt, _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Int {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: pieces.count) { vectors in
            for (index, piece) in pieces.enumerated() {
                vectors[index] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: piece.baseAddress), iov_len: piece.count)
            }
            var message = msghdr()
            message.msg_iov = vectors.baseAddress
            message.msg_iovlen = pieces.count
            return sendmsg(socket, &message, CInt(MSG_NOSIGNAL))
        }
    }
}
