import Client
import HTTP
import OpenSSL
import Server
import TLS
import TestTools
import Web
import WebSocket

private let secureRoutes: [Route] = [
    .inline.get("/", .anyone) { request, reply in reply.send(.text(request.secure ? "secure" : "open")) },
    .inline.get("/number/:n", .anyone) { request, reply in reply.send(.text(request.path("n"))) },
    .post("/echo", .anyone) { request in .bytes(request.body, type: "application/octet-stream") }
        .body(maxBytes: 8_388_608),
    .get("/large", .anyone) { _ in
        .stream(type: "application/octet-stream") { writer in
            for index in 0..<20 { try await writer.write([UInt8](repeating: UInt8(index), count: 50_000)) }
        }
    },
    .socket("/ws", .anyone) { _ in Echo() },
]

private final class Echo: SocketHandler, @unchecked Sendable {
    // Safe because everything is called on the socket's loop.
    private var socket: (any Socket)?

    func opened(_ socket: any Socket) { self.socket = socket }

    func received(_ message: Message) {
        // In pieces, as a broadcast would be.
        for _ in 0..<100 { socket?.sendText(message.bytes) }
    }

    func closed(code: UInt16?) { socket = nil }
}

/// A certificate of its own, and servers that show it.
struct TLSServer {
    let files: TLSCertificate
    let identity: TLSIdentity

    init() throws {
        files = try TLSCertificate()
        identity = try TLSIdentity(certificate: files.certificate, key: files.key)
    }

    func run<Result: Sendable>(
        configure: (inout ServerOptions) -> Void = { _ in }, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await withServer(
            secureRoutes,
            configure: { [identity] options in
                options.transport = { try identity.transport() }
                configure(&options)
            }, body)
    }

    /// What a client of the server needs.
    func clientOptions() throws -> ClientOptions {
        var options = ClientOptions()
        options.secure = try TLSTransport.towardsHosts(trusting: files.certificate)
        return options
    }
}
