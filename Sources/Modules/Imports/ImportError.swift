import ModuleKit

/// Why an import cannot be begun, or not to its end.
enum ImportError: Error {
    case unknown(ImportID)
    case noHeader(String)
    case unreadable(String, imported: ImportCounts)
    case noFile(path: String, reason: String)
    /// Its state does not allow what was asked.
    case state(Import, String)
    case tooManyFiles(Int)
    case noRoom(String)
}

extension ImportError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknown(let id):
            Problem(.notFound, "/problems/unknown-import", "No such import", detail: "There is no import \(id).")
        case .noHeader(let detail):
            Problem(.unprocessableContent, "/problems/imports/no-header", "Columns not named", detail: detail)
        case .unreadable(let detail, let imported):
            Problem(
                .unprocessableContent, "/problems/imports/unreadable", "Not a file of contacts",
                detail: imported.rows == 0
                    ? detail : "\(detail) What stands before that row is imported, and may be imported again.",
                extra: ["created": imported.created, "updated": imported.updated])
        case .noFile(let path, let reason):
            Problem(
                .notFound, "/problems/imports/no-file", "No such file", detail: "\(path) cannot be read: \(reason).")
        case .state(let file, let detail):
            Problem(
                .conflict, "/problems/imports/state", "Not in this state", detail: detail,
                extra: ["state": file.state.rawValue])
        case .tooManyFiles(let bound):
            Problem.conflict("\(bound) files wait to be imported, which is the most; start or cancel some of them.")
        case .noRoom(let reason): .unavailable("The file cannot be kept: \(reason).", retryAfterSeconds: 60)
        }
    }
}

extension ImportError: CustomStringConvertible {
    var description: String { problem.detail ?? "The file cannot be imported." }
}
