/// Random numbers that are the same for the same seed (SplitMix64): for data and traffic that can be made again.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A whole number of the range, each as likely.
    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// A number of 0..<1.
    mutating func fraction() -> Double { Double.random(in: 0..<1, using: &self) }

    /// Whether something happens that has this probability, 0…1.
    mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

    /// One of the list; of an empty one the fallback.
    mutating func pick<Element>(_ list: [Element], else fallback: Element) -> Element {
        list.randomElement(using: &self) ?? fallback
    }

    /// One of some texts.
    mutating func pick(_ texts: [String]) -> String { pick(texts, else: "") }

    /// One of the elements, as likely as its weight is large.
    mutating func pick<Element>(weighted: [(element: Element, weight: Int)], else fallback: Element) -> Element {
        var rest = Int.random(in: 0..<max(1, weighted.reduce(0) { $0 + $1.weight }), using: &self)
        for (element, weight) in weighted {
            if rest < weight { return element }
            rest -= weight
        }
        return fallback
    }

    /// So many hexadecimal digits, lower case.
    mutating func hex(_ count: Int) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(count)
        let alphabet = Array("0123456789abcdef".utf8)
        while digits.count < count {
            var bits = next()
            for _ in 0..<min(16, count - digits.count) {
                digits.append(alphabet[Int(bits & 15)])
                bits >>= 4
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// So many decimal digits.
    mutating func digits(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text += "\(whole(0...9))" }
        return text
    }
}
