import Foundation

/// A self-signed certificate and its key in a folder of their own, made by the `openssl` command.
package final class TLSCertificate: Sendable {
    /// The folder; removed with the last that holds this.
    package let folder: String
    /// The certificate's file, PEM.
    package var certificate: String { folder + "/certificate.pem" }
    /// The key's file, PEM.
    package var key: String { folder + "/key.pem" }

    private struct Failed: Error {
        let said: String
    }

    /// Whether the command is there.
    package static let canBeMade = FileManager.default.isExecutableFile(atPath: Command.openssl)
    /// One that any test may use.
    package static let localhost = Result { try TLSCertificate() }

    /// - Parameter keyType: What stands behind the command's `-newkey`.
    package init(keyType: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let made = try Command(
            Command.openssl,
            ["req", "-x509", "-nodes", "-newkey"] + keyType + [
                "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ])
        guard made.status == 0 else { throw Failed(said: made.said) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }  // A leftover in the temporary folder harms nobody.
}
