import Foundation
import OpenSSL
import TestTools

/// A root certificate of our own and a server's certificate that it signed, made by the `openssl` command.
final class CertificateAuthority: Sendable {
    struct Failed: Error {}

    private let folder: String
    /// The root that a client has to believe.
    var root: String { folder + "/root.pem" }

    static let canBeMade = TLSCertificate.canBeMade
    static let made = Result { try CertificateAuthority() }

    /// - Parameter names: Of the server, as an extension says them.
    init(names: String = "DNS:hub.test,DNS:*.files.test,IP:127.0.0.1") throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("subjectAltName=\(names)\n".utf8).write(to: URL(fileURLWithPath: folder + "/names"))
        let newKey = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        try run(
            ["req", "-x509"] + newKey + ["-keyout", "root.key", "-out", "root.pem", "-days", "2", "-subj", "/CN=Root"])
        try run(["req"] + newKey + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server"])
        try run([
            "x509", "-req", "-in", "server.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-days", "2", "-extfile", "names", "-out", "server.pem",
        ])
    }

    /// The side of the server that shows the certificate.
    func server() throws -> TLSContext {
        try TLSContext(certificate: folder + "/server.pem", key: folder + "/server.key") { use in
            var keys = TLSTicketKeys()
            use(&keys)
        }
    }

    private func run(_ arguments: [String]) throws {
        guard try Command(Command.openssl, arguments, in: folder).status == 0 else { throw Failed() }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }  // A leftover in the temporary folder harms nobody.
}
