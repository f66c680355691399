import Domain

/// One party's connection to a call, as far as events have told.
package struct Leg: Sendable, Equatable {
    package var id: LegID
    package var call: CallID
    package var account: AccountID
    package var providerCallID: String
    package var direction: CallDirection
    /// The far end, as it is shown.
    package var party: String
    package var status: CallStatus
    package var reason: EndReason?
    package var providerStatus: String?
    package var sequence: Int64?
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    package var durationSec: Int64?
    package var answeredBy: AnsweredBy?
    package var heardAt: Timestamp
}

/// The monotonic machine (reference §1.2): late events enrich and never regress, and a repeated one changes nothing.
///
/// Pure: a leg and an event in, a leg out.
package enum CallMachine {
    /// What a leg is after an event.
    package static func apply(_ event: ProviderEvent, to leg: Leg) -> Leg {
        var next = leg
        next.heardAt = max(leg.heardAt, event.receivedAt)
        next.answeredBy = event.answeredBy ?? leg.answeredBy
        guard let status = status(of: event, leg) else { return next }
        let at = event.occurredAt ?? event.receivedAt
        next.startedAt = earlier(event.startedAt ?? at, than: leg.startedAt)
        if isAnswered(event, status) {
            next.answeredAt = earlier(answeredAt(event, at: at), than: leg.answeredAt)
        }
        if advances(from: leg, to: status, event) {
            next.status = status
            next.providerStatus = event.providerStatus ?? leg.providerStatus
            next.reason = event.reason ?? (status.isFinal ? standardReason(of: status) : leg.reason)
            next.endedAt = status.isFinal ? at : nil
        } else if leg.status == .canceled, status == .inProgress, let ended = leg.endedAt, at <= ended {
            // The answer was only told late: nobody cancels a call that was answered.
            next.status = .completed
            next.reason = .normal
        }
        if next.status.isFinal {
            let told = next.status == status ? event.durationSec : nil
            next.durationSec = told ?? leg.durationSec ?? talkTime(next)
        }
        next.sequence = [leg.sequence, event.sequence].compactMap(\.self).max()
        return next
    }

    /// The event's status, or what it means for a leg that nobody answered.
    private static func status(of event: ProviderEvent, _ leg: Leg) -> CallStatus? {
        guard let unanswered = event.unansweredStatus, let status = event.status, status == .completed else {
            return event.status
        }
        return leg.answeredAt != nil || isAnswered(event, status) ? status : unanswered
    }

    private static func isAnswered(_ event: ProviderEvent, _ status: CallStatus) -> Bool {
        status == .inProgress || event.answeredAt != nil || (status == .completed && (event.durationSec ?? 0) > 0)
    }

    /// Whether two states of a leg differ in more than when it was last heard of.
    package static func differs(_ one: Leg, _ other: Leg) -> Bool {
        var same = other
        same.heardAt = one.heardAt
        same.sequence = one.sequence
        return one != same
    }

    /// Rank never goes down; the first final status stays, but talk time beats an earlier no-answer or cancel.
    private static func advances(from leg: Leg, to status: CallStatus, _ event: ProviderEvent) -> Bool {
        guard leg.status.isFinal else { return status.rank > leg.status.rank }
        // What the sweeper said was a guess; the provider knows.
        if leg.providerStatus == LostCalls.providerStatus { return status.isFinal }
        let hadGivenUp = leg.status == .noAnswer || leg.status == .canceled
        return hadGivenUp && status == .completed && (event.durationSec ?? 0) > 0
    }

    /// The earliest word counts, so that every order of a story comes to the same leg; but providers tell whole seconds,
    /// and a part of one is no news.
    private static func earlier(_ told: Timestamp, than known: Timestamp?) -> Timestamp {
        guard let known else { return told }
        return known.milliseconds - told.milliseconds >= 1000 ? told : known
    }

    private static func answeredAt(_ event: ProviderEvent, at: Timestamp) -> Timestamp {
        if let told = event.answeredAt { return told }
        guard event.status == .completed, let talked = event.durationSec else { return at }
        return at - .seconds(talked)
    }

    private static func talkTime(_ leg: Leg) -> Int64? {
        guard let answered = leg.answeredAt, let ended = leg.endedAt else { return nil }
        return max(0, (ended.milliseconds - answered.milliseconds) / 1000)
    }

    private static func standardReason(of status: CallStatus) -> EndReason {
        switch status {
        case .completed: .normal
        case .busy: .busy
        case .noAnswer: .timeout
        case .canceled: .callerCancel
        default: .unknown
        }
    }
}
