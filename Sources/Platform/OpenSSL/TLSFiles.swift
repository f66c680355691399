import COpenSSL
import Glibc

/// Reads a server's certificate and key, and says plainly what is wrong with them.
enum TLSFiles {
    static func use(certificate: String, key: String, in context: OpaquePointer) throws(TLSError) {
        try check(certificate, "certificate")
        try check(key, "private key")
        // Without this, a key with a pass phrase makes OpenSSL ask the terminal.
        SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in -1 }
        guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
            throw TLSError("The certificate \(certificate) \(fault("certificate")).")
        }
        // A key of another kind than the certificate's is taken, and found out by the check alone.
        guard SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
            throw isMismatch ? mismatch(key, certificate) : TLSError("The private key \(key) \(fault("private key")).")
        }
        guard SSL_CTX_check_private_key(context) == 1 else { throw mismatch(key, certificate) }
    }

    private static func check(_ path: String, _ what: String) throws(TLSError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw TLSError("The \(what) \(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        close(descriptor)
    }

    private static var isMismatch: Bool {
        let code = ERR_peek_error()
        return ERR_GET_LIB(code) == ERR_LIB_X509
            && [X509_R_KEY_VALUES_MISMATCH, X509_R_KEY_TYPE_MISMATCH].contains(ERR_GET_REASON(code))
    }

    private static func mismatch(_ key: String, _ certificate: String) -> TLSError {
        TLSError("The private key \(key) does not belong to the certificate \(certificate).")
    }

    private static func fault(_ what: String) -> String {
        let code = ERR_peek_error()
        switch (ERR_GET_LIB(code), ERR_GET_REASON(code)) {
        case (ERR_LIB_SSL, SSL_R_EE_KEY_TOO_SMALL), (ERR_LIB_SSL, SSL_R_CA_KEY_TOO_SMALL):
            return "has a key too short to be safe; RSA takes 2048 bits, a curve 256"
        case (ERR_LIB_SSL, SSL_R_CA_MD_TOO_WEAK): return "is signed with a broken hash; make it again with SHA-256"
        case (_, CInt(ERR_R_INTERRUPTED_OR_CANCELLED)), (ERR_LIB_PEM, PEM_R_BAD_PASSWORD_READ):
            return "has a pass phrase; it must have none"
        case (ERR_LIB_PEM, PEM_R_NO_START_LINE), (ERR_LIB_OSSL_DECODER, _): return "is no PEM file of a \(what)"
        default: return "cannot be used: \(TLSError.lastReason)"
        }
    }
}
