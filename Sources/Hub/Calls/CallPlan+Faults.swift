import JSON

extension CallPlan {
    /// What makes a plan unusable although each step by itself is well formed.
    var faults: [FieldProblem] {
        let faults = repeatedNames + unknownTargets
        return faults.isEmpty ? lateRejects + unreachable + silentLoops : faults
    }

    private var repeatedNames: [FieldProblem] {
        steps.enumerated().filter { places[$1.id] != $0 }.map { index, step in
            fault(index, "id", "Two steps are named `\(step.id)`; each name may stand once.")
        }
    }

    private var unknownTargets: [FieldProblem] {
        steps.indices.flatMap { index in
            targets(of: index).filter { places[$0.step] == nil }.map { target in
                fault(index, target.field, "There is no step `\(target.step)`; \(nearest(to: target.step))")
            }
        }
    }

    private func nearest(to name: String) -> String {
        "the plan has \(steps.prefix(12).map(\.id).joined(separator: ", "))\(steps.count > 12 ? ", …" : "")."
    }

    /// The steps that a step names, each with the field that names it.
    private func targets(of index: Int) -> [(field: String, step: String)] {
        let step = steps[index]
        var targets: [(String, String)] = step.next.map { [("next", $0)] } ?? []
        switch step.action {
        case .gather(let gather):
            targets += gather.choices.map { ("choices.\($0.input)", $0.step) }
            if let otherwise = gather.otherwise { targets.append(("otherwise", otherwise)) }
        case .dial(let dial): if let otherwise = dial.otherwise { targets.append(("otherwise", otherwise)) }
        case .goto(let name): targets.append(("step", name))
        default: break
        }
        return targets
    }

    /// All steps that can come directly after a step.
    private func successors(of index: Int) -> [Int] {
        var successors = targets(of: index).compactMap { places[$0.step] }
        switch steps[index].action {
        case .gather(let gather):
            let isClosed = !gather.choices.isEmpty && gather.otherwise != nil
            if steps[index].next == nil, !isClosed, let below = below(index) { successors.append(below) }
        case .dial(let dial):
            if dial.otherwise == nil, let below = below(index) { successors.append(below) }
        case .voicemail: break
        default: if steps[index].next == nil, let following = following(index) { successors.append(following) }
        }
        return successors
    }

    private var unreachable: [FieldProblem] {
        var reached: Set<Int> = [0]
        var open = [0]
        while let index = open.popLast() {
            for successor in successors(of: index) where reached.insert(successor).inserted { open.append(successor) }
        }
        return steps.indices.filter { !reached.contains($0) }.map { index in
            fault(index, nil, "No step leads to `\(steps[index].id)`: name it in a `next`, a choice or an `otherwise`.")
        }
    }

    /// A loop of steps none of which waits would be a document without an end.
    private var silentLoops: [FieldProblem] {
        for start in steps.indices {
            var seen: Set<Int> = []
            var index: Int? = start
            while let place = index, !steps[place].action.waits {
                guard seen.insert(place).inserted else {
                    let names = seen.sorted().map { steps[$0].id }.joined(separator: ", ")
                    return [
                        fault(
                            place, nil,
                            "The steps \(names) go round without ever waiting: put a gather or a dial between them.")
                    ]
                }
                index = following(place)
            }
        }
        return []
    }

    private var lateRejects: [FieldProblem] {
        steps.indices.dropFirst().compactMap { index in
            guard case .reject = steps[index].action else { return nil }
            return fault(
                index, "do", "`reject` can only be the first step: a call that was answered can only be hung up.")
        }
    }

    private func fault(_ index: Int, _ field: String?, _ detail: String) -> FieldProblem {
        FieldProblem(field: field.map { "steps[\(index)].\($0)" } ?? "steps[\(index)]", detail: detail)
    }
}
