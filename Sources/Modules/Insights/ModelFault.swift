import ModuleKit

/// Why a language model gave no answer that can be used.
enum ModelFault: Error, Sendable {
    /// Too much at once; it says when to come back, or does not.
    case busy(retryAfter: Duration?)
    /// It could not be asked, or its server failed.
    case failed(String)
    /// It will not answer about this call, however often it is asked.
    case refused(String)
    /// It answered, and not what it was asked for.
    case unreadable(String)
}

extension ModelFault: PatientFailure, CustomStringConvertible {
    var retryAfter: Duration? {
        if case .busy(let wait) = self { wait } else { nil }
    }

    var description: String {
        switch self {
        case .busy: "The model's server is too busy."
        case .failed(let detail), .refused(let detail), .unreadable(let detail): detail
        }
    }
}
