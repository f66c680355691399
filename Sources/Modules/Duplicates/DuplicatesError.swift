import ModuleKit

/// What can be wrong about pairs and merges.
enum DuplicatesError: Error {
    case unknownDuplicate(DuplicateID)
    case unknownMerge(MergeID)
    /// Another has to be undone first.
    case laterMerge(MergeID)
}

extension DuplicatesError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownDuplicate(let id):
            Problem(
                .notFound, "/problems/unknown-duplicate", "No such pair", detail: "There is no pair \(id) that waits.")
        case .unknownMerge(let id):
            Problem(.notFound, "/problems/unknown-merge", "No such merge", detail: "There is no merge \(id).")
        case .laterMerge(let id):
            Problem(
                .conflict, "/problems/later-merge", "Merged again since",
                detail: "The contact was merged again since; undo the merge \(id) first.", extra: ["merge": id])
        }
    }
}
