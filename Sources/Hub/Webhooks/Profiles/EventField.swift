import Calls
import Domain

/// A field that a profile can fill; `recording.…` and the like are parts of a report of their own.
package enum EventField: String, Sendable, CaseIterable {
    case providerCallID = "providerCallId"
    case providerGroupID = "providerGroupId"
    case direction, from, to, status, unansweredStatus, reason, sequence, occurredAt, startedAt, answeredAt,
        durationSec, answeredBy, callerName, error
    case costAmount = "cost.amount"
    case costCurrency = "cost.currency"
    case city = "geo.city"
    case region = "geo.region"
    case postalCode = "geo.postalCode"
    case country = "geo.country"
    case recordingID = "recording.id"
    case recordingURL = "recording.url"
    case recordingStatus = "recording.status"
    case recordingDurationSec = "recording.durationSec"
    case recordingChannels = "recording.channels"
    case recordingSource = "recording.source"
    case recordingTrack = "recording.track"
    case recordingStartedAt = "recording.startedAt"
    case recordingEndedAt = "recording.endedAt"
    case transcriptURL = "transcript.url"
    case transcriptSource = "transcript.source"
    case transcriptSession = "transcript.session"
    case transcriptSequence = "transcript.sequence"
    case transcriptTrack = "transcript.track"
    case transcriptSpeaker = "transcript.speaker"
    case transcriptText = "transcript.text"
    case transcriptFinal = "transcript.final"
    case transcriptConfidence = "transcript.confidence"
    case transcriptLanguage = "transcript.language"
    case transcriptStartMs = "transcript.startMs"
    case transcriptEndMs = "transcript.endMs"
    case dialCallID = "dial.providerCallId"
    case dialStatus = "dial.status"
    case dialReason = "dial.reason"
    case dialDurationSec = "dial.durationSec"
    case dialBridged = "dial.bridged"
    case gatherStep = "gather.step"
    case gatherVisit = "gather.visit"
    case gatherDigits = "gather.digits"
    case gatherSpeech = "gather.speech"
    case gatherConfidence = "gather.confidence"

    case messageID = "message.id"
    case messageReference = "message.reference"
    case messageStatus = "message.status"
    case messageChannel = "message.channel"
    case messageText = "message.text"
    case messageMediaCount = "message.mediaCount"
    case messageOptOut = "message.optOut"

    /// How a text becomes the field's value.
    enum Kind: Sendable {
        case text, party, integer, decimal, truth, time, duration
        /// One of our own words; a profile needs a map, or the provider's words are ours.
        case word([String])
    }

    var kind: Kind {
        switch self {
        case .from, .to: .party
        case .sequence, .messageMediaCount, .recordingChannels, .transcriptSequence, .gatherVisit: .integer
        case .transcriptConfidence, .gatherConfidence: .decimal
        case .transcriptFinal, .dialBridged: .truth
        case .occurredAt, .startedAt, .answeredAt, .recordingStartedAt, .recordingEndedAt: .time
        case .durationSec, .recordingDurationSec, .dialDurationSec, .transcriptStartMs, .transcriptEndMs: .duration
        case .status, .unansweredStatus, .dialStatus: .word(CallStatus.allCases.map(\.rawValue))
        case .direction: .word(CallDirection.allCases.map(\.rawValue))
        case .reason, .dialReason: .word(EndReason.allCases.map(\.rawValue))
        case .answeredBy: .word(AnsweredBy.allCases.map(\.rawValue))
        case .transcriptSource: .word([TranscriptSource.live.rawValue, TranscriptSource.recording.rawValue])
        case .transcriptSpeaker: .word(Speaker.allCases.map(\.rawValue))
        case .messageStatus: .word(MessageStatus.allCases.map(\.rawValue))
        case .messageChannel: .word(MessageChannel.allCases.map(\.rawValue))
        case .messageOptOut: .word(OptOut.allCases.map(\.rawValue))
        default: .text
        }
    }

    /// Whether an event of that kind has the field.
    package func belongs(to kind: EventKind) -> Bool {
        guard kind != .none else { return true }
        return switch rawValue.prefix(while: { $0 != "." }) {
        case "message": kind == .message
        case "recording": kind != .transcript && kind != .message
        case "transcript": kind == .transcript || kind == .any
        case "cost": kind != .transcript && kind != .message
        case "dial", "gather": kind == .call || kind == .any
        default: true
        }
    }
}
