import HTTP
import Reactor
import Testing

@testable import Client

@Suite(
    .enabled(if: CertificateAuthority.canBeMade, "the openssl command makes the certificates"), .timeLimit(.minutes(10))
)
struct OutsideClientTests {
    @Test(arguments: ["hub.test", "one.files.test", "127.0.0.1"])
    func aServerWithAGoodCertificateIsAsked(host: String) async throws {
        try await withSecure { server, client async throws in
            let response = try await client.request(.post, "\(server.at(host))/a", body: Array("body".utf8))
            #expect(response.text == "POST /a body")
            let named = server.echo.sessions.withLock { $0.map(\.session.serverName) }
            #expect(named == [host == "127.0.0.1" ? nil : host])
        }
    }

    @Test(arguments: ["other.test", "deep.one.files.test", "files.test", "localhost"])
    func aCertificateOfAnotherNameIsRefused(host: String) async throws {
        try await withSecure { server, client async throws in
            await expect(fails: { if case .insecure = $0 { true } else { false } }) {
                try await client.request(.get, server.at(host))
            }
        }
    }

    @Test func aCertificateOfAnUnknownRootIsRefused() async throws {
        let stranger = try CertificateAuthority()
        try await withSecure(trusting: stranger.root) { server, client async throws in
            await expect(fails: { if case .insecure = $0 { true } else { false } }) {
                try await client.request(.get, server.at("hub.test"))
            }
            #expect(server.echo.sessions.withLock { $0.allSatisfy { $0.session.isOpening } })
        }
    }

    @Test func theAddressThatWasLookedAtIsConnectedToAndNoOther() async throws {
        try await withSecure { server, client async throws in
            _ = try await client.request(.get, "\(server.at("hub.test"))/")
            #expect(server.lookups.withLock { $0 } == ["hub.test"])
        }
    }

    @Test(arguments: ["inside.test", "10.0.0.1", "[::ffff:127.0.0.1]", "169.254.169.254", "[::1]"])
    func whatLeadsInsideIsRefusedAlsoByARedirect(host: String) async throws {
        try await withSecure { server, client async throws in
            for url in ["\(server.at(host))/", "\(server.at("hub.test"))/go?https://\(host):\(server.echo.port)/"] {
                await expect(fails: { if case .forbiddenAddress = $0 { true } else { false } }) {
                    try await client.request(.get, url)
                }
            }
        }
    }

    @Test func namesAreLookedUpAndMeasuredByTheirAddresses() async throws {
        let group = try EventLoopGroup(count: 1)
        let client = OutsideClient(on: group.loops[0], options: try .outside())
        // The last three are loopback as getaddrinfo reads them.
        for host in ["localhost", "127.1", "2130706433", "0x7f000001"] {
            await expect(fails: { if case .forbiddenAddress = $0 { true } else { false } }) {
                try await client.request(.get, "https://\(host)/")
            }
        }
        await expect(fails: { if case .misdirected = $0 { true } else { false } }) {
            try await client.request(.get, "http://hub.test/")
        }
        await group.stop(within: .zero)
    }

    @Test func aServersGuestsDoNotGetItsCredentials() async throws {
        try await withSecure { server, client async throws in
            let secret = [("Authorization", "Basic c2VjcmV0"), ("Accept", "*/*")]
            let home = server.at("hub.test")
            #expect(try await client.request(.get, "\(home)/go?/who", headers: secret).text == "Basic c2VjcmV0")
            let away = "\(home)/go?\(server.at("one.files.test"))/who"
            #expect(try await client.request(.get, away, headers: secret).text == "nobody")
            let back = "\(home)/go?\(server.at("one.files.test"))/go?\(home)/who"
            #expect(try await client.request(.get, back, headers: secret).text == "nobody")
        }
    }

    @Test func redirectsHaveAnEnd() async throws {
        try await withSecure { server, client async throws in
            let home = server.at("hub.test")
            for location in ["/round", "http://hub.test/", "ftp://hub.test/"] {
                await #expect(throws: ClientError.self) { try await client.request(.get, "\(home)/go?\(location)") }
            }
            // What changes something is sent to whom it was meant for, once.
            #expect(try await client.request(.post, "\(home)/go?/who").status.code == 302)
        }
    }

    @Test func aBodyIsBounded() async throws {
        try await withSecure(configure: { $0.bodyBytes = 50_000 }) { server, client async throws in
            for path in ["/large", "/chunks"] {
                await expect(fails: { if case .tooLarge(50_000) = $0 { true } else { false } }) {
                    try await client.request(.get, server.at("hub.test") + path)
                }
                await expect(fails: { if case .tooLarge(50_000) = $0 { true } else { false } }) {
                    try await client.stream(.get, server.at("hub.test") + path).collect()
                }
            }
            #expect(try await client.request(.head, server.at("hub.test") + "/large").status == .ok)
        }
    }

    @Test func aServerThatSaysNothingMoreIsLeft() async throws {
        try await withSecure(configure: { $0.idlePatience = .milliseconds(30) }) { server, client async throws in
            await expect(fails: { if case .timedOut = $0 { true } else { false } }) {
                try await client.stream(.get, server.at("hub.test") + "/stalls").collect()
            }
        }
    }

    @Test func aServerThatNeverEndsIsLeft() async throws {
        try await withSecure(configure: { ($0.streamPatience, $0.requestPatience) = (.milliseconds(60), .seconds(9)) })
        {
            server, client async throws in
            await expect(fails: { if case .timedOut = $0 { true } else { false } }) {
                try await client.stream(.get, server.at("hub.test") + "/drips").collect()
            }
        }
        try await withSecure(configure: { $0.requestPatience = .milliseconds(60) }) { server, client async throws in
            await expect(fails: { if case .timedOut = $0 { true } else { false } }) {
                try await client.request(.get, server.at("hub.test") + "/drips")
            }
        }
    }
}

/// A server whose name the tests' own resolver knows.
private struct SecureServer: Sendable {
    let echo: EchoServer
    let lookups = Lock<[String]>([])

    func at(_ host: String) -> String { "https://\(host):\(echo.port)" }
}

private func withSecure(
    trusting root: String? = nil, configure: (inout ClientOptions) -> Void = { _ in },
    _ body: (SecureServer, OutsideClient) async throws -> Void
) async throws {
    let authority = try CertificateAuthority.made.get()
    let server = SecureServer(echo: try EchoServer(try authority.server()))
    let loopback = try #require(AddressRange("127.0.0.1"))
    var options = try ClientOptions.outside(allowing: [loopback], trusting: root ?? authority.root)
    options.resolve = { [lookups = server.lookups] host, port in
        lookups.withLock { $0.append(host) }
        let address =
            host == "inside.test" ? "10.1.2.3" : host.contains(".test") || host == "localhost" ? "127.0.0.1" : host
        return SocketAddress(literal: address, port: port).map { [$0] } ?? []
    }
    configure(&options)
    do {
        try await body(server, OutsideClient(on: server.echo.loop, options: options))
    } catch {
        await server.echo.stop()
        throw error
    }
    await server.echo.stop()
}

/// Whether what is done fails with a certain error.
private func expect<Value>(
    fails expected: (ClientError) -> Bool, _ body: () async throws -> Value
) async {
    await #expect {
        _ = try await body()
    } throws: {
        ($0 as? ClientError).map(expected) ?? false
    }
}
