import Calls
import Domain

/// What a document needs besides the plan.
package struct AnswerContext: Sendable {
    /// Where our hooks of the account are, with the slash: `https://…/webhooks/twilio/acc_…/`.
    package var hooks: String
    /// Ours, for who wants to name it.
    package var call: CallID?
    /// Who calls, where somebody is known.
    package var contact: ContactID?
    /// The line's switches, frozen when the call began.
    package var recordingOn: Bool
    /// The same for live transcription.
    package var transcriptionOn: Bool
    /// Whether the reader shall get the plan (JSON dialect: only as the answer to a new inbound call).
    package var carriesPlan: Bool
    /// Where streams and relays to the hub itself connect, with the slash: `wss://…/media/twilio/acc_…/`; nil: nowhere.
    package var media: String?
    /// `name:password` that the provider shall show at our hooks, where the language can say it (Bandwidth).
    package var credentials: String?

    /// A context; everything but the address may be left out.
    package init(
        hooks: String, call: CallID? = nil, contact: ContactID? = nil, recordingOn: Bool = false,
        transcriptionOn: Bool = false,
        carriesPlan: Bool = true, media: String? = nil, credentials: String? = nil
    ) {
        self.hooks = hooks
        self.call = call
        self.contact = contact
        self.recordingOn = recordingOn
        self.transcriptionOn = transcriptionOn
        self.carriesPlan = carriesPlan
        self.media = media
        self.credentials = credentials
    }

    /// The same action with the hub's own address, where the plan names no other program's.
    func addressed(_ action: CallPlan.Action) -> CallPlan.Action {
        switch action {
        case .stream(var stream) where stream.url == nil:
            stream.url = media.map { $0 + "stream" }
            return .stream(stream)
        case .relay(var relay) where relay.url == nil:
            relay.url = media.map { $0 + "relay" }
            return .relay(relay)
        default: return action
        }
    }
}
