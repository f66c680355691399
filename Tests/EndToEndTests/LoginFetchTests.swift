import Domain
import Foundation
import JSON
import OpenSSL
import Server
import Support
import TestTools
import Testing
import Web

/// Recordings are fetched with what the account's login proves itself by.
@Suite(.timeLimit(.minutes(10))) struct LoginFetchTests {
    private static let sound = Sound.loud(milliseconds: 100)

    /// Runs `body` with a program and a provider that speaks TLS with a certificate of a root that the program trusts.
    private func withSecure(
        trusting: Bool = true, _ body: (TestServer, MediaStandIn) async throws -> Void
    ) async throws {
        let certificate = try TLSCertificate.localhost.get()
        let identity = try TLSIdentity(certificate: certificate.certificate, key: certificate.key)
        let media = try MediaStandIn(sound: Self.sound, identity: identity)
        var options = TestOptions()
        options.recordings = .byHand
        options.flags = ["--media-origins", media.origin]
        if trusting { options.trusted = certificate.certificate }
        do {
            try await withServer(options) { try await body($0, media) }
        } catch {
            await media.stop()
            throw error
        }
        await media.stop()
    }

    @Test(.enabled(if: TLSCertificate.canBeMade))
    func aSoundIsFetchedOverTLSFromWhomTheRootVouchesFor() async throws {
        try await withSecure { server, media in
            try await server.json(
                .put, "/api/provider-accounts/\(server.company.account)/login",
                ["user": "SK0", "secret": "api-key-secret", "base": .string(media.origin)], expecting: 200)
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            let stored = try await server.get("/api/crm/recordings")["data"][0]
            #expect(stored["state"] == "stored" && stored["sha256"].string == Hex.encode(Digest.sha256(Self.sound)))
            let proof = Base64.encode(Array("SK0:api-key-secret".utf8))
            #expect(media.seen.first?.authorization == "Basic \(proof)")
        }
    }

    @Test(.enabled(if: TLSCertificate.canBeMade))
    func aCertificateThatNobodyVouchesForGetsNoPassword() async throws {
        try await withSecure(trusting: false) { server, media in
            try await server.recorded("RE1", of: "CA1", at: media)
            try await server.keepRecordings()
            let tried = try await server.get("/api/crm/recordings")["data"][0]
            #expect(tried["state"] == "pending" && tried["reason"].string?.contains("not secure") == true, "\(tried)")
            #expect(media.seen.isEmpty)
        }
    }
}
