import COpenSSL
import Glibc

/// What sessions of one side have in common: the certificate, the rules, and the keys of tickets.
///
/// TLS 1.2 and 1.3 only; ephemeral keys and authenticated ciphers only; no compression and no renegotiation.
package final class TLSContext: @unchecked Sendable {
    // Safe because it is complete before anybody else knows it, and OpenSSL locks what changes in it afterwards.
    let raw: OpaquePointer
    let isServer: Bool
    /// The kind of every session's wire.
    let wire: OpaquePointer
    private let tickets: TLSTicketKeys.Access?

    private static let ciphers =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    private static let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256:P-384"
    private static let signatures =
        "ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512:ed25519:rsa_pss_rsae_sha256:"
        + "rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512"

    /// The rules of both sides.
    private init(_ method: OpaquePointer?, tickets: TLSTicketKeys.Access?) throws(TLSError) {
        guard let wire = TLSWire.makeMethod(), let raw = SSL_CTX_new(method) else {
            throw TLSError("TLS cannot be set up: \(TLSError.lastReason).")
        }
        self.wire = wire
        self.raw = raw
        self.tickets = tickets
        isServer = tickets != nil
        copenssl_set_options(raw)
        copenssl_set_mode(raw)
        copenssl_without_session_cache(raw)
        // A key that a private person with some machines could break is refused, theirs and ours.
        SSL_CTX_set_security_level(raw, 2)
        guard copenssl_set_versions(raw, TLS1_2_VERSION, TLS1_3_VERSION) == 1,
            SSL_CTX_set_cipher_list(raw, Self.ciphers) == 1, SSL_CTX_set_ciphersuites(raw, Self.suites) == 1,
            copenssl_set_groups(raw, Self.groups) == 1, copenssl_set_signatures(raw, Self.signatures) == 1
        else { throw TLSError("OpenSSL lacks what TLS needs here: \(TLSError.lastReason).") }
    }

    deinit {
        SSL_CTX_free(raw)
        BIO_meth_free(wire)
    }

    /// A server's side.
    ///
    /// - Parameters:
    ///   - certificate: A PEM file: the server's certificate, then those that lead to its root.
    ///   - key: A PEM file without a pass phrase.
    ///   - tickets: Those of the context that this one follows, so that its clients can resume.
    /// - Throws: One sentence that names the file and what is wrong with it.
    package convenience init(certificate: String, key: String, tickets: @escaping TLSTicketKeys.Access) throws(TLSError)
    {
        try self.init(TLS_server_method(), tickets: tickets)
        try TLSFiles.use(certificate: certificate, key: key, in: raw)
        // Tickets of another kind of server must not resume here.
        let name = Array("switchboard".utf8)
        SSL_CTX_set_session_id_context(raw, name, UInt32(name.count))
        SSL_CTX_set_timeout(raw, TLSTicketKeys.ticketSeconds)
        sealTickets()
        chooseProtocol()
    }

    /// A client's side, which believes those whom the system believes.
    ///
    /// - Parameter trusted: A PEM file of roots to believe instead of the system's.
    package convenience init(trusting trusted: String? = nil) throws(TLSError) {
        try self.init(TLS_client_method(), tickets: nil)
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
        guard let trusted else {
            guard SSL_CTX_set_default_verify_paths(raw) == 1 else {
                throw TLSError("The system's certificates cannot be found: \(TLSError.lastReason).")
            }
            return
        }
        guard SSL_CTX_load_verify_file(raw, trusted) == 1 else {
            throw TLSError("The certificates \(trusted) cannot be used: \(TLSError.lastReason).")
        }
    }

    /// When the server's certificate ends, in seconds since 1970.
    package var certificateEnds: Int64? {
        guard let certificate = SSL_CTX_get0_certificate(raw) else { return nil }
        var time = tm()
        guard ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) == 1 else { return nil }
        return Int64(timegm(&time))
    }

    /// Nothing but HTTP/1.1 is spoken; a client that names other protocols only is refused (RFC 7301 §3.2).
    private func chooseProtocol() {
        SSL_CTX_set_alpn_select_cb(
            raw,
            { _, chosen, chosenLength, offered, offeredLength, _ in
                guard let offered, let chosen, let chosenLength else { return SSL_TLSEXT_ERR_NOACK }
                let list = UnsafeBufferPointer(start: offered, count: Int(offeredLength))
                var place = 0
                while place < list.count {
                    let name = list[(place + 1)...].prefix(Int(list[place]))
                    if name.elementsEqual(TLSContext.http11) {
                        chosen.pointee = offered + place + 1
                        chosenLength.pointee = UInt8(name.count)
                        return SSL_TLSEXT_ERR_OK
                    }
                    place += 1 + Int(list[place])
                }
                return SSL_TLSEXT_ERR_ALERT_FATAL
            }, nil)
    }

    private func sealTickets() {
        SSL_CTX_set_ex_data(raw, 0, Unmanaged.passUnretained(self).toOpaque())
        SSL_CTX_set_tlsext_ticket_key_evp_cb(raw) { session, name, vector, cipher, mac, seals in
            // A session keeps its context, so that the pointer is good.
            guard let name, let vector, let data = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), 0),
                let tickets = Unmanaged<TLSContext>.fromOpaque(data).takeUnretainedValue().tickets
            else { return -1 }
            let ticket = TLSTicket(name: name, vector: vector, cipher: cipher, mac: mac)
            return seals == 1 ? ticket.seal(tickets) : ticket.open(tickets)
        }
    }

    static let http11 = Array("http/1.1".utf8)
}
