import ModuleKit

/// Who is to see to an obligation.
struct Assignment: JSONBody {
    var owner: UserID?
    var team: String?

    static let schema: Schema = .object([
        .optional("owner", UserID.schema.nullable, "A member of the company; null, or a team alone: nobody in person."),
        .optional("team", .string(min: 1, max: 60), "Absent: as it was."),
    ]).needing(oneOf: "owner", "team")
}

/// Until when an obligation rests.
struct Snooze: JSONBody {
    var until: Timestamp

    static let schema: Schema = .object([
        .required(
            "until", .string(format: .dateTime).example("2026-12-01T09:00:00Z"),
            "RFC 3339; within a year. It stays due when it was.")
    ])
}

/// What an obligation came to.
struct Settlement: JSONBody {
    var outcome: String

    static let schema: Schema = .object([
        .required("outcome", .string(min: 1, max: 500), "Such as `left a message with a colleague`.")
    ])
}

/// Why nothing is to be done.
struct Dismissal: JSONBody {
    var reason: String

    static let schema: Schema = .object([.required("reason", .string(min: 1, max: 500), "Such as `spam`.")])
}

/// A call back that is asked for.
struct CallBackDraft: JSONBody {
    var agent: String
    var line: LineID?
    var timeoutSec: Int?

    static let schema: Schema = .object([
        .required("agent", .string(min: 1, max: 60), "The phone that rings first, in any form of the line's region."),
        .optional("line", LineID.schema, "The line that is shown; the one that the person called unless told."),
        .optional("timeoutSec", .integer(min: 5, max: 120), "So long the agent's phone rings; 30 unless told."),
    ])
}

/// An answer in writing that is asked for.
struct TextBackDraft: JSONBody {
    var text: String?
    var template: String?
    var variables: [String: String]?
    var line: LineID?

    /// What is to be sent.
    func content() throws -> TextBackContent {
        switch (text, template) {
        case (let text?, nil):
            guard variables == nil else {
                throw Problem.invalid("variables", "`variables` fill a `template`; a `text` has none.")
            }
            return .text(text)
        case (nil, let template?): return .template(template, variables ?? [:])
        default: throw Problem.invalid("text", "Give `text` or `template`, and not both.")
        }
    }

    static let schema: Schema = .object([
        .optional("text", .string(min: 1, max: 1600), "What is written; or give `template`."),
        .optional("template", .string(min: 1, max: 100), "The name of one of the company's templates."),
        .optional("variables", .map(of: .string(max: 500), max: 50), "What stands for each name in the template."),
        .optional("line", LineID.schema, "The line that writes; the one that the person called unless told."),
    ]).needing(oneOf: "text", "template")
}

/// What is written to somebody.
package enum TextBackContent: Sendable, Hashable {
    case text(String)
    /// A template's name, and what stands for each name in it.
    case template(String, [String: String])
}
