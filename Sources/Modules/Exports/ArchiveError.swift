import ModuleKit

/// Why an archive is not made or not read.
enum ArchiveError: Error {
    case unreadable(String)
    case notEmpty(table: String)
    case stopped
}

extension ArchiveError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unreadable(let detail):
            Problem(.unprocessableContent, "/problems/archives/unreadable", "Not a whole archive", detail: detail)
        case .notEmpty(let table):
            Problem(
                .conflict, "/problems/archives/not-empty", "The company is not empty",
                detail: "An archive is read into a company that has nothing yet; there are rows in `\(table)`.")
        case .stopped: .unavailable("The program stops.")
        }
    }
}

extension ArchiveError: CustomStringConvertible {
    var description: String { problem.detail ?? problem.title }
}
