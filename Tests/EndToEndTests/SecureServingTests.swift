import Foundation
import Support
import Testing
import TestTools

@testable import switchboard

@Suite(.timeLimit(.minutes(10))) struct SecureServingTests {
    private static let hasTools =
        TLSCertificate.canBeMade && FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

    @Test(.enabled(if: hasTools, "openssl makes the certificate, and curl is the client"))
    func aProgramWithACertificateServesHTTPSAndRenewsIt() async throws {
        let (files, next) = (try TLSCertificate(), try TLSCertificate())
        var options = TestOptions()
        options.flags = ["--tls-cert", files.certificate, "--tls-key", files.key]
        try await withServer(options) { server in
            #expect(server.url.hasPrefix("https://127.0.0.1:"))
            #expect(Ready(url: server.url).json.contains(#""ws":"wss://127.0.0.1:"#))
            let page = server.url + "/healthz"
            let answer = try await fetch("-si", "--cacert", files.certificate, page)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK"))
            #expect(answer.contains("Strict-Transport-Security: max-age="))

            let old = files.folder + "/old.pem"
            try FileManager.default.moveItem(atPath: files.certificate, toPath: old)
            try FileManager.default.removeItem(atPath: files.key)
            try FileManager.default.copyItem(atPath: next.certificate, toPath: files.certificate)
            try FileManager.default.copyItem(atPath: next.key, toPath: files.key)
            #expect(try await fetch("-s", "--cacert", files.certificate, page).isEmpty)
            #expect(try server.reloadCertificate())
            #expect(try await fetch("-s", "--cacert", old, page).isEmpty)
            #expect(try await !fetch("-s", "--cacert", files.certificate, page).isEmpty)
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

    private func fetch(_ words: String...) async throws -> String {
        let words = words
        return try await onThread { try Command("/usr/bin/curl", words).said }
    }
}
