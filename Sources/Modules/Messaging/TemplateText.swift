import ModuleKit

/// A text with places for values: `Hello {{name}}`; `\{{` is a pair of braces that stays.
struct TemplateText: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case variable(String)
    }

    private let pieces: [Piece]

    /// What is wrong with a text, as it reads after "`text` ".
    struct Fault: Error, Equatable {
        let detail: String
    }

    init(_ source: String) throws(Fault) {
        var pieces: [Piece] = []
        var text = ""
        var rest = source[...]
        while let open = rest.firstRange(of: "{{") {
            let before = rest[..<open.lowerBound]
            rest = rest[open.upperBound...]
            if before.hasSuffix("\\") {
                text += before.dropLast() + "{{"
                continue
            }
            text += before
            guard let close = rest.firstRange(of: "}}") else {
                throw Fault(detail: "has a `{{` without its `}}`; write `\\{{` for braces that stay.")
            }
            let name = String(rest[..<close.lowerBound].filter { $0 != " " })
            guard Self.isName(name) else {
                throw Fault(
                    detail: "names the variable `\(name.prefix(40))`; a name is 1 to 40 letters, digits, `_` and `.`.")
            }
            rest = rest[close.upperBound...]
            pieces += [.text(text), .variable(name)]
            text = ""
        }
        pieces.append(.text(text + rest))
        self.pieces = pieces
    }

    private static func isName(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 &- 48 < 10 || ($0 | 32) &- 97 < 26 || $0 == 95 || $0 == 46 }
    }

    /// The names in the order in which they come, each once.
    var variables: [String] {
        var names: [String] = []
        for case .variable(let name) in pieces where !names.contains(name) { names.append(name) }
        return names
    }

    /// The text with the values in their places; a place without one stays as it is.
    ///
    /// A value is text and nothing else: braces in it mean nothing, and control characters but line breaks go.
    func filled(_ values: [String: String]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .variable(let name): values[name].map(Self.plain) ?? "{{\(name)}}"
            }
        }.joined()
    }

    /// A value as it stands in a text.
    static func plain(_ value: String) -> String {
        String(
            String.UnicodeScalarView(
                value.unicodeScalars.filter { $0 == "\n" || $0.properties.generalCategory != .control }))
    }
}
