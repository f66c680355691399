import Foundation
import HTTP
import JSON
import Support
import TestTools
import Testing

/// Whatever a provider might send, with a signature that is right: never a crash, never a 5xx.
@Suite(.timeLimit(.minutes(10))) struct ProviderFuzzTests {
    private static let providers = [
        "africastalking", "asterisk", "bandwidth", "exotel", "freeswitch", "plivo", "signalwire", "telnyx", "vonage",
    ]

    @Test(arguments: providers)
    func changedPayloadsAreTakenOrRefused(provider: String) async throws {
        let recorded = try Self.recorded(provider)
        #expect(!recorded.isEmpty)
        try await withServer { server in
            let sender = try await server.provider(provider)
            var random = SeededGenerator(seed: 41)
            var accepted = 0
            for (hook, query, type, body) in recorded {
                for round in 0..<8 {
                    let isGet = body.isEmpty
                    let changed = round == 0 ? body : Self.mutated(body, &random)
                    let changedQuery = isGet && round > 0 ? Self.mutatedQuery(query, &random) : query
                    let answer =
                        try await isGet
                        ? sender.get(hook, query: changedQuery)
                        : sender.send(hook, query: query, changed, type: type)
                    #expect(answer.status.code < 500, "\(hook): \(String(decoding: changed, as: UTF8.self))")
                    if answer.status.code < 300 { accepted += 1 }
                    if round == 0 { #expect(answer.status.code == 200, "\(hook): \(answer.text)") }
                }
            }
            #expect(accepted > recorded.count)
            // It is still there, and nothing of it is broken.
            #expect(try await server.client.get("/healthz", headers: []).text == "ok\n")
        }
    }

    /// Hook, query, media type and body of each request in `webhooks/<provider>` that is accepted there.
    private static func recorded(_ provider: String) throws -> [(String, String, String, [UInt8])] {
        let folder =
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path + "/webhooks/\(provider)"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(".http") && !$0.hasPrefix("refused")
        }
        return try names.sorted().map { name in
            var parser = RequestParser()
            try Data(contentsOf: URL(filePath: "\(folder)/\(name)")).withUnsafeBytes { parser.append($0) }
            var head: RequestHead?
            var body: [UInt8] = []
            while let part = try parser.next() {
                if case .head(let received, _) = part { head = received }
                if case .body(let bytes) = part { body += bytes }
                if case .end = part { break }
            }
            let found = try #require(head)
            let hook = String(found.pathText.split(separator: "/").last ?? "")
            let query = found.queryBytes.map { "?" + String(decoding: $0, as: UTF8.self) } ?? ""
            return (hook, query, found.headers["content-type"] ?? "", body)
        }
    }

    private static func mutated(_ body: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        guard !body.isEmpty else { return body }
        var body = body
        for _ in 0..<Int.random(in: 1...6, using: &random) where !body.isEmpty {
            let place = Int.random(in: 0..<body.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: body[place] = UInt8.random(in: 0...255, using: &random)
            case 1: body.remove(at: place)
            case 2: body.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
            case 3: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...40, using: &random)))
            case 4: body.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
            default:
                let length = min(body.count - place, Int.random(in: 1...40, using: &random))
                body.insert(contentsOf: body[place..<(place + length)], at: place)
            }
        }
        return body
    }

    /// Only what may stand in a request line.
    private static func mutatedQuery(_ query: String, _ random: inout SeededGenerator) -> String {
        let letters = Array("abcXYZ0189-._~%+&=*".utf8)
        var bytes = Array(query.utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) where bytes.count > 1 {
            let place = Int.random(in: 1..<bytes.count, using: &random)
            bytes[place] = letters.randomElement(using: &random) ?? UInt8(ascii: "a")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
