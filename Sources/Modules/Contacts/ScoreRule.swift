import Directory
import ModuleKit

/// One reason why a contact is worth more or less attention: points for something that is known of it.
struct ScoreRule: Sendable, Hashable, Decodable {
    /// What a rule looks at.
    enum Fact: String, Sendable, CaseIterable, Decodable {
        case status, tag, source, owner, email, number, business, field, estimatedValue, actualValue
        /// How many things passed within some days.
        case interactions
        /// That anything passed within some days.
        case lastContact
        /// That nothing passed for so many days, after something had.
        case silence
    }

    /// When the points count.
    struct Condition: Sendable, Hashable, Decodable {
        var fact: Fact
        /// The status, tag, source or field value that it must be.
        var `is`: String?
        /// Which field.
        var key: String?
        var kind: Interaction.Kind?
        var outcome: String?
        var sentiment: String?
        var days: Int64?
        /// How many, or how much in minor units.
        var atLeast: Int64?
    }

    /// Names the rule in its company.
    var rule: String
    var points: Int64
    var when: Condition

    /// The longest time that a rule looks back on, in days.
    static let mostDays: Int64 = 365

    static let schema: Schema = .object([
        .required("rule", .string(min: 1, max: 60), "Its name; each has another."),
        .required("points", .integer(min: -100, max: 100), "What it adds, or takes away."),
        .required(
            "when",
            .object([
                .required("fact", .enumeration(Fact.self)),
                .optional(
                    "is", .string(min: 1, max: 200),
                    "What `status`, `tag`, `source` or `field` must be; a field that it must have, unless told."),
                .optional("key", .string(min: 1, max: 40), "Which `field`."),
                .optional("kind", .enumeration(Interaction.Kind.self), "Of `interactions`."),
                .optional("outcome", .string(min: 1, max: 100), "Of `interactions`."),
                .optional("sentiment", .string(min: 1, max: 40), "Of `interactions`."),
                .optional(
                    "days", .integer(min: 1, max: mostDays), "Of `interactions`, `lastContact` and `silence`."),
                .optional(
                    "atLeast", .integer(min: 1, max: 9_007_199_254_740_991),
                    "How many `interactions` (1), or how much value in minor units (1)."),
            ])),
    ])

    /// What is missing; nil where nothing is.
    var fault: (member: String, detail: String)? {
        switch when.fact {
        case .status where Contact.Status(rawValue: when.is ?? "") == nil:
            ("is", "must be one of \(Contact.Status.allCases.map(\.rawValue).joined(separator: ", ")).")
        case .tag where when.is == nil, .source where when.is == nil: ("is", "is missing.")
        case .field where when.key == nil: ("key", "is missing; take one of /api/crm/fields.")
        case .interactions where when.days == nil, .lastContact where when.days == nil,
            .silence where when.days == nil:
            ("days", "is missing.")
        default: nil
        }
    }
}

extension ScoreRule: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("rule", rule)
            $0.member("points", points)
            $0.object("when") {
                $0.member("fact", when.fact.rawValue)
                $0.member("is", when.is)
                $0.member("key", when.key)
                $0.member("kind", when.kind)
                $0.member("outcome", when.outcome)
                $0.member("sentiment", when.sentiment)
                $0.member("days", when.days)
                $0.member("atLeast", when.atLeast)
            }
        }
    }
}

extension ScoreRule {
    private init(_ rule: String, _ points: Int64, _ when: Condition) {
        (self.rule, self.points, self.when) = (rule, points, when)
    }

    /// What counts in a company that has written none.
    static let builtIn: [ScoreRule] = [
        ScoreRule("customer", 25, Condition(fact: .status, is: "customer")),
        ScoreRule("lead", 15, Condition(fact: .status, is: "lead")),
        ScoreRule("former customer", -10, Condition(fact: .status, is: "former")),
        ScoreRule("blocked", -100, Condition(fact: .status, is: "blocked")),
        ScoreRule("can be called", 5, Condition(fact: .number)),
        ScoreRule("can be written to", 5, Condition(fact: .email)),
        ScoreRule("works for a business", 5, Condition(fact: .business)),
        ScoreRule("is expected to bring something", 10, Condition(fact: .estimatedValue)),
        ScoreRule("has brought something", 10, Condition(fact: .actualValue)),
        ScoreRule("spoken with lately", 20, Condition(fact: .lastContact, days: 7)),
        ScoreRule("in touch", 10, Condition(fact: .interactions, days: 30, atLeast: 3)),
        ScoreRule("was glad", 10, Condition(fact: .interactions, sentiment: "positive", days: 30)),
        ScoreRule("was not glad", -10, Condition(fact: .interactions, sentiment: "negative", days: 30)),
        ScoreRule("has an appointment behind them", 10, Condition(fact: .interactions, kind: .appointment, days: 90)),
        ScoreRule("silent for half a year", -15, Condition(fact: .silence, days: 182)),
    ]
}
