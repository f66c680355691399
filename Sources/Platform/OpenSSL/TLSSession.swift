import COpenSSL

/// One connection's TLS, without its socket: bytes are asked of a ``TLSSource``, and those to be sent collect here.
///
/// Owned by its connection; it shakes hands by itself when it is first read or written.
package final class TLSSession {
    /// How a read or a write went.
    package enum Progress: Hashable, Sendable {
        /// So many plain bytes were moved.
        case moved(Int)
        /// Nothing goes on before more bytes have come.
        case needsInput
        /// The other side will say nothing more; not `properly` when its bytes just stopped coming.
        case ended(properly: Bool)
        /// The session is broken; there may be an alert to be sent.
        case failed(Failure)
    }

    /// What broke a session.
    package enum Failure: Hashable, Sendable {
        /// The source said so.
        case source
        /// The first bytes are a request in plain HTTP.
        case plainHTTP
        /// The other side breaks the rules, or is not to be trusted; OpenSSL's words.
        case refused(String)
    }

    // What one record carries at most (RFC 8446 §5.1), and what its frame and seal add at most.
    private static let record = 16_384
    private static let overhead = 32

    private let context: TLSContext
    private let ssl: OpaquePointer
    /// Asked when bytes are needed; it outlives all calls that ask.
    package unowned var source: (any TLSSource)?
    private var sealed: [UInt8] = []
    private var sent = 0
    private var sourceEnd: TLSReceived?
    // The end that a read has met behind the bytes it gave.
    private var held: Progress?
    private var isFull = false
    // What OpenSSL says of a broken session when it is asked again makes no sense.
    private var broken: Progress?

    /// A server's session.
    package convenience init(server context: TLSContext) throws(TLSError) {
        try self.init(context)
        SSL_set_accept_state(ssl)
    }

    /// A client's session with a host, whose certificate has to bear that name or address.
    package convenience init(client context: TLSContext, host: String) throws(TLSError) {
        try self.init(context)
        SSL_set_connect_state(ssl)
        let offered = [UInt8(TLSContext.http11.count)] + TLSContext.http11
        // An address counts by the certificate's addresses, and is never sent as a name (RFC 6066 §3).
        let isAddress = X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1
        ERR_clear_error()
        guard isAddress || (SSL_set1_host(ssl, host) == 1 && copenssl_set_server_name(ssl, host) == 1),
            SSL_set_alpn_protos(ssl, offered, UInt32(offered.count)) == 0
        else { throw TLSError("\(host) is no host for TLS.") }
    }

    private init(_ context: TLSContext) throws(TLSError) {
        guard let ssl = SSL_new(context.raw) else { throw TLSError("No TLS session: \(TLSError.lastReason).") }
        self.context = context
        self.ssl = ssl
        guard let wire = TLSWire.make(context.wire, for: self) else {
            throw TLSError("No TLS session: \(TLSError.lastReason).")
        }
        // One for both ways; the session frees it.
        SSL_set_bio(ssl, wire, wire)
    }

    deinit { SSL_free(ssl) }

    // MARK: What it knows

    /// Whether it is a server's.
    package var isServer: Bool { context.isServer }
    /// Whether the two sides have not yet agreed.
    package var isOpening: Bool { SSL_is_init_finished(ssl) == 0 }
    /// Whether it goes on from an earlier session.
    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }
    /// Such as "TLSv1.3".
    package var version: String { String(cString: SSL_get_version(ssl)) }
    /// Such as "TLS_AES_128_GCM_SHA256"; empty before there is one.
    package var cipher: String {
        SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)).map { String(cString: $0) } ?? ""
    }
    /// The name that the client asked for (RFC 6066 §3); nil when it named none.
    package var serverName: String? {
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }
    /// Why the other side was refused, in OpenSSL's words; nil while it was not.
    package var refusal: String? {
        if case .failed(.refused(let reason))? = broken { reason } else { nil }
    }
    /// What the two sides have agreed to speak; nil when they did not name it.
    package var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(ssl, &name, &count)
        return name.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }

    // MARK: Plain bytes

    /// Whether a read would give something that the source will not announce again.
    package var holdsInput: Bool { held != nil || isFull && SSL_has_pending(ssl) == 1 }

    /// Reads as much as has come and fits.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
        if let end = broken ?? held {
            held = nil
            return end
        }
        isFull = false
        var count = 0
        while count < buffer.count {
            forgetErrors()
            let result = SSL_read(ssl, buffer.baseAddress?.advanced(by: count), CInt(clamping: buffer.count - count))
            guard result > 0 else {
                let end = progress(result)
                guard count > 0 else { return end }
                // What came before the end counts first.
                if end != .needsInput { held = end }
                return .moved(count)
            }
            count += Int(result)
            if SSL_has_pending(ssl) == 0 { return .moved(count) }
        }
        isFull = true
        return .moved(count)
    }

    /// Seals the pieces in their order, in records as large as they can be.
    ///
    /// - Parameters:
    ///   - skipped: Bytes at the beginning that were sealed before.
    ///   - limit: Most bytes to seal now.
    package func write(
        _ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>, skipping skipped: Int, limit: Int
    ) -> Progress {
        var first = 0, offset = skipped, total = -skipped
        for piece in pieces { total += piece.count }
        while first < pieces.count, offset >= pieces[first].count {
            offset -= pieces[first].count
            first += 1
        }
        let count = min(total, limit)
        guard count > 0 else { return .moved(0) }
        let records = (count + Self.record - 1) / Self.record
        sealed.reserveCapacity(sealed.count + count + records * Self.overhead)
        guard first + 1 < pieces.count else { return seal(pieces[first].baseAddress?.advanced(by: offset), count) }
        return withUnsafeTemporaryAllocation(byteCount: Self.record, alignment: 16) { gathered in
            var rest = RestOfPieces(pieces, first: first, offset: offset)
            var done = 0
            while done < count {
                let size = min(count - done, Self.record)
                let progress = seal(rest.take(size, by: gathered), size)
                guard case .moved = progress else { return done > 0 ? .moved(done) : progress }
                done += size
            }
            return .moved(done)
        }
    }

    private func seal(_ bytes: UnsafeRawPointer?, _ count: Int) -> Progress {
        if let broken { return broken }
        forgetErrors()
        let result = SSL_write(ssl, bytes, CInt(clamping: count))
        return result > 0 ? .moved(Int(result)) : progress(result)
    }

    /// Says that nothing more will be written, if that can be said.
    package func close() {
        guard broken == nil, !isOpening else { return }
        forgetErrors()
        // Nobody waits for the answer: what comes after the end of a request or a socket is of no interest.
        SSL_shutdown(ssl)
    }

    private func progress(_ result: CInt) -> Progress {
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .ended(properly: true)
        case SSL_ERROR_SYSCALL:
            if case .ended? = sourceEnd { broken = .ended(properly: false) } else { broken = .failed(.source) }
        default: broken = .failed(failure())
        }
        return broken ?? .failed(.source)
    }

    private func failure() -> Failure {
        let code = ERR_peek_error()
        defer { ERR_clear_error() }
        if ERR_GET_LIB(code) == ERR_LIB_SSL, ERR_GET_REASON(code) == SSL_R_HTTP_REQUEST { return .plainHTTP }
        let verdict = SSL_get_verify_result(ssl)
        guard verdict != X509_V_OK else { return .refused(TLSError.lastReason) }
        return .refused(String(cString: X509_verify_cert_error_string(verdict)))
    }

    /// OpenSSL takes the errors of others on this thread for its own.
    private func forgetErrors() {
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    // MARK: Sealed bytes

    /// Sealed bytes that nobody has taken yet.
    package var unsent: Int { sealed.count - sent }

    /// Lends the sealed bytes that are to be sent; `body` says how many of them it took.
    package func send(_ body: (UnsafeRawBufferPointer) -> Int) {
        sent += sealed.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
        guard sent == sealed.count else { return }
        sealed = []
        sent = 0
    }

    func collect(_ bytes: UnsafeRawBufferPointer) { sealed.append(contentsOf: bytes) }

    func fetch(_ buffer: UnsafeMutableRawBufferPointer) -> TLSReceived {
        if let sourceEnd { return sourceEnd }
        guard let source else { return .nothing }
        let received = source.receive(into: buffer)
        switch received {
        case .bytes, .nothing: break
        case .ended, .failed: sourceEnd = received
        }
        return received
    }
}

/// What is still to be sealed of a list of pieces.
private struct RestOfPieces {
    private let pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>
    private var place: Int
    private var offset: Int

    init(_ pieces: UnsafeBufferPointer<UnsafeRawBufferPointer>, first: Int, offset: Int) {
        (self.pieces, place, self.offset) = (pieces, first, offset)
    }

    /// The next `count` bytes, where they are when they lie together, else copied to `gathered`.
    mutating func take(_ count: Int, by gathered: UnsafeMutableRawBufferPointer) -> UnsafeRawPointer? {
        if pieces[place].count - offset >= count {
            let start = pieces[place].baseAddress?.advanced(by: offset)
            skip(count)
            return start
        }
        var filled = 0
        while filled < count {
            let size = min(count - filled, pieces[place].count - offset)
            let some = UnsafeRawBufferPointer(rebasing: pieces[place][offset..<offset + size])
            UnsafeMutableRawBufferPointer(rebasing: gathered[filled...]).copyMemory(from: some)
            filled += size
            skip(size)
        }
        return UnsafeRawPointer(gathered.baseAddress)
    }

    private mutating func skip(_ count: Int) {
        offset += count
        while place < pieces.count, offset >= pieces[place].count {
            offset -= pieces[place].count
            place += 1
        }
    }
}
