import HTTP
import TestTools
import Testing

@Suite struct MutationTests {
    @Test func mutatedRequestsNeverCrashAndReadTheSameInTwoPieces() {
        var random = SeededGenerator(seed: 9112)
        let seeds = (RequestParserTests.accepted.map(\.0) + RefusalTests.refused.map(\.0)).map { Array($0.utf8) }
            .filter { $0.count < 400 }
        let spice: [[UInt8]] = ["\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "\0", "0", "chunked", "Host: b\r\n"].map {
            Array($0.utf8)
        }
        for _ in 0..<20_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0...random.below(3) where !bytes.isEmpty {
                let at = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: spice[random.below(spice.count)], at: at)
                default: bytes.append(contentsOf: bytes[at...])
                }
            }
            let cut = random.below(bytes.count + 1)
            if receive([bytes]) != receive([Array(bytes[..<cut]), Array(bytes[cut...])]) {
                Issue.record("cut at \(cut): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
        }
    }

    @Test func mutatedResponsesAndValuesNeverCrash() {
        var random = SeededGenerator(seed: 9110)
        let seeds = ResponseTests.cases.map { Array($0.0.utf8) }
        for _ in 0..<20_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0...random.below(3) where !bytes.isEmpty {
                bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            var parser = ResponseParser()
            bytes.withUnsafeBytes { parser.append($0) }
            while let part = try? parser.next() { _ = part }
            let text = String(decoding: bytes.prefix(60), as: UTF8.self)
            _ = MediaType(text)
            _ = HTTPDate.parse(text)
            _ = ByteRange.parse("bytes=" + text, size: 100)
            _ = ContentNegotiation.mediaType(accept: text, offered: ["a/b"])
            _ = EntityTagList([text])
            _ = try? FormBody(bytes)
        }
    }
}

extension SeededGenerator {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
