import Foundation
import Support
import Testing

@testable import switchboard

@Suite struct SecureServingTests {
    private static let tools = ["/usr/bin/openssl", "/usr/bin/curl"]
    private static let hasTools = tools.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(.enabled(if: hasTools, "openssl makes the certificate, and curl is the client"))
    func aProgramWithACertificateServesHTTPSAndRenewsIt() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // A leftover there harms nobody.
        let (certificate, key) = (folder + "/certificate.pem", folder + "/key.pem")
        try makeCertificate(certificate, key)
        var options = TestOptions()
        options.flags = ["--tls-cert", certificate, "--tls-key", key]
        try await withServer(options) { server in
            #expect(server.url.hasPrefix("https://127.0.0.1:"))
            #expect(Ready(url: server.url).json.contains(#""ws":"wss://127.0.0.1:"#))
            let answer = try run("curl", ["-si", "--cacert", certificate, server.url + "/healthz"])
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("Strict-Transport-Security: max-age="))

            let old = folder + "/old.pem"
            try FileManager.default.moveItem(atPath: certificate, toPath: old)
            try makeCertificate(certificate, key)
            #expect(try run("curl", ["-s", "--cacert", certificate, server.url + "/healthz"]).isEmpty)
            #expect(try server.reloadCertificate())
            #expect(try run("curl", ["-s", "--cacert", old, server.url + "/healthz"]).isEmpty)
            #expect(try !run("curl", ["-s", "--cacert", certificate, server.url + "/healthz"]).isEmpty)
        }
    }

    @Test func aFaultyCertificateIsOneSentenceAtTheStart() async throws {
        var options = TestOptions()
        options.flags = ["--tls-cert", "/nowhere/certificate.pem", "--tls-key", "/nowhere/key.pem"]
        do {
            _ = try await withServer(options) { _ in Issue.record("it has started") }
        } catch {
            #expect("\(error)" == "The certificate /nowhere/certificate.pem cannot be read: No such file or directory.")
        }
    }

    private func makeCertificate(_ certificate: String, _ key: String) throws {
        _ = try run(
            "openssl",
            [
                "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", key,
                "-out",
                certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
            ])
    }

    private func run(_ command: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/" + command)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: said, as: UTF8.self)
    }
}
