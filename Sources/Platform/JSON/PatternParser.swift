/// Reads the subset of regular expressions that ``Pattern`` knows; nil wherever it ends.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func whole() -> Pattern.Node? {
        guard let node = choice(), index == scalars.count else { return nil }
        return node
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private mutating func choice() -> Pattern.Node? {
        var branches: [Pattern.Node] = []
        repeat {
            guard let branch = sequence() else { return nil }
            branches.append(branch)
        } while take("|")
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() -> Pattern.Node? {
        var nodes: [Pattern.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            guard let atom = atom(), let node = quantified(atom) else { return nil }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func atom() -> Pattern.Node? {
        guard let scalar = next else { return nil }
        index += 1
        switch scalar {
        case "(":
            if take("?") { guard take(":") else { return nil } }
            guard let inner = choice(), take(")") else { return nil }
            return inner
        case "[": return set()
        case ".": return .set(Self.lineEnds, isNegated: true)
        case "\\": return escape().map { .set($0, isNegated: false) }
        case "^", "$", "*", "+", "?", "{", "}", "]": return nil
        default: return .set([scalar.value...scalar.value], isNegated: false)
        }
    }

    private mutating func quantified(_ atom: Pattern.Node) -> Pattern.Node? {
        if take("?") { return .repeated(atom, 0...1) }
        if take("*") { return .repeated(atom, 0...Int.max) }
        if take("+") { return .repeated(atom, 1...Int.max) }
        guard take("{") else { return atom }
        guard let least = number() else { return nil }
        if take("}") { return .repeated(atom, least...least) }
        guard take(",") else { return nil }
        if take("}") { return .repeated(atom, least...Int.max) }
        guard let most = number(), least <= most, take("}") else { return nil }
        return .repeated(atom, least...most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            index += 1
        }
        return Int(digits)
    }

    private mutating func set() -> Pattern.Node? {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while let scalar = next {
            index += 1
            if scalar == "]" { return .set(ranges, isNegated: isNegated) }
            guard let low = scalar == "\\" ? escape() : [scalar.value...scalar.value] else { return nil }
            if next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" {
                index += 1
                guard let scalar = next else { return nil }
                index += 1
                guard let high = scalar == "\\" ? escape() : [scalar.value...scalar.value],
                    let first = low.first?.lowerBound, let last = high.first?.upperBound, first <= last
                else { return nil }
                ranges.append(first...last)
            } else {
                ranges += low
            }
        }
        return nil
    }

    private mutating func escape() -> [ClosedRange<UInt32>]? {
        guard let scalar = next else { return nil }
        index += 1
        switch scalar {
        case "d": return [0x30...0x39]
        case "w": return [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
        case "n": return [0x0A...0x0A]
        case "t": return [0x09...0x09]
        case _ where scalar.isASCII && !scalar.properties.isAlphabetic && !("0"..."9").contains(scalar):
            return [scalar.value...scalar.value]
        default: return nil
        }
    }

    private static let lineEnds: [ClosedRange<UInt32>] = [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]
}
