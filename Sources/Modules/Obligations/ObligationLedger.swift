import Accounts
import Calls
import Directory
import ModuleKit

/// What brings obligations about and what settles them; each runs in the transaction of the event that tells of it.
///
/// The order of events is the order in which they were told, which need not be the order in which they happened. So an
/// obligation is settled only by what was not before its newest cause, and none begins with what was before the person
/// was reached.
struct ObligationLedger: Sendable {
    let book: HoursBook

    var reactions: [Reaction] {
        [
            .within(CallEvent.self) { event, tx in try heard(event, in: tx) },
            .within(RecordingReady.self) { event, tx in try heard(event, in: tx) },
            .within(MessageEvent.self) { event, tx in try heard(event, in: tx) },
            .within(InteractionAdded.self) { event, tx in try heard(event, in: tx) },
        ]
    }

    // MARK: What is told

    private func heard(_ event: CallEvent, in tx: Transaction) throws {
        if event.call.answeredAt != nil { return try answered(event.call, in: tx) }
        guard event.type == CallEvent.ended, event.call.isMissed else { return }
        let kind: Obligation.Kind = try Self.hasVoicemail(event.call.id, in: tx) ? .voicemail : .missedCall
        if let cause = ObligationCause(kind, event.call) { try open(cause, in: tx) }
    }

    /// A voicemail is often complete only after its call has ended.
    private func heard(_ event: RecordingReady, in tx: Transaction) throws {
        let call = try CallService.find(event.call.wire, in: tx).view()
        guard call.isMissed, call.endedAt != nil, try Self.hasVoicemail(call.id, in: tx) else { return }
        guard let known = try ObligationStore.cause(call.id.rawValue, in: tx) else {
            if let cause = ObligationCause(.voicemail, call) { try open(cause, in: tx) }
            return
        }
        guard known.kind == Obligation.Kind.missedCall.rawValue,
            let before = try ObligationStore.obligation(known.obligation, in: tx)
        else { return }
        try ObligationStore.note(
            call.id.rawValue, Obligation.Kind.voicemail.rawValue, of: known.obligation, in: tx)
        guard !before.state.isClosed else { return }
        var after = before
        after.kind = .voicemail
        try ObligationJournal.write(after, was: before, change(.voicemail, call.id.wire, in: tx), in: tx)
    }

    private func heard(_ event: MessageEvent, in tx: Transaction) throws {
        guard event.direction == .outbound else {
            guard event.type == MessageEvent.received else { return }
            if let cause = ObligationCause(event, at: Timestamp(milliseconds: tx.now)) { try open(cause, in: tx) }
            return
        }
        guard event.status.rank >= MessageStatus.sent.rank, let number = PhoneNumber(shown: event.to) else { return }
        let waiting = try ObligationStore.standing(number, event.contact, in: tx)
        guard !waiting.isEmpty, let at = try MessageReading.at(event.message, in: tx) else { return }
        switch event.status {
        case .delivered, .read:
            try reached(waiting, at: at, .reachedByMessage, event.message.wire, in: tx)
        case .sent:
            for obligation in waiting where obligation.lastAt <= at {
                try ObligationStore.sent(event.message, at: at, to: obligation.id, in: tx)
            }
        default:
            for obligation in waiting { try ObligationStore.forgetSent(event.message, to: obligation.id, in: tx) }
        }
    }

    private func heard(_ event: InteractionAdded, in tx: Transaction) throws {
        guard event.call == nil, let contact = event.contact,
            let end = Obligation.End(interaction: event.kind, outcome: event.outcome),
            let numbers = try ContactDirectory.contact(contact, in: tx)?.numbers.map(\.number)
        else { return }
        var waiting: [Obligation] = []
        for number in numbers {
            let more = try ObligationStore.standing(number, contact, in: tx)
            waiting += more.filter { one in !waiting.contains { $0.id == one.id } }
        }
        try reached(waiting, at: event.at, end, event.interaction.wire, in: tx)
    }

    private static func hasVoicemail(_ call: CallID, in tx: Transaction) throws -> Bool {
        // Providers that tell recordings apart call the caller's message this; a recording of the whole call is none.
        try RecordingStore.recordings(of: call, in: tx).contains {
            $0.status == "completed" && $0.durationSec != 0 && [nil, "RecordVerb"].contains($0.source)
        }
    }

    // MARK: Somebody waits

    private func open(_ cause: ObligationCause, in tx: Transaction) throws {
        guard try ObligationStore.cause(cause.id, in: tx) == nil else { return }
        let person = try ObligationPerson(cause.number, cause.contact, in: tx)
        guard person.contact?.status != .blocked else { return }
        // A message tells of itself at once; a call may be told of long after it was.
        if cause.kind != .unansweredMessage, try person.wasReached(since: cause.at, in: tx) { return }
        let rules = try book.rules(of: cause.line, in: tx)
        if let standing = try ObligationStore.standing(cause.number, cause.contact, line: cause.line, in: tx) {
            return try add(cause, to: standing, dueAt: rules.due(from: cause.at), in: tx)
        }
        let isMessage = cause.kind == .unansweredMessage
        var obligation = Obligation(
            id: try tx.newID(), kind: cause.kind, state: .open, contact: cause.contact, number: cause.number,
            line: cause.line, calls: isMessage ? 0 : 1, messages: isMessage ? 1 : 0,
            openedAt: Timestamp(milliseconds: tx.now), lastAt: cause.at, dueAt: rules.due(from: cause.at), version: 1)
        obligation.owner = try [person.lastAgent(in: tx), rules.document.owner].compactMap(\.self)
            .first { try UserService.isMember($0, in: tx) }
        obligation.team = rules.document.team
        try ObligationJournal.open(obligation, change(.opened, cause.name, in: tx), in: tx)
        try ObligationStore.note(cause.id, cause.kind.rawValue, of: obligation.id, in: tx)
    }

    private func add(
        _ cause: ObligationCause, to before: Obligation, dueAt: Timestamp, in tx: Transaction
    ) throws {
        var after = before
        if cause.kind == .unansweredMessage { after.messages += 1 } else { after.calls += 1 }
        after.kind = [before.kind, cause.kind].max { $0.weight < $1.weight } ?? before.kind
        after.contact = before.contact ?? cause.contact
        after.lastAt = max(before.lastAt, cause.at)
        after.dueAt = min(before.dueAt, dueAt)
        // Who calls again does not want to wait until somebody's rest is over.
        if before.state == .snoozed { (after.state, after.snoozedUntil) = (.open, nil) }
        try ObligationStore.note(cause.id, cause.kind.rawValue, of: before.id, in: tx)
        try ObligationStore.forgetSent(to: before.id, in: tx)
        try ObligationJournal.write(after, was: before, change(.again, cause.name, in: tx), in: tx)
    }

    // MARK: Somebody was reached

    private func answered(_ view: CallView, in tx: Transaction) throws {
        guard let number = (view.direction == .inbound ? view.from : view.to).number else { return }
        var waiting = try ObligationStore.standing(number, view.contact?.id, in: tx)
        guard !waiting.isEmpty else { return }
        let call = try CallService.find(view.id.wire, in: tx)
        guard let at = try CallService.bothSpokeAt(call, in: tx) else { return }
        if let known = try ObligationStore.cause(call.id.rawValue, in: tx), known.kind != "answered",
            let place = waiting.firstIndex(where: { $0.id == known.obligation })
        {
            waiting[place] = try withdraw(call, from: waiting[place], in: tx)
        }
        let end: Obligation.End = view.direction == .inbound ? .calledAgain : .reachedByCall
        try reached(waiting, at: at, end, call.id.wire, in: tx)
    }

    /// A call that had been taken for missed was answered after all.
    private func withdraw(_ call: Call, from before: Obligation, in tx: Transaction) throws -> Obligation {
        var after = before
        after.calls = max(0, before.calls - 1)
        try ObligationStore.note(call.id.rawValue, "answered", of: before.id, in: tx)
        return try ObligationJournal.write(after, was: before, change(.answered, call.id.wire, in: tx), in: tx)
    }

    private func reached(
        _ waiting: [Obligation], at: Timestamp, _ end: Obligation.End, _ source: String, in tx: Transaction
    ) throws {
        for before in waiting where before.lastAt <= at || before.calls + before.messages == 0 {
            var after = before
            (after.state, after.end, after.snoozedUntil) = (.done, end, nil)
            after.closedAt = Timestamp(milliseconds: tx.now)
            try ObligationJournal.write(
                after, was: before, change(.done, source, detail: end.rawValue, in: tx), in: tx)
        }
    }

    private func change(
        _ what: ObligationChange.What, _ source: String, detail: String? = nil, in tx: Transaction
    ) -> ObligationChange {
        ObligationChange(what: what, at: Timestamp(milliseconds: tx.now), source: source, detail: detail)
    }
}

extension Obligation.Kind {
    /// Which of several names an obligation: a voice that waits weighs more than a number that called.
    fileprivate var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
