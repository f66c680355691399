import ModuleKit

extension ExportsModule {
    /// Files that somebody has ordered and that may hold a person: those that are made go, those that are being made are
    /// begun anew.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        try withdraw(Set(ExportKind.allCases), because: "It may hold a person who was erased since", in: tx)
    }

    /// The same of files with words that were marked since.
    static let redaction = Reaction.within(TranscriptRedacted.self) { _, tx in
        try withdraw(ExportKind.spoken, because: "It may hold words that were marked since", in: tx)
    }

    private static func withdraw(_ kinds: Set<ExportKind>, because reason: String, in tx: Transaction) throws {
        let ids = try tx.rows(
            "SELECT id FROM export_jobs WHERE company_id = \(tx.company) AND state IN ('running', 'done')"
        ) { ExportID($0.int64(0)) }
        let now = Timestamp(milliseconds: tx.now)
        for id in ids {
            guard var job = try ExportJobStore.find(id, in: tx), kinds.contains(job.order.what) else { continue }
            if job.state == .running {
                (job.state, job.done, job.startedAt) = (.waiting, 0, nil)
            } else {
                (job.state, job.bytes, job.expiresAt) = (.failed, nil, now)
                job.error = "\(reason): order it again."
            }
            try ExportJobStore.update(job, in: tx)
            try tx.publish(job.event, on: job.topics)
        }
        if !ids.isEmpty { tx.afterCommit(ExportJobService.Work()) }
    }
}
