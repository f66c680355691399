import Calls

/// The steps of one answer: from a position up to the one that waits, as far as a language has words for them.
struct PlanScript {
    let plan: CallPlan
    let context: AnswerContext
    let dialect: Dialect

    /// How an answer ends.
    enum End {
        /// The last step waits or ends by itself: what comes next is another answer, or nothing.
        case said
        /// Nothing follows: the call is to be hung up.
        case over
    }

    /// Hands each step that the language has to `render`, in order.
    ///
    /// A step that it has not is passed over as if it had come to nothing, and never twice in one answer.
    func each(
        from position: CallPlan.Position, _ render: (CallPlan.Action, CallPlan.Position) -> Void
    ) -> End {
        var position = position
        var seen: Set<Int> = []
        while seen.insert(position.step).inserted {
            let action = plan.steps[position.step].action
            let following: Int?
            if let said = dialect.sayable(action) {
                render(context.addressed(said), position)
                if said.waits || said.ends { return .said }
                following = plan.following(position.step)
            } else {
                // As after the last attempt: nobody can be asked again in a way that the language lacks.
                let last = CallPlan.Position(step: position.step, attempt: 10)
                following = plan.next(after: last, result: action.nothing)?.step
            }
            guard let following else { return .over }
            position.step = following
            position.attempt = 1
        }
        return .over
    }

    /// Whether the call is not answered, so that nothing may stand before its refusal.
    var startsByRejecting: Bool {
        if case .reject = plan.steps.first?.action { return true }
        return false
    }

    /// The address of a hook of ours.
    func hook(_ name: String) -> String { context.hooks + name }

    /// Where a step that waits brings its result; it differs for each answer of a call.
    func action(_ position: CallPlan.Position, _ more: String = "") -> String {
        let attempt = position.attempt > 1 ? "&attempt=\(position.attempt)" : ""
        return hook("step?step=\(plan.steps[position.step].id)&visit=\(position.visit)\(attempt)\(more)")
    }
}

extension CallPlan.Action {
    /// What the step came to when it could not be done.
    fileprivate var nothing: CallPlan.StepResult {
        switch self {
        case .dial: .dialled(answered: false)
        case .relay, .stream: .finished
        default: .nothing
        }
    }
}
