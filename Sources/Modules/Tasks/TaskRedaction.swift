import Calls
import ModuleKit

/// Takes words that were marked in a call out of the tasks that quote them, and out of what the log tells of those.
struct TaskRedaction: Sendable {
    let database: Database

    var reactions: [Reaction] {
        [
            .within(TranscriptRedacted.self) { event, tx in try retitle(event, in: tx) },
            .on("tasks.redacted", [TranscriptRedacted.type]) { event in try await scrub(event) },
        ]
    }

    /// A task that was made of a promise has its words for a title; one whose utterance nobody knows may quote any.
    private func retitle(_ event: TranscriptRedacted, in tx: Transaction) throws {
        let changed = Set(event.segments.map(\.segment.wire))
        let quoting = try tx.rows(
            """
            SELECT id, source_key FROM tasks
            WHERE company_id = \(tx.company) AND call_id = \(event.call) AND promise_id IS NOT NULL
            """
        ) { (id: TaskID($0.int64(0)), key: $0.stringOrNil(1)) }
        for quote in quoting {
            let segment = quote.key?.split(separator: ":").first { $0.hasPrefix("seg_") }
            guard segment.map({ changed.contains(String($0)) }) ?? true,
                let before = try TaskStore.task(quote.id, in: tx), before.title != Segment.redacted
            else { continue }
            var task = before
            (task.title, task.version) = (Segment.redacted, before.version + 1)
            _ = try TaskStore.update(task, was: before, TaskEvent.updated, in: tx)
        }
    }

    /// After the commit, for it looks through the whole log before the mark.
    private func scrub(_ event: LoggedEvent) async throws -> DurableReaction.Writes? {
        guard let call = try event.parsed()["data"]["call"].string.flatMap({ CallID(wire: $0) }) else { return nil }
        let ids = try await database.read(event.company) { tx in
            try tx.rows("SELECT id FROM tasks WHERE company_id = \(tx.company) AND call_id = \(call)") {
                TaskID($0.int64(0))
            }.filter { try TaskStore.task($0, in: tx)?.title == Segment.redacted }.map(\.wire)
        }
        guard !ids.isEmpty else { return nil }
        let types = Set(TaskEvent.types.map(\.name))
        var (place, quoting): (Int64, [Int64]) = (0, [])
        while place < event.offset {
            let from = place
            let selection = try await database.read(event.company) {
                try EventLog.select(types, after: from, limit: 500, in: $0)
            }
            quoting += try selection.events.filter { ids.contains(try $0.parsed()["data"]["task"].string ?? "") }
                .map(\.offset)
            guard selection.reached > place else { break }
            place = selection.reached
        }
        let offsets = quoting
        return { tx in
            try tx.overwriteDeleted()
            for offset in offsets { try tx.rewriteEvent(at: offset) { $0["title"] = .string(Segment.redacted) } }
        }
    }
}
