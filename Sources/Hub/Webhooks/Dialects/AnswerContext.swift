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
    /// `name:password` that the provider shall show at our hooks, where the language can say it (Bandwidth).
    package var credentials: String?

    /// A context; everything but the address may be left out.
    package init(
        hooks: String, call: CallID? = nil, contact: ContactID? = nil, recordingOn: Bool = false,
        transcriptionOn: Bool = false,
        carriesPlan: Bool = true, credentials: String? = nil
    ) {
        self.hooks = hooks
        self.call = call
        self.contact = contact
        self.recordingOn = recordingOn
        self.transcriptionOn = transcriptionOn
        self.carriesPlan = carriesPlan
        self.credentials = credentials
    }
}
