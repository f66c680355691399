import Foundation
import OpenSSL
import Reactor
import Server
import TestTools
import Testing

@Suite(.enabled(if: TLSCertificate.canBeMade, "the openssl command makes the certificate"), .timeLimit(.minutes(10)))
struct TLSPeerTests {
    let tls: TLSServer

    init() throws { tls = try TLSServer() }

    // MARK: Whom it speaks with

    @Test func oldVersionsAreRefusedAndNewOnesAreNot() async throws {
        try await tls.run { server in
            try await onThread {
                let connect = ["s_client", "-connect", "127.0.0.1:\(server.port)", "-cipher", "ALL:@SECLEVEL=0"]
                for (version, outcome) in [
                    ("-tls1", "Cipher is (NONE)"), ("-tls1_1", "Cipher is (NONE)"),
                    ("-tls1_2", "New, TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"),
                    ("-tls1_3", "New, TLSv1.3, Cipher is TLS_AES_128_GCM_SHA256"),
                ] {
                    let said = try openssl(connect + [version])
                    #expect(said.contains(outcome))
                }
            }
        }
    }

    @Test(arguments: ["AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA256", "DHE-RSA-AES128-GCM-SHA256", "NULL", "aNULL"])
    func aWeakCipherIsRefused(cipher: String) async throws {
        try await tls.run { server in
            try await onThread {
                let said = try openssl(
                    ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2", "-cipher", "\(cipher):@SECLEVEL=0"])
                #expect(said.contains("Cipher is (NONE)"))
            }
        }
    }

    @Test func nothingIsSpokenButHTTP11() async throws {
        try await tls.run { server in
            try await onThread {
                let connect = ["s_client", "-connect", "127.0.0.1:\(server.port)", "-alpn"]
                let both = try openssl(connect + ["h2,http/1.1"])
                #expect(both.contains("ALPN protocol: http/1.1"))
                let newer = try openssl(connect + ["h2"])
                #expect(newer.contains("no application protocol"))
            }
        }
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func aSessionIsResumed(version: String) async throws {
        try await tls.run { [files = tls.files, identity = tls.identity] server in
            try await onThread {
                let ticket = files.folder + "/ticket\(version)"
                let connect = ["s_client", "-connect", "127.0.0.1:\(server.port)", version, "-ign_eof"]
                let request = "GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"
                let first = try openssl(connect + ["-sess_out", ticket], saying: request)
                #expect(first.contains("New, TLS"))
                #expect(first.contains("secure"))
                // The keys of tickets outlive a new certificate.
                try identity.reload()
                let second = try openssl(connect + ["-sess_in", ticket], saying: request)
                #expect(second.contains("Reused, TLS"))
                #expect(second.contains("secure"))
            }
        }
    }

    @Test func aClientCannotRenegotiate() async throws {
        try await tls.run { server in
            try await onThread {
                let said = try openssl(
                    ["s_client", "-connect", "127.0.0.1:\(server.port)", "-tls1_2"], saying: "R\n")
                #expect(said.contains("RENEGOTIATING"))
                #expect(said.contains("no renegotiation"))
            }
        }
    }

    // MARK: What goes wrong

    @Test func aHandshakeThatDoesNotComeInTimeIsCutOff() async throws {
        try await tls.run(configure: { $0.headTimeout = .milliseconds(50) }) { server in
            try await onThread {
                #expect(try RawClient(port: server.port).rest().isEmpty)
                let client = try RawClient(port: server.port)
                try client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00])
                #expect(try client.rest().isEmpty)
            }
        }
    }

    @Test func afterTheHandshakeTheTimeBetweenRequestsCounts() async throws {
        try await tls.run(configure: { ($0.headTimeout, $0.idleTimeout) = (.milliseconds(100), .milliseconds(300)) }) {
            [files = tls.files] server in
            try await onThread {
                let waited = try inTime {
                    let client = try TLSClient(port: server.port, trusting: files.certificate)
                    let started = MonotonicClock.nanoseconds()
                    #expect(try client.rest().isEmpty)
                    return MonotonicClock.nanoseconds() - started
                }
                #expect(waited > 250_000_000)
            }
        }
    }

    @Test func plainHTTPIsToldSo() async throws {
        try await tls.run { server in
            try await onThread {
                let client = try RawClient(port: server.port)
                let answer = try client.request("GET", "/")
                #expect(answer.status == 400)
                #expect(answer.text == "This port speaks HTTPS only")
                #expect(try client.rest().isEmpty)
            }
        }
    }

    @Test func garbageEndsItsOwnConnectionOnly() async throws {
        try await tls.run { [files = tls.files] server in
            try await onThread {
                let good = try TLSClient(port: server.port, trusting: files.certificate)
                try good.shakeHands()
                for seed in 1...20 {
                    let bad = try RawClient(port: server.port)
                    try bad.send((0..<500).map { UInt8(truncatingIfNeeded: ($0 + 7) &* seed &* 37 >> 2) })
                    bad.endOutput()
                    _ = try? bad.rest()
                }
                let spoiled = try TLSClient(port: server.port, trusting: files.certificate)
                try spoiled.shakeHands()
                try spoiled.raw.send([0x17, 0x03, 0x03, 0x00, 0x20] + [UInt8](repeating: 7, count: 32))
                #expect(throws: TLSClient.Refused.self) { try spoiled.rest() }
                try good.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                #expect(try good.rest().hasSuffix("secure"))
            }
        }
    }

    @Test func aCertificateIsReplacedWithoutARestartAndABadOneIsNot() async throws {
        try await tls.run { [files = tls.files, identity = tls.identity] server in
            try await onThread {
                let before = try TLSClient(port: server.port, trusting: files.certificate)
                try before.shakeHands()
                let next = try TLSCertificate(keyType: ["rsa:2048"])
                let manager = FileManager.default
                try manager.removeItem(atPath: files.certificate)
                try manager.copyItem(atPath: next.certificate, toPath: files.certificate)
                #expect(throws: TLSError.self) { try identity.reload() }
                #expect(throws: TLSClient.Refused.self) {
                    try TLSClient(port: server.port, trusting: next.certificate).shakeHands()
                }
                try manager.removeItem(atPath: files.key)
                try manager.copyItem(atPath: next.key, toPath: files.key)
                try identity.reload()
                try TLSClient(port: server.port, trusting: next.certificate).shakeHands()
                try before.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                #expect(try before.rest().hasSuffix("secure"))
            }
        }
    }

    @Test func stoppingTellsBothSidesProperly() async throws {
        try await tls.run { [files = tls.files] server in
            let client = try await onThread {
                let client = try TLSClient(port: server.port, trusting: files.certificate)
                try client.shakeHands()
                try client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
                while try !client.takeSome().suffix(6).elementsEqual("secure".utf8) {}
                return Held(client: client)
            }
            await server.http.stop(within: .seconds(600))
            let rest = try await onThread { try client.client.rest() }
            #expect(rest.isEmpty)
        }
    }

    private struct Held: @unchecked Sendable {
        // Safe because one thread after the other uses it.
        let client: TLSClient
    }
}
