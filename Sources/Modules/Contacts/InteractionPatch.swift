import Directory
import ModuleKit

/// What is changed of something that a person noted: absent stays as it is, and null takes a member away (RFC 7396).
struct InteractionPatch: JSONBody {
    var kind: Interaction.Kind?
    var summary: String?
    var at: Timestamp?
    var outcome: String?
    var sentiment: String?
    var keywords: [String]?
    /// The members that are null.
    let cleared: Set<String>

    private enum Member: String, CodingKey, CaseIterable {
        case kind, summary, at, outcome, sentiment, keywords
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        kind = try members.decodeIfPresent(Interaction.Kind.self, forKey: .kind)
        summary = try members.decodeIfPresent(String.self, forKey: .summary)
        at = try members.decodeIfPresent(Timestamp.self, forKey: .at)
        outcome = try members.decodeIfPresent(String.self, forKey: .outcome)
        sentiment = try members.decodeIfPresent(String.self, forKey: .sentiment)
        keywords = try members.decodeIfPresent([String].self, forKey: .keywords)
        cleared = Set(
            try Member.allCases.filter { try members.contains($0) && members.decodeNil(forKey: $0) }.map(\.rawValue))
    }

    static let schema: Schema = .object([
        .optional("kind", .enumeration(Interaction.Kind.self)), .optional("summary", .string(min: 1, max: 20_000)),
        .optional("at", .string(format: .dateTime)), .optional("outcome", .string(min: 1, max: 100).nullable),
        .optional("sentiment", .string(min: 1, max: 40).nullable),
        .optional("keywords", .array(of: .string(min: 1, max: 60), max: 50).nullable),
    ])

    func apply(to interaction: inout Interaction) {
        interaction.kind = kind ?? interaction.kind
        interaction.summary = summary ?? interaction.summary
        interaction.at = at ?? interaction.at
        interaction.outcome = cleared.contains("outcome") ? nil : outcome ?? interaction.outcome
        interaction.sentiment = cleared.contains("sentiment") ? nil : sentiment ?? interaction.sentiment
        interaction.keywords = cleared.contains("keywords") ? [] : keywords ?? interaction.keywords
    }
}
