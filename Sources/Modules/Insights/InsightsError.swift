import ModuleKit

/// Why something about a call's analysis cannot be shown or done.
enum InsightsError: Error, Sendable {
    case unknownRun(Int64)
    case unknownSegment(SegmentID)
    case noModel
}

extension InsightsError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownRun(let run): .notFound("The call has no analysis \(run).")
        case .unknownSegment(let id): .notFound("The call has no segment \(id).")
        case .noModel: .notFound("The company has no language model.")
        }
    }
}
