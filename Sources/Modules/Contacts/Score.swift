import Directory
import ModuleKit

/// How much attention a contact is worth, and why: the sum of the rules that hold, 0…100.
struct Score: Sendable, JSONEncodable {
    /// A rule that holds.
    struct Reason: Sendable, JSONEncodable {
        let rule: ScoreRule
        /// One sentence with what was found.
        let why: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("rule", rule.rule)
                $0.member("points", rule.points)
                $0.member("why", why)
            }
        }
    }

    let reasons: [Reason]

    /// - Parameter history: What passed in the last ``ScoreRule/mostDays``.
    init(of contact: Contact, history: [Interaction], by rules: [ScoreRule], at now: Timestamp) {
        let standing = Standing(contact: contact, history: history, now: now)
        reasons = rules.compactMap { rule in standing.why(rule.when).map { Reason(rule: rule, why: $0) } }
    }

    var points: Int64 { min(100, max(0, reasons.reduce(0) { $0 + $1.rule.points })) }

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("score", points)
            $0.key("reasons")
            $0.elements(reasons)
        }
    }

    static let schema: Schema = .object([
        .required("score", .integer(min: 0, max: 100), "The sum of the points, no less than 0 and no more than 100."),
        .required(
            "reasons",
            .array(
                of: .object([
                    .required("rule", .string()), .required("points", .integer(min: -100, max: 100)),
                    .required("why", .string(), "One sentence with what was found."),
                ])), "The rules that hold, in their order."),
    ])
}

/// What is known of a contact at a moment.
private struct Standing {
    let contact: Contact
    let history: [Interaction]
    let now: Timestamp

    /// Why a condition holds; nil where it does not.
    func why(_ when: ScoreRule.Condition) -> String? {
        switch when.fact {
        case .status: contact.status.rawValue == when.is ? "The status is \(contact.status.rawValue)." : nil
        case .tag: when.is.flatMap { contact.tags.contains($0) ? "The tag \($0) is there." : nil }
        case .source: contact.source == when.is ? "The contact comes from \(contact.source)." : nil
        case .owner: contact.owner == nil ? nil : "Somebody looks after the contact."
        case .email: contact.email == nil ? nil : "The e-mail address is known."
        case .number: contact.numbers.isEmpty ? nil : "A number is known."
        case .business: contact.business.map { "The contact works for \($0.name)." }
        case .field: field(when)
        case .estimatedValue: worth(contact.estimatedValue, when.atLeast ?? 1, "estimated")
        case .actualValue: worth(contact.actualValue, when.atLeast ?? 1, "actual")
        case .interactions: passed(when)
        case .lastContact: lastDays.flatMap { $0 < when.days ?? 1 ? "Last contact: \(Self.ago($0))." : nil }
        case .silence: lastDays.flatMap { $0 >= when.days ?? 1 ? "Nothing has passed for \($0) days." : nil }
        }
    }

    /// Whole days since anything passed; nil where nothing ever did.
    private var lastDays: Int64? {
        contact.lastContactAt.map { max(0, now.milliseconds - $0.milliseconds) / 86_400_000 }
    }

    private func field(_ when: ScoreRule.Condition) -> String? {
        guard let key = when.key, let value = contact.fields[key] else { return nil }
        guard let wanted = when.is else { return "The field \(key) is known." }
        let text = value.string ?? value.jsonText
        return text.lowercased() == wanted.lowercased() ? "The field \(key) is \(text)." : nil
    }

    private func worth(_ value: Money?, _ least: Int64, _ what: String) -> String? {
        guard let value, value.amount >= least else { return nil }
        return "The \(what) value is \(value.amount) minor units of \(value.currency)."
    }

    private func passed(_ when: ScoreRule.Condition) -> String? {
        let days = when.days ?? ScoreRule.mostDays
        let since = now - .seconds(days * 86_400)
        let found = history.filter { one in
            one.at >= since && one.at <= now && (when.kind.map { $0 == one.kind } ?? true)
                && (when.outcome.map { $0 == one.outcome } ?? true)
                && (when.sentiment.map { $0 == one.sentiment } ?? true)
        }.count
        guard found >= when.atLeast ?? 1 else { return nil }
        let what = [when.sentiment, when.kind?.rawValue ?? "interaction", when.outcome.map { "with outcome \($0)" }]
        return "\(found) × \(what.compactMap(\.self).joined(separator: " ")) within \(days) days."
    }

    private static func ago(_ days: Int64) -> String {
        switch days {
        case 0: "today"
        case 1: "a day ago"
        default: "\(days) days ago"
        }
    }
}
