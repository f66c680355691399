import JSON
import TestTools

/// Makes any JSON value, with the characters and numbers that break parsers well represented.
struct RandomJSON {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func value(depth: Int = 4) -> JSONValue {
        switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .integer(integer())
        case 3: return .number(number())
        case 4: return .string(text())
        case 5: return .array((0..<count()).map { _ in value(depth: depth - 1) })
        default: return .object(JSONObject((0..<count()).map { _ in (text(), value(depth: depth - 1)) }))
        }
    }

    private mutating func count() -> Int { Int.random(in: 0...5, using: &random) }

    private mutating func integer() -> Int64 {
        let edges: [Int64] = [0, -1, 9, 10, .max, .min, .max - 1, .min + 1, 1_000_000]
        return Bool.random(using: &random)
            ? edges.randomElement(using: &random) ?? 0 : Int64.random(in: .min ... .max, using: &random)
    }

    private mutating func number() -> Double {
        while true {
            let number = Double(bitPattern: random.next())
            // A Double without a fraction is written with one, and so is read as a Double again.
            if number.isFinite { return number }
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "", "a", "name", "\"", "\\", "/", "\u{0}", "\u{1F}", "\n", "\r\n", "\t", "\u{7F}", "é", "€", "😀",
            "\u{2028}",
            "\u{10FFFF}", "Ọláídé", "12345678", "a longer piece of plain text", "\u{FFFD}", "e\u{301}",
        ]
        return (0..<count()).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}
