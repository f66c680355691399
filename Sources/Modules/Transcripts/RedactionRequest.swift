import Calls
import ModuleKit

/// What is to be gone: words of an utterance, or a span of the call's time.
struct RedactionRequest: JSONBody {
    var segment: SegmentID?
    var start: Int64?
    var length: Int64?
    var fromMs: Int64?
    var toMs: Int64?
    var reason: String?

    static let schema: Schema = .object([
        .optional("segment", SegmentID.schema, "Whose words; or give `fromMs` and `toMs`."),
        .optional(
            "start", .integer(min: 0, max: 100_000), "The first character, in UTF-16 code units; 0, unless told."),
        .optional("length", .integer(min: 1, max: 100_000), "How many; to the end, unless told."),
        .optional("fromMs", .integer(min: 0, max: 604_800_000), "Milliseconds of the call."),
        .optional("toMs", .integer(min: 0, max: 604_800_000)), .optional("reason", .string(min: 1, max: 200)),
    ]).needing(oneOf: "segment", "fromMs")

    /// The span of time, where one is given.
    func time() throws -> ClosedRange<Int64>? {
        switch (fromMs, toMs) {
        case (nil, nil): return nil
        case (let from?, let to?) where from <= to: return from...to
        case (let from?, let to?):
            throw Problem.invalid("toMs", "`toMs` is \(to), before `fromMs`, which is \(from).")
        default: throw Problem.invalid("toMs", "Give `fromMs` and `toMs` both.")
        }
    }
}
