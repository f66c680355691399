/// A regular expression that means the same here as in the API document: a small subset of ECMA-262.
///
/// Literals, `.`, `[a-z]`, `[^…]`, `\d`, `\w` and escaped punctuation, groups `(…)`, `|`, `? * + {m} {m,n}`, and `^` and
/// `$` at the very ends. It works on Unicode scalars, in steps that a bound keeps few.
package struct Pattern: Sendable, Hashable {
    /// The expression as written.
    package let source: String
    private let node: Node
    private let isAnchoredAtStart: Bool
    private let isAnchoredAtEnd: Bool

    indirect enum Node: Sendable, Hashable {
        case set([ClosedRange<UInt32>], isNegated: Bool)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, ClosedRange<Int>)
    }

    /// Makes a pattern of a literal; one outside the subset is a programmer's mistake and traps at start.
    package init(_ literal: StaticString) { self.init(source: literal.description) }

    /// Makes a pattern of parts that the program itself has written; never of what a client sends.
    package init(source: String) {
        self.source = source
        var scalars = Array(source.unicodeScalars)
        isAnchoredAtStart = scalars.first == "^"
        if isAnchoredAtStart { scalars.removeFirst() }
        isAnchoredAtEnd = scalars.last == "$" && scalars.dropLast().last != "\\"
        if isAnchoredAtEnd { scalars.removeLast() }
        var parser = PatternParser(scalars)
        guard let node = parser.whole() else { preconditionFailure("The pattern \(source) is outside the subset.") }
        if case .choice = node, isAnchoredAtStart || isAnchoredAtEnd {
            preconditionFailure("The pattern \(source) needs brackets: ^ and $ bind closer than |.")
        }
        self.node = node
    }

    /// Whether the text has a match: anywhere, unless the pattern is anchored.
    package func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var match = PatternMatch(text: scalars, steps: 100_000)
        let starts = isAnchoredAtStart ? 0...0 : 0...scalars.count
        return starts.contains { start in
            match.run(node, from: start) { end in !isAnchoredAtEnd || end == scalars.count }
        }
    }

    /// Whether both were written alike.
    package static func == (one: Pattern, other: Pattern) -> Bool { one.source == other.source }

    /// Mixes the source in.
    package func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// One attempt to match, by backtracking.
private struct PatternMatch {
    let text: [UInt32]
    var steps: Int

    mutating func run(_ node: Pattern.Node, from start: Int, _ rest: (Int) -> Bool) -> Bool {
        Self.run(node, text, start, &steps) { end, _ in rest(end) }
    }

    private static func run(
        _ node: Pattern.Node, _ text: [UInt32], _ start: Int, _ steps: inout Int, _ rest: (Int, inout Int) -> Bool
    ) -> Bool {
        steps -= 1
        guard steps > 0 else { return false }
        switch node {
        case .set(let ranges, let isNegated):
            guard start < text.count, ranges.contains(where: { $0.contains(text[start]) }) != isNegated else {
                return false
            }
            return rest(start + 1, &steps)
        case .sequence(let nodes):
            return sequence(nodes[...], text, start, &steps, rest)
        case .choice(let nodes):
            return nodes.contains { run($0, text, start, &steps, rest) }
        case .repeated(let inner, let count):
            if count.upperBound > 0 {
                let fewer = max(0, count.lowerBound - 1)...(count.upperBound == .max ? .max : count.upperBound - 1)
                let went = run(inner, text, start, &steps) { end, steps in
                    guard end > start || count.lowerBound > 0 else { return false }
                    return run(.repeated(inner, fewer), text, end, &steps, rest)
                }
                if went { return true }
            }
            return count.lowerBound == 0 && rest(start, &steps)
        }
    }

    private static func sequence(
        _ nodes: ArraySlice<Pattern.Node>, _ text: [UInt32], _ start: Int, _ steps: inout Int,
        _ rest: (Int, inout Int) -> Bool
    ) -> Bool {
        guard let first = nodes.first else { return rest(start, &steps) }
        return run(first, text, start, &steps) { end, steps in
            sequence(nodes.dropFirst(), text, end, &steps, rest)
        }
    }
}
