import Analysis
import Calls
import ModuleKit

/// Analyses a call again with the rules that count now; what was found before stays.
struct RerunService: Sendable {
    let database: Database
    let live: LiveAnalysis
    let now: @Sendable () -> Timestamp

    /// What is to be written.
    private struct Found: Sendable {
        let texts: [String]
        let verdicts: [SegmentVerdict]
    }

    /// Begins the next run of a call.
    ///
    /// - Parameter also: Runs in the same transaction.
    /// - Returns: The run.
    func rerun(
        _ name: String, by author: String, _ reason: InsightsUpdated.Reason, in company: CompanyID,
        also: @escaping @Sendable (Call, Transaction) throws -> Void
    ) async throws -> VerdictStore.Run {
        let found = try await analyse(name, in: company)
        return try await database.write(company) { try write(found, of: name, by: author, reason, in: $0, also: also) }
    }

    /// The same for a consumer of the log, which writes for itself.
    func writes(
        of call: CallID, by author: String, _ reason: InsightsUpdated.Reason, in company: CompanyID
    ) async throws -> DurableReaction.Writes {
        let found = try await analyse(call.wire, in: company)
        return { tx in _ = try write(found, of: call.wire, by: author, reason, in: tx) { _, _ in } }
    }

    private func analyse(_ name: String, in company: CompanyID) async throws -> Found {
        let (analyser, segments) = try await database.read(company) { tx in
            let call = try CallService.find(name, in: tx)
            return (
                try live.book.analyser(in: tx),
                try TranscriptStore.segments(
                    of: call.id, source: nil, after: nil, limit: VerdictStore.mostSegments, in: tx)
            )
        }
        let zone = live.wall(of: company)
        // A long call takes a while, and neither a loop nor the writer waits for it.
        return await Task.detached {
            let spoken = segments.filter { $0.text != Segment.redacted && analyser.reads($0.language) }
            return Found(
                texts: spoken.map(\.text), verdicts: spoken.map { SegmentVerdict($0, by: analyser, zone: zone) })
        }.value
    }

    private func write(
        _ found: Found, of name: String, by author: String, _ reason: InsightsUpdated.Reason, in tx: Transaction,
        also: (Call, Transaction) throws -> Void
    ) throws -> VerdictStore.Run {
        let call = try CallService.find(name, in: tx)
        var standing =
            try VerdictStore.standing(of: call.id, in: tx) ?? CallStanding(run: 1, revision: 0, isOver: !call.isOpen)
        standing.run += 1
        let run = VerdictStore.Run(run: standing.run, author: author, at: now())
        try VerdictStore.insert(run, of: call.id, in: tx)
        try PromiseStore.removeAll(of: call.id, in: tx)
        // Words that were marked since they were read are not what was analysed.
        let present = Dictionary(
            try TranscriptStore.everything(of: call.id, in: tx).map { ($0.id, $0.text) }, uniquingKeysWith: { $1 })
        for (verdict, text) in zip(found.verdicts, found.texts) where present[verdict.segment] == text {
            try live.keep(verdict, text: text, of: call, run: run.run, in: tx)
        }
        try also(call, tx)
        try InsightsUpdated.publish(reason, of: call, from: standing, in: tx)
        return run
    }

    /// The consumer that follows when another version of a transcript is shown.
    var reaction: Reaction {
        .on("insights.versions", [TranscriptVersionChanged.type]) { event in
            guard let id = try event.parsed()["data"]["call"].string.flatMap({ CallID(wire: $0) }) else { return nil }
            let isBehind = try await database.read(event.company) { tx in
                guard let standing = try VerdictStore.standing(of: id, in: tx),
                    let shown = try TranscriptVersionStore.versions(of: id, in: tx).first(where: { $0.shown })
                else { return false }
                return try VerdictStore.has(otherThan: shown.source, of: id, run: standing.run, in: tx)
            }
            return isBehind ? try await writes(of: id, by: "program", .version, in: event.company) : nil
        }
    }
}
