import Calls
import Directory
import ModuleKit

/// Who is calling and what was said last time, as small as an agent can use it (protocol §4).
struct ContextFrame: Sendable, JSONEncodable {
    var number: ParsedNumber
    var e164: PhoneNumber
    var national: String
    var match: CallView.Who.Match
    var candidates: [ContactDirectory.Candidate]
    var openCalls: [CallView]
    var recent: [Interaction]
    var offset: Int64
    /// Only number, match and contact: `?fields=contact`.
    var isBrief: Bool

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.object("number") { encodeNumber(to: &$0) }
            $0.member("match", match.rawValue)
            if let best = candidates.first {
                $0.object("contact") { best.contact.encodeSummary(to: &$0) }
            }
            guard !isBrief else { return }
            if candidates.count > 1 {
                $0.array("candidates") { list in
                    for candidate in candidates { list.object { encode(candidate, to: &$0) } }
                }
            }
            $0.key("openCalls")
            $0.elements(openCalls)
            $0.array("recent") { list in
                for interaction in recent { list.object { interaction.encodeSummary(to: &$0) } }
            }
            $0.member("offset", offset)
        }
    }

    private func encodeNumber(to json: inout JSONWriter) {
        json.member("raw", number.raw)
        json.member("e164", e164)
        json.member("national", national)
        if case .number(_, let details) = number.outcome {
            json.member("region", details.region)
            json.member("type", details.type.name)
        }
    }

    private func encode(_ candidate: ContactDirectory.Candidate, to json: inout JSONWriter) {
        json.object("contact") { candidate.contact.encodeSummary(to: &$0) }
        json.member("score", candidate.score)
        json.member("reason", candidate.reason)
    }

    static let schema: Schema = .object([
        .required(
            "number",
            .object([
                .required("raw", .string()), .required("e164", .string()), .required("national", .string()),
                .optional("region", .string()), .optional("type", .string()),
            ])),
        .required("match", .enumeration(CallView.Who.Match.self)),
        .optional("contact", Contact.summarySchema, "Absent when nobody has the number."),
        .optional(
            "candidates",
            .array(
                of: .object([
                    .required("contact", Contact.summarySchema), .required("score", .number(min: 0, max: 1)),
                    .required("reason", .string()),
                ])), "Only when several have the number, likeliest first."),
        .optional("openCalls", .array(of: CallView.schema)),
        .optional("recent", .array(of: Interaction.summarySchema), "The newest three."),
        .optional("offset", .integer(min: 0)),
    ])
}
