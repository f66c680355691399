/// An entity tag (RFC 9110 §8.8.3).
package struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What stands between the quotes.
    package let value: String
    /// Whether it only promises equivalence, not equal bytes.
    package let isWeak: Bool

    /// A tag of the program's own making; `value` has no quotes and no blanks.
    package init(_ value: String, isWeak: Bool = false) {
        self.value = value
        self.isWeak = isWeak
    }

    /// Reads `"abc"` or `W/"abc"`; nil when it is malformed.
    package init?(parsing text: String) {
        let isWeak = text.hasPrefix("W/")
        let quoted = isWeak ? text.dropFirst(2) : text[...]
        guard quoted.utf8.count >= 2, quoted.first == "\"", quoted.last == "\"" else { return nil }
        let value = quoted.dropFirst().dropLast()
        guard value.utf8.allSatisfy({ $0 == 0x21 || ($0 >= 0x23 && $0 != 0x7f) }) else { return nil }
        self.init(String(value), isWeak: isWeak)
    }

    /// As it stands in a field.
    package var description: String { (isWeak ? "W/" : "") + "\"\(value)\"" }

    /// Strong comparison: both strong and the same (RFC 9110 §8.8.3.2).
    package func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && value == other.value }

    /// Weak comparison: the same value.
    package func matchesWeakly(_ other: EntityTag) -> Bool { value == other.value }
}

/// The value of If-Match and If-None-Match.
package enum EntityTagList: Sendable, Hashable {
    /// `*`: whatever there is.
    case any
    /// One of these.
    case tags([EntityTag])

    /// Reads all lines of the field; nil when the field is absent.
    ///
    /// Malformed elements match nothing.
    package init?(_ values: [String]) {
        guard !values.isEmpty else { return nil }
        if values.count == 1, values[0] == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        for value in values {
            var scanner = TokenScanner(value)
            while let element = scanner.element() {
                if let tag = EntityTag(parsing: element) { tags.append(tag) }
            }
        }
        self = .tags(tags)
    }
}

/// Conditional requests (RFC 9110 §13).
package enum Preconditions {
    /// What the conditions of a request come to.
    package enum Outcome: Sendable, Hashable {
        /// Go on.
        case proceed
        /// 304 for GET and HEAD.
        case notModified
        /// 412.
        case failed
    }

    /// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC 9110 §13.2.2.
    ///
    /// - Parameters:
    ///   - tag: Of the present representation; nil when there is none.
    ///   - lastModified: Of it, in seconds since 1970.
    ///   - exists: Whether there is a present representation: what `*` asks.
    package static func evaluate(
        _ head: RequestHead, tag: EntityTag?, lastModified: Int64? = nil, exists: Bool = true
    ) -> Outcome {
        let reads = head.method == .get || head.method == .head
        if let list = EntityTagList(head.headers.values("if-match")) {
            switch list {
            case .any: if !exists { return .failed }
            case .tags(let tags): if !tags.contains(where: { tag?.matchesStrongly($0) ?? false }) { return .failed }
            }
        } else if let since = date(head, "if-unmodified-since"), let lastModified, lastModified > since {
            return .failed
        }
        if let list = EntityTagList(head.headers.values("if-none-match")) {
            let matches =
                switch list {
                case .any: exists
                case .tags(let tags): tags.contains { tag?.matchesWeakly($0) ?? false }
                }
            return matches ? (reads ? .notModified : .failed) : .proceed
        }
        if reads, let since = date(head, "if-modified-since"), let lastModified, lastModified <= since {
            return .notModified
        }
        return .proceed
    }

    /// Whether a Range field counts: there is no If-Range, or it names the present representation (RFC 9110 §13.1.5).
    package static func rangeApplies(_ head: RequestHead, tag: EntityTag?, lastModified: Int64? = nil) -> Bool {
        guard let condition = head.headers["if-range"] else { return true }
        if let asked = EntityTag(parsing: condition) { return tag?.matchesStrongly(asked) ?? false }
        guard let date = HTTPDate.parse(condition), let lastModified else { return false }
        return date == lastModified
    }

    private static func date(_ head: RequestHead, _ name: String) -> Int64? {
        head.headers[name].flatMap { HTTPDate.parse($0) }
    }
}
