extension Connection {
    /// Why a connection ended.
    package enum End: Hashable, Sendable {
        /// Its delegate closed it.
        case closed
        /// The system reported this `errno`.
        case failed(CInt)
        /// The loop ended with the connection still open.
        case loopStopped
    }

    /// Where a connection stands.
    struct Flags: OptionSet {
        let rawValue: UInt16
        static let corked = Flags(rawValue: 1)
        static let reading = Flags(rawValue: 2)
        static let inputEnded = Flags(rawValue: 4)
        /// The socket's buffer is full.
        static let blocked = Flags(rawValue: 8)
        static let closeWhenSent = Flags(rawValue: 16)
        static let lingering = Flags(rawValue: 32)
        static let outputEnded = Flags(rawValue: 64)
        static let overHighWater = Flags(rawValue: 128)
        /// TLS cannot read before it has written.
        static let readNeedsWrite = Flags(rawValue: 256)
        /// TLS cannot write before it has read, as in a client's handshake.
        static let writeNeedsRead = Flags(rawValue: 512)
    }
}
