import Analysis
import ModuleKit

/// One word that a machine says.
struct MachineLabel: Sendable, JSONEncodable {
    var label: String
    var score: Double?
    var method: String
    var version: String
    var confidence: Double

    func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

    func encodeMembers(to json: inout JSONWriter) {
        json.member("label", label)
        json.member("score", score)
        json.member("method", method)
        json.member("version", version)
        json.member("confidence", confidence)
    }

    static let properties: [Schema.Property] = [
        .required("label", .string()), .optional("score", .number(min: -1, max: 1)), .required("method", .string()),
        .optional("version", .string()), .required("confidence", .number(min: 0, max: 1)),
    ]
}

/// The word that counts, beside what the machine says where a person knows better.
struct ShownLabel: Sendable {
    var given: GivenVerdict?
    var machine: MachineLabel?

    var forEvent: InsightsUpdated.Verdict? {
        if let given { return .init(label: given.label, method: given.method, confidence: 1) }
        return machine.map { .init(label: $0.label, score: $0.score, method: $0.method, confidence: $0.confidence) }
    }

    /// Writes it as a member; nothing where nobody says anything.
    func write(_ kind: VerdictKind, to json: inout JSONWriter) {
        guard given != nil || machine != nil else { return }
        json.key(kind.rawValue)
        guard let given else { return json.value(machine) }
        json.object {
            $0.member("label", given.label)
            $0.member("method", given.method)
            $0.member("confidence", 1)
            $0.member("by", given.author)
            $0.member("at", given.at)
            $0.member("machine", machine)
        }
    }

    static let schema: Schema = .object(
        MachineLabel.properties + [
            .optional(
                "by", .string(), "Whose word it is; `method` is `person` then, or `reported` for an agent's report."),
            .optional("at", .string(format: .dateTime)),
            .optional("machine", .object(MachineLabel.properties), "What stands behind a person's word."),
        ])
}

extension GivenVerdict {
    var method: String { author == nil ? "reported" : "person" }
}
