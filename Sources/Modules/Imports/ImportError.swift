import ModuleKit

/// Why a file is not imported, or not to its end.
enum ImportError: Error {
    case noHeader(String)
    case unreadable(String, imported: ImportCounts)
    case noFile(path: String, reason: String)
}

extension ImportError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .noHeader(let detail):
            Problem(.unprocessableContent, "/problems/imports/no-header", "Columns not named", detail: detail)
        case .unreadable(let detail, let imported):
            Problem(
                .unprocessableContent, "/problems/imports/unreadable", "Not a CSV file",
                detail: "\(detail) What stands before that line is imported, and may be imported again.",
                extra: ["created": imported.created, "updated": imported.updated])
        case .noFile(let path, let reason):
            Problem(
                .notFound, "/problems/imports/no-file", "No such file", detail: "\(path) cannot be read: \(reason).")
        }
    }
}

extension ImportError: CustomStringConvertible {
    var description: String { problem.detail ?? "The file cannot be imported." }
}
