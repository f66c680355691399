import Calls
import ModuleKit

/// What an order for a call would do: everything was checked as for a real one, and nobody was called.
struct Rehearsal: Sendable, JSONEncodable {
    let line: LineID
    /// The number that is shown.
    let from: String
    let to: String
    /// The phone that would ring first.
    let agent: String
    let provider: String

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("dryRun", true)
            $0.member("line", line)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("agent", agent)
            $0.member("provider", provider)
        }
    }

    static let schema: Schema = .object([
        .required("dryRun", .boolean), .required("line", LineID.schema), .required("from", .string()),
        .required("to", .string()), .required("agent", .string()), .required("provider", .string()),
    ])
}
