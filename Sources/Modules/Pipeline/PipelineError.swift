import ModuleKit

/// What can be wrong about a request for the pipeline.
enum PipelineError: Error {
    case unknownStage(String)
    case notInPipeline(ContactID)
    case stageHolds(String, Int)
}

extension PipelineError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownStage(let key):
            Problem(
                .notFound, "/problems/pipeline/unknown-stage", "No such stage",
                detail: "There is no stage `\(key.prefix(60))`; see /api/pipeline.")
        case .notInPipeline(let id):
            Problem(
                .notFound, "/problems/pipeline/not-in-pipeline", "Not in the pipeline", detail: "\(id) is in no stage.")
        case .stageHolds(let key, let count):
            Problem(
                .conflict, "/problems/pipeline/stage-holds-contacts", "The stage still has contacts",
                detail: "`\(key)` still has contacts; say in `moveTo` where they go.",
                extra: ["stage": key, "contacts": count])
        }
    }
}
