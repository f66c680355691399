import ModuleKit

extension PipelineModule {
    /// A contact's way through the stages.
    package static let timeline = TimelineSource([.stage]) { query, tx in
        let stages = try PipelineStore.stages(in: tx)
        // A stage that is there no more has only its key left.
        let label = { (key: String?) in key.map { key in stages.first { $0.key == key }?.label ?? key } }
        return try PipelineStore.moves(query, in: tx).map { move in
            let title =
                switch (label(move.from), label(move.to)) {
                case (let from?, let to?): "\(from) → \(to)"
                case (nil, let to?): "Into the pipeline: \(to)"
                case (let from, nil): "Out of the pipeline: \(from ?? "")"
                }
            var item = TimelineItem(at: move.at, .stage, id: "\(move.id)", key: move.id, title: title)
            item.author = move.author
            item.data["from"] = move.from.map { .string($0) }
            item.data["to"] = move.to.map { .string($0) }
            return item
        }
    }
}
