import OpenSSL
import TestTools

extension TLSCertificate {
    /// Keys that are forgotten at once: no session is resumed.
    @Sendable
    static func noTickets(_ use: (inout TLSTicketKeys) -> Void) {
        var keys = TLSTicketKeys()
        use(&keys)
    }

    /// A server's side with this certificate.
    func context() throws -> TLSContext {
        try TLSContext(certificate: certificate, key: key, tickets: Self.noTickets)
    }
}
