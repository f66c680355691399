import Testing

@testable import Dashboard

@Suite("Gzip")
struct GzipTests {
    @Test(arguments: [
        "", "a", "ab", "abcabcabcabcabc", String(repeating: "x", count: 70_000), "Zoë’s 電話 – “naïve”",
    ])
    func whatWasPackedIsTheSameUnpacked(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try inflated(Gzip.compressed(bytes)) == bytes)
    }

    @Test func anyBytesComeBack() throws {
        var random = Steps(state: 7)
        for _ in 1...60 {
            // Few different bytes make repetitions of every length and distance; many make hardly any.
            let kinds = UInt8([1, 2, 5, 40, 255].randomElement(using: &random) ?? 1)
            let count = Int.random(in: 0...40_000, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...kinds, using: &random) }
            #expect(try inflated(Gzip.compressed(bytes)) == bytes)
        }
    }

    @Test func aTextWithRepetitionsBecomesSmaller() {
        let bytes = DashboardFiles.embedded["core/joined.js"]?.bytes ?? []
        #expect(Gzip.compressed(bytes).count * 2 < bytes.count)
    }

    @Test func theChecksumIsTheOneOfTheStandard() {
        #expect(Gzip.crc32(Array("123456789".utf8)) == 0xcbf4_3926)
    }

    /// The same numbers in every run.
    private struct Steps: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }
}

/// Reads a gzip member of one block with fixed codes, as RFC 1951 says it; written apart from what it proves.
func inflated(_ packed: [UInt8]) throws -> [UInt8] {
    struct Broken: Error {}
    var position = 80
    func bit() throws -> Int {
        guard position / 8 < packed.count else { throw Broken() }
        defer { position += 1 }
        return Int(packed[position / 8] >> (position % 8) & 1)
    }
    func number(_ bits: Int) throws -> Int { try (0..<bits).reduce(0) { $0 | (try bit() << $1) } }
    func code(_ bits: Int, from start: Int = 0) throws -> Int {
        try (0..<bits).reduce(start) { sum, _ in sum << 1 | (try bit()) }
    }
    func symbol() throws -> Int {
        let seven = try code(7)
        if seven < 24 { return 256 + seven }
        let eight = try code(1, from: seven)
        if eight < 0xc0 { return eight - 0x30 }
        if eight < 0xc8 { return eight - 0xc0 + 280 }
        return try code(1, from: eight) - 0x190 + 144
    }
    guard packed.prefix(3) == [0x1f, 0x8b, 8], try number(1) == 1, try number(2) == 1 else { throw Broken() }
    let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]
    var out: [UInt8] = []
    while true {
        let value = try symbol()
        if value == 256 { break }
        if value < 256 {
            out.append(UInt8(value))
            continue
        }
        let step = value - 257
        let length = lengths[step] + (try number(step < 8 || step == 28 ? 0 : step / 4 - 1))
        let far = try code(5)
        let distance = distances[far] + (try number(far < 4 ? 0 : far / 2 - 1))
        guard distance <= out.count else { throw Broken() }
        for _ in 0..<length { out.append(out[out.count - distance]) }
    }
    position = (position + 7) / 8 * 8
    guard try number(32) == Int(Gzip.crc32(out)), try number(32) == out.count else { throw Broken() }
    return out
}
