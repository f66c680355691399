extension CallPlan {
    /// Where a call is in its plan; it travels in our own action URLs, so nothing has to be kept between two webhooks.
    package struct Position: Sendable, Hashable {
        /// Index of the step.
        package var step: Int
        /// Which answer of the call this is, from 1: it makes each action URL of a call different, also in a loop.
        package var visit: Int
        /// How often this `gather` has been played in a row, from 1.
        package var attempt: Int

        /// The place of a step; the first time, where nothing else is said.
        package init(step: Int, visit: Int = 1, attempt: Int = 1) {
            self.step = step
            self.visit = visit
            self.attempt = attempt
        }
    }

    /// What a step that waits came to.
    package enum StepResult: Sendable, Hashable {
        /// Keys pressed or words said; never both empty.
        case input(digits: String?, speech: String?)
        /// Nothing was pressed, said or recorded.
        case nothing
        case recorded
        case dialled(answered: Bool)
        /// A relay or a two-way stream ended.
        case finished
    }

    /// After so many answers a call is hung up: no conversation with a menu is that long, only a loop is.
    package static let maximumVisits = 400

    /// The first step.
    package var start: Position { Position(step: 0) }

    /// Reads a position from an action URL; nil when the plan has no such step.
    package func position(step id: String, visit: Int, attempt: Int) -> Position? {
        guard let place = places[id], visit >= 1, attempt >= 1 else { return nil }
        return Position(step: place, visit: visit, attempt: attempt)
    }

    /// Where the plan goes on after a step that waited; nil when it is over, and the call is to be hung up.
    package func next(after position: Position, result: StepResult) -> Position? {
        guard position.visit < Self.maximumVisits, steps.indices.contains(position.step) else { return nil }
        let step = steps[position.step]
        let target: Int?
        switch step.action {
        case .gather(let gather):
            switch gather.outcome(of: result, attempt: position.attempt) {
            case .again:
                return Position(step: position.step, visit: position.visit + 1, attempt: position.attempt + 1)
            case .step(let id): target = places[id]
            case .following: target = following(position.step)
            }
        case .dial(let dial):
            if case .dialled(answered: true) = result {
                target = step.next.flatMap { places[$0] }
            } else {
                target = dial.otherwise.map { places[$0] } ?? below(position.step)
            }
        case .voicemail: target = step.next.flatMap { places[$0] }
        case .hangup, .reject, .redirect: target = nil
        case .goto(let id): target = places[id]
        default: target = following(position.step)
        }
        return target.map { Position(step: $0, visit: position.visit + 1) }
    }

    /// The step that follows in the same answer, for steps that do not wait; nil when the plan is over.
    package func following(_ index: Int) -> Int? {
        switch steps[index].action {
        case .goto(let id): places[id]
        case .hangup, .reject, .redirect: nil
        default: steps[index].next.map { places[$0] } ?? below(index)
        }
    }

    func below(_ index: Int) -> Int? { index + 1 < steps.count ? index + 1 : nil }
}

extension CallPlan.Action {
    /// Whether the provider asks us again after the step; what comes after it is then in another answer.
    package var waits: Bool {
        switch self {
        case .gather, .record, .dial, .voicemail, .relay: true
        case .stream(let stream): stream.twoWay
        case .prompt, .pause, .recordCall, .transcribe, .hangup, .reject, .redirect, .goto: false
        }
    }

    /// Whether nothing can come after the step.
    package var ends: Bool {
        switch self {
        case .hangup, .reject, .redirect: true
        default: false
        }
    }
}

extension CallPlan.Gather {
    enum Outcome: Hashable { case again, following, step(String) }

    func outcome(of result: CallPlan.StepResult, attempt: Int) -> Outcome {
        if case .input(let digits, let speech) = result {
            if choices.isEmpty { return .following }
            if let step = choice(digits: digits, speech: speech) { return .step(step) }
        }
        if attempt < attempts { return .again }
        return otherwise.map { .step($0) } ?? .following
    }

    /// Keys must be the choice exactly; of what was said, the first choice counts whose words occur in it.
    private func choice(digits: String?, speech: String?) -> String? {
        if let digits, let choice = choices.first(where: { $0.input == digits }) { return choice.step }
        guard let speech else { return nil }
        let said = Self.words(speech)
        return choices.first { choice in
            let wanted = Self.words(choice.input)
            return !wanted.isEmpty && said.indices.contains { said[$0...].starts(with: wanted) }
        }?.step
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
