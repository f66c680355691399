import Domain
import JSON

/// A conversation by phone, as far as events have told.
package struct Call: Sendable {
    package var id: CallID
    package var account: AccountID
    package var line: LineID?
    package var lineName: String?
    /// Of the first leg.
    package var providerCallID: String
    package var direction: CallDirection
    package var status: CallStatus
    package var reason: EndReason?
    package var from: Party
    package var to: Party
    package var contact: ContactID?
    package var contactName: String?
    package var match: CallView.Who.Match
    package var interaction: InteractionID?
    package var callerName: String?
    package var geoJSON: String?
    package var planVersion: Int64
    package var recording: Bool
    package var transcription: Bool
    package var startedAt: Timestamp
    package var answeredAt: Timestamp?
    package var endedAt: Timestamp?
    package var durationSec: Int64?
    package var answeredBy: AnsweredBy?
    package var agent: String?
    package var disposition: String?
    package var summary: String?
    package var sentiment: String?
    package var intent: String?
    package var note: String?
    /// Counts changes of the note.
    package var noteVersion: Int64 = 0
    package var heardAt: Timestamp

    /// The other side's number, where it is one.
    package var remoteNumber: PhoneNumber? { (direction == .inbound ? from : to).number }

    /// Our side's number, where it is one.
    package var localNumber: PhoneNumber? { (direction == .inbound ? to : from).number }

    /// Whether the call still goes on.
    package var isOpen: Bool { endedAt == nil }

    /// As a dashboard shows it.
    package func view(created: Bool = false) -> CallView {
        var view = CallView(
            id: id, providerCallID: providerCallID, direction: direction, status: status, from: from, to: to,
            startedAt: startedAt)
        view.reason = reason
        view.line = line
        view.lineName = lineName
        view.contact = contact.map { CallView.Who(id: $0, name: contactName, match: match, created: created) }
        view.callerName = callerName
        view.agent = agent
        view.answeredAt = answeredAt.map { $0.shown(after: startedAt) }
        view.endedAt = endedAt.map { $0.shown(after: startedAt) }
        view.durationSec = durationSec
        view.disposition = disposition
        view.note = note
        view.noteVersion = noteVersion
        return view
    }
}

extension Timestamp {
    /// Itself, or the start when it lies less than a second before it: providers tell whole seconds, we do not.
    func shown(after start: Timestamp) -> Timestamp {
        (1..<1000).contains(start.milliseconds - milliseconds) ? start : self
    }
}
