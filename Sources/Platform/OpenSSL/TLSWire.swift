import COpenSSL

/// Where a session gets the bytes that the other side has sent.
package protocol TLSSource: AnyObject {
    /// Takes bytes that have come, at most what fits, without waiting.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> TLSReceived
}

/// What a ``TLSSource`` had.
package enum TLSReceived {
    /// So many bytes, at least one.
    case bytes(Int)
    /// None yet.
    case nothing
    /// There will be none any more.
    case ended
    /// Something broke, of which the source knows more.
    case failed
}

/// The two ends of a session's bytes as OpenSSL knows them: reading asks the source, writing collects.
enum TLSWire {
    /// Makes what sessions' wires have in common.
    static func makeMethod() -> OpaquePointer? {
        guard let method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "switchboard") else { return nil }
        BIO_meth_set_create(method) { bio in
            BIO_set_init(bio, 1)
            return 1
        }
        BIO_meth_set_write(method) { bio, bytes, count in
            guard let session = TLSWire.session(of: bio), let bytes, count > 0 else { return -1 }
            session.collect(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return count
        }
        BIO_meth_set_read(method) { bio, bytes, count in
            guard let session = TLSWire.session(of: bio), let bytes, count > 0 else { return -1 }
            BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            switch session.fetch(UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))) {
            case .bytes(let count): return CInt(count)
            case .nothing:
                BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
                return -1
            case .ended: return 0
            case .failed: return -1
            }
        }
        BIO_meth_set_ctrl(method) { _, command, _, _ in command == BIO_CTRL_FLUSH ? 1 : 0 }
        return method
    }

    /// Makes the wire of a session, which must outlive it.
    static func make(_ method: OpaquePointer, for session: TLSSession) -> OpaquePointer? {
        guard let bio = BIO_new(method) else { return nil }
        BIO_set_data(bio, Unmanaged.passUnretained(session).toOpaque())
        return bio
    }

    private static func session(of bio: OpaquePointer?) -> TLSSession? {
        BIO_get_data(bio).map { Unmanaged<TLSSession>.fromOpaque($0).takeUnretainedValue() }
    }
}
