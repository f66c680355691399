import JSON
import Web

/// What is wrong with a call plan: every fault, each with the field it stands in.
package struct CallPlanError: Error, Sendable {
    /// Never empty.
    package let problems: [FieldProblem]
}

extension CallPlanError: ProblemConvertible {
    /// A 422 with all faults.
    package var problem: Problem {
        Problem(
            .unprocessableContent, "/problems/invalid-call-plan", "Invalid call plan",
            detail: problems[0].detail, field: problems[0].field, errors: problems)
    }
}
