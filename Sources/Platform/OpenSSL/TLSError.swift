import COpenSSL

/// Why TLS cannot be set up, as one sentence for whoever started the program.
package struct TLSError: Error, Hashable, CustomStringConvertible {
    /// The sentence.
    package let description: String

    init(_ description: String) {
        self.description = description
        ERR_clear_error()
    }

    /// What OpenSSL says of its last failure on this thread.
    static var lastReason: String {
        ERR_reason_error_string(ERR_peek_error()).map { String(cString: $0) } ?? "the reason is unknown"
    }
}
