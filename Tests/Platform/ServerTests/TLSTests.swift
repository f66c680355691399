import Client
import Foundation
import HTTP
import TestTools
import Testing

@Suite(.enabled(if: TLSCertificate.canBeMade, "the openssl command makes the certificate"), .timeLimit(.minutes(10)))
struct TLSTests {
    let tls: TLSServer

    init() throws { tls = try TLSServer() }

    @Test func requestsAreSecureAndSayThatTheyShallStaySo() async throws {
        try await tls.run { server in
            let loop = try #require(server.group.loops.first)
            let client = try HTTPClient("https://localhost:\(server.port)", on: loop, options: try tls.clientOptions())
            let answer = try await client.get("/")
            #expect(answer.text == "secure")
            #expect(answer.headers["strict-transport-security"] == "max-age=31536000")
        }
    }

    @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 131_072, 5_000_000])
    func aBodyComesBackAsItWasSent(size: Int) async throws {
        try await tls.run { server in
            let loop = try #require(server.group.loops.first)
            let client = try HTTPClient("https://localhost:\(server.port)", on: loop, options: try tls.clientOptions())
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            let answer = try await client.request(.post, "/echo", body: body)
            #expect(answer.status == .ok)
            #expect(answer.body == body)
        }
    }

    @Test func aSocketEchoesInBatches() async throws {
        try await tls.run { server in
            let loop = try #require(server.group.loops.first)
            let socket = try await WebSocketClient.connect(
                "wss://localhost:\(server.port)/ws", on: loop, options: try tls.clientOptions())
            let text = String(repeating: "x", count: 3_000)
            try await socket.send(text)
            for _ in 0..<100 { #expect(try await socket.receive() == .text(Array(text.utf8))) }
            await socket.close()
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrderAndEndProperly() async throws {
        try await tls.run { [files = tls.files] server in
            try await onThread {
                let client = try TLSClient(port: server.port, trusting: files.certificate)
                try client.shakeHands()
                try client.send(
                    (0..<50).map { index in
                        "GET /number/\(index) HTTP/1.1\r\nHost: t\r\n\(index == 49 ? "Connection: close\r\n" : "")\r\n"
                    }.joined())
                let bodies = try client.rest().components(separatedBy: "\r\n\r\n").dropFirst().map {
                    $0.prefix { $0.isNumber }
                }
                #expect(bodies == (0..<50).map { "\($0)"[...] })
            }
        }
    }

    @Test func bytesMayComeOneByOne() async throws {
        try await tls.run { [files = tls.files] server in
            try await onThread {
                let client = try TLSClient(port: server.port, trusting: files.certificate, grain: 1)
                try client.shakeHands()
                try client.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                #expect(try client.rest().hasSuffix("secure"))
            }
        }
    }

    @Test func aSlowReaderGetsEverything() async throws {
        try await tls.run { [files = tls.files] server in
            try await onThread {
                let client = try TLSClient(
                    port: server.port, trusting: files.certificate, grain: 3_001, receiveBuffer: 4_096)
                try client.shakeHands()
                try client.send("GET /large HTTP/1.0\r\nHost: t\r\n\r\n")
                let answer = try client.restBytes()
                let pieces = (0..<20).map { [UInt8](repeating: UInt8($0), count: 50_000) }
                #expect(answer.suffix(1_000_000).elementsEqual(pieces.joined()))
            }
        }
    }
}
