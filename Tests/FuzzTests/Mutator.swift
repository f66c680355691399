import TestTools

/// Changes bytes as they are changed on the way, by a fault, or by somebody who looks for one; a seed gives the same changes.
struct Mutator: RandomNumberGenerator {
    private var random: SeededGenerator
    private let seeds: [[UInt8]]
    private let spice: [[UInt8]]

    /// - Parameters:
    ///   - seeds: What is changed, good and bad; none of them empty.
    ///   - spice: What has a meaning, and is put in between.
    init(seed: UInt64, seeds: [[UInt8]], spice: [String]) {
        random = SeededGenerator(seed: seed)
        self.seeds = seeds
        self.spice = spice.map { Array($0.utf8) }
    }

    mutating func next() -> UInt64 { random.next() }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// One more input.
    mutating func mutate() -> [UInt8] {
        var bytes = seeds[below(seeds.count)]
        for _ in 0...below(4) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = below(bytes.count)
        switch below(10) {
        case 0, 1: if !bytes.isEmpty { bytes[place] = UInt8(truncatingIfNeeded: next()) }
        case 2: if !bytes.isEmpty { bytes[place] ^= 1 << UInt8(below(8)) }
        case 3: if !bytes.isEmpty { bytes.remove(at: place) }
        case 4, 5: bytes.insert(contentsOf: spice[below(spice.count)], at: place)
        case 6: bytes.removeSubrange(place..<min(bytes.count, place + below(20)))
        case 7:
            let piece = Array(bytes[place..<min(bytes.count, place + 1 + below(40))])
            for _ in 0...below(3) { bytes.insert(contentsOf: piece, at: place) }
        case 8:
            let other = seeds[below(seeds.count)]
            let cut = below(other.count)
            bytes = Array(bytes[..<place]) + other[cut...]
        default:
            let numbers = [
                "0", "-1", "65535", "65536", "2147483648", "9223372036854775807", "9223372036854775808", "1e999",
            ]
            bytes.insert(contentsOf: Array(numbers[below(numbers.count)].utf8), at: place)
        }
        if bytes.count > 4_096 { bytes.removeSubrange(4_096...) }
    }
}
