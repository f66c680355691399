import Calls
import Domain
import HTTP

/// Finds the document for a verified webhook.
///
/// A pure function of the event, the frozen plan and our own address, so that a repeated webhook gets the same bytes.
package struct Answering: Sendable {
    /// How the provider is answered.
    package let dialect: Dialect
    /// Which address was called.
    package let hook: Profile.Hook
    /// The query of the request, with the position that our own action URL carried.
    package let query: ArraySlice<UInt8>?

    /// Answers one request.
    package init(dialect: Dialect, hook: Profile.Hook, query: ArraySlice<UInt8>?) {
        self.dialect = dialect
        self.hook = hook
        self.query = query
    }

    /// The document, or an empty one for a hook that only reports.
    ///
    /// - Parameters:
    ///   - media: Where streams and relays to the hub itself connect, with the slash.
    ///   - credentials: What the provider shall show at our hooks, where documents say so.
    package func document(
        _ event: ProviderEvent, _ applied: AppliedEvent, hooks: String, media: String? = nil, credentials: String? = nil
    ) -> AnswerDocument {
        guard hook.answers else { return dialect.acknowledgement }
        // A party that still rings or talks is no result yet, and an answer would take the call away from it.
        if dialect.reportsDialling, let dialled = event.dialled, !dialled.status.isFinal {
            return dialect.acknowledgement
        }
        var context = AnswerContext(
            hooks: hooks, call: applied.call, contact: applied.contact, recordingOn: applied.recordingOn,
            transcriptionOn: applied.transcriptionOn, media: media, credentials: credentials)
        context.carriesPlan = beginsInboundCall(event, applied)
        return dialect.document(applied.plan, at: position(event, applied.plan), context)
    }

    /// By what the event says, for a repeated first event is not the call's first any more.
    private func beginsInboundCall(_ event: ProviderEvent, _ applied: AppliedEvent) -> Bool {
        guard event.direction != .outbound, event.recording == nil, event.transcript == nil else { return false }
        return event.status == .queued || event.status == .ringing
    }

    private func position(_ event: ProviderEvent, _ plan: CallPlan) -> CallPlan.Position? {
        // The query was read once already, when the event was.
        guard let query = try? self.query.map({ try FormBody($0) }), let step = query["step"] else {
            // A step of somebody else's document ended here: there is nothing of ours to go on with.
            let isResult = event.dialled != nil || event.gathered != nil || event.recording != nil
            return isResult ? nil : plan.start
        }
        let visit = query["visit"].flatMap { Int($0) } ?? 1
        let attempt = query["attempt"].flatMap { Int($0) } ?? 1
        guard let position = plan.position(step: step, visit: visit, attempt: attempt) else { return nil }
        return plan.next(after: position, result: Self.result(of: event))
    }

    private static func result(of event: ProviderEvent) -> CallPlan.StepResult {
        if let dialled = event.dialled {
            return .dialled(answered: dialled.status == .completed || dialled.status == .inProgress)
        }
        if event.recording != nil { return .recorded }
        if let gathered = event.gathered { return .input(digits: gathered.digits, speech: gathered.speech) }
        return .nothing
    }
}
