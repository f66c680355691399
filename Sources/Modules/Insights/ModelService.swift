import Calls
import ModuleKit

/// Has a language model take over jobs of the analysis, for companies that want that.
struct ModelService: Sendable {
    let database: Database
    let store: ModelStore
    let client: ModelClient
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// An answer that cannot be read is asked for so often.
    private static let mostUnreadable = 3

    func settings(in company: CompanyID) async throws -> ModelSettings {
        guard let settings = try await database.read(company, { try store.settings(in: $0) }) else {
            throw InsightsError.noModel
        }
        return settings
    }

    func set(_ draft: ModelDraft, by request: Request) async throws -> ModelSettings {
        let settings = draft.settings(at: now())
        return try await database.write(request.company) { [settings] tx in
            // Whoever changes the price need not know the key, unless it would go to another server.
            var settings = settings
            if settings.key == nil, let before = try store.settings(in: tx), before.base == settings.base {
                settings.key = before.key
            }
            try store.set(settings, in: tx)
            try audit(
                "analysis.model_set", request.company.wire,
                ["base": .string(settings.base), "model": .string(settings.model)], request, tx)
            return settings
        }
    }

    func remove(by request: Request) async throws {
        try await database.write(request.company) { tx in
            guard try store.remove(in: tx) else { throw InsightsError.noModel }
            try audit("analysis.model_removed", request.company.wire, [:], request, tx)
        }
    }

    // MARK: After a call

    /// The consumer that asks the model when words of a call are complete, or have become others.
    var reaction: Reaction {
        .on("insights.model", [InsightsUpdated.type]) { event in
            let data = try event.parsed()["data"]
            guard let reason = data["reason"].string.flatMap(InsightsUpdated.Reason.init), reason.isOfWords,
                let call = data["call"].string.flatMap({ CallID(wire: $0) })
            else { return nil }
            let revision = data["revision"].int64 ?? 0
            let task = try await database.read(event.company) { tx in
                try self.task(about: call, reason, revision: revision, in: tx)
            }
            guard let task else { return nil }
            return try await answer(to: task, event)
        }
    }

    /// What a model is to be asked.
    private struct ModelTask: Sendable {
        let call: Call
        /// Of the words that it is asked about.
        let revision: Int64
        let settings: ModelSettings
        let prompt: ModelPrompt
    }

    private func task(
        about id: CallID, _ reason: InsightsUpdated.Reason, revision: Int64, in tx: Transaction
    ) throws -> ModelTask? {
        guard let settings = try store.settings(in: tx), let standing = try VerdictStore.standing(of: id, in: tx),
            standing.isOver || reason == .requested,
            // Words have changed again since, and the event that says so comes next.
            standing.wordsRevision <= revision
        else { return nil }
        let call = try CallService.find(id.wire, in: tx)
        let segments = try TranscriptStore.segments(
            of: id, source: nil, after: nil, limit: VerdictStore.mostSegments, in: tx)
        guard segments.contains(where: { $0.text != Segment.redacted }) else { return nil }
        return ModelTask(
            call: call, revision: revision, settings: settings,
            prompt: ModelPrompt(settings.jobs, about: segments, at: call.startedAt))
    }

    private func answer(to task: ModelTask, _ event: LoggedEvent) async throws -> DurableReaction.Writes {
        let settings = task.settings
        do {
            let completion = try await client.ask(settings, system: task.prompt.system, user: task.prompt.user)
            let paid = PaidAnswer(
                amountMillionths: settings.cost(
                    inputTokens: completion.inputTokens, outputTokens: completion.outputTokens),
                currency: settings.currency, reference: completion.id ?? "\(event.offset).\(event.attempt)")
            do {
                let content = try completion.content.get()
                let verdicts = try task.prompt.verdicts(in: content, method: settings.method)
                return { tx in try keep(verdicts, about: task, paid, in: tx) }
            } catch {
                // Also an answer that is of no use is paid for.
                try await database.write(event.company) { try paid.note(for: task.call.id, in: $0) }
                throw error
            }
        } catch let fault as ModelFault {
            guard isFinal(fault, at: event.attempt) else { throw fault }
            let trouble = ModelTrouble(method: settings.method, detail: fault.description, at: now())
            return { tx in try ModelVerdictStore.set(trouble, of: task.call.id, in: tx) }
        }
    }

    /// Whether another attempt would be in vain: then the calls after this one shall not wait for it.
    private func isFinal(_ fault: ModelFault, at attempt: Int) -> Bool {
        switch fault {
        case .refused: true
        case .unreadable: attempt >= Self.mostUnreadable
        case .busy, .failed: false
        }
    }

    private func keep(_ verdicts: [ModelVerdict], about task: ModelTask, _ paid: PaidAnswer, in tx: Transaction) throws
    {
        let id = task.call.id
        try paid.note(for: id, in: tx)
        // What was said of words that have changed meanwhile may quote what is gone; it is asked again.
        guard let standing = try VerdictStore.standing(of: id, in: tx), standing.wordsRevision <= task.revision else {
            return
        }
        let call = try CallService.find(id.wire, in: tx)
        let at = now()
        try ModelVerdictStore.set(nil, of: id, in: tx)
        for verdict in verdicts {
            try ModelVerdictStore.insert(verdict, of: id, at: at, in: tx)
            guard verdict.job == .promises else { continue }
            try PromiseStore.removeAll(of: id, in: tx)
            for item in verdict.body["items"].array ?? [] {
                let due = item["dueAt"].string.flatMap { TimestampParser.parse($0) }
                try PromiseStore.insert(
                    SpokenPromise(
                        id: try tx.newID(), call: id, contact: call.contact,
                        speaker: item["speaker"].string.flatMap(Speaker.init) ?? .unknown,
                        text: item["text"].string ?? "", dueAt: due, isExact: due != nil, madeAt: call.startedAt,
                        method: verdict.method, version: verdict.version,
                        confidence: item["confidence"].double ?? 0.5),
                    in: tx)
            }
        }
        try InsightsUpdated.publish(.model, of: call, from: standing, in: tx)
    }
}

/// What one answer has cost.
private struct PaidAnswer: Sendable {
    let amountMillionths: Int64
    let currency: String
    /// The server's name for the answer, or ours: the same for each time that the same answer is noted.
    let reference: String

    func note(for call: CallID, in tx: Transaction) throws {
        try CostStore.note(
            call: call, kind: .languageModel, amountMillionths: amountMillionths, currency: currency,
            reference: String(reference.prefix(255)), in: tx)
    }
}

extension InsightsUpdated.Reason {
    /// Whether other words are there than before, or somebody wants them read again.
    var isOfWords: Bool { self != .given && self != .model }
}
