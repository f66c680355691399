import ModuleKit

/// What can be wrong about a request for tasks.
enum TasksError: Error {
    case unknown(TaskID)
    /// It is done: it cannot be put off.
    case done(FollowUp)
}

extension TasksError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknown(let id):
            Problem(.notFound, "/problems/unknown-task", "No such task", detail: "There is no task \(id).")
        case .done(let task):
            .conflict("The task is done already; open it again first.", extra: ["state": task.state])
        }
    }
}
