import OpenSSL
import Reactor
import TLS

/// The certificate and the key that a server shows, read from files and read again on demand; guarded by its lock.
package final class TLSIdentity: Sendable {
    private let certificate: String
    private let key: String
    private let tickets = Lock(TLSTicketKeys())
    private let current: Lock<TLSContext>

    /// Reads both files, which are PEM.
    ///
    /// - Throws: One sentence that names the file and what is wrong with it.
    package init(certificate: String, key: String) throws(TLSError) {
        (self.certificate, self.key) = (certificate, key)
        current = Lock(try Self.read(certificate, key, tickets))
    }

    /// Reads both files again, for the connections from now on; what is wrong with them changes nothing.
    package func reload() throws(TLSError) {
        let next = try Self.read(certificate, key, tickets)
        current.withLock { $0 = next }
    }

    private static func read(
        _ certificate: String, _ key: String, _ tickets: Lock<TLSTicketKeys>
    ) throws(TLSError) -> TLSContext {
        try TLSContext(certificate: certificate, key: key) { use in tickets.withLock { use(&$0) } }
    }

    /// When the certificate ends, in seconds since 1970.
    package var ends: Int64? { current.withLock { $0 }.certificateEnds }

    /// What a new connection of the server speaks through.
    package func transport() throws(TLSError) -> TLSTransport {
        TLSTransport(try TLSSession(server: current.withLock { $0 }))
    }
}
