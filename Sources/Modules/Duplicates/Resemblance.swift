import ModuleKit

/// Why two contacts may be one person: rules, each with its points and what it saw.
struct Resemblance: Sendable, Equatable {
    /// A rule that says something of two contacts.
    enum Rule: String, Sendable, CaseIterable {
        case email, number, nameAndBusiness, sameName, otherName

        /// What it adds to the score; they were weighed so that a number alone, which families share, is a weak reason.
        var points: Int {
            switch self {
            case .email: 80
            case .number: 60
            case .nameAndBusiness: 50
            case .sameName: 20
            case .otherName: -30
            }
        }
    }

    struct Reason: Sendable, Hashable, JSONEncodable {
        var rule: Rule
        /// One sentence.
        var why: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("rule", rule.rawValue)
                $0.member("points", rule.points)
                $0.member("why", why)
            }
        }

        static let schema: Schema = .object([
            .required("rule", .enumeration(Rule.self)), .required("points", .integer), .required("why", .string()),
        ])
    }

    private(set) var reasons: [Reason] = []

    /// 1…100.
    var score: Int { min(100, max(1, reasons.reduce(0) { $0 + $1.rule.points })) }

    /// Adds what a rule saw; each rule counts once.
    mutating func add(_ rule: Rule, _ why: String) {
        guard !reasons.contains(where: { $0.rule == rule }) else { return }
        reasons.append(Reason(rule: rule, why: why))
    }

    /// Weighs the names, where both have one: the same words in any order speak for it, no common word against it.
    mutating func compare(_ name: String?, _ other: String?) {
        guard let name, let other, !reasons.contains(where: { $0.rule == .nameAndBusiness }) else { return }
        let (words, others) = (Self.words(name), Self.words(other))
        guard !words.isEmpty, !others.isEmpty else { return }
        if words == others {
            add(.sameName, "Both are called \(name).")
        } else if words.isDisjoint(with: others) {
            add(.otherName, "One is called \(name), the other \(other).")
        }
    }

    private static func words(_ name: String) -> Set<String> {
        Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}
