import Calls
import Domain

/// The language in which a provider is told what to do with a call; a closed set, documented in `webhooks/README.md`.
package enum Dialect: String, Sendable, CaseIterable {
    /// Twilio's XML, which several others speak too.
    case twiml
    /// The plan itself, for programs that carry it out.
    case json

    /// The document for a call at a place of its plan; the same arguments give the same bytes.
    ///
    /// - Parameter position: nil when the plan is over: the call is to be hung up.
    package func document(_ plan: CallPlan, at position: CallPlan.Position?, _ context: AnswerContext) -> AnswerDocument
    {
        switch self {
        case .twiml: TwiML(plan: plan, context: context).document(at: position)
        case .json: PlanDocument(plan: plan, context: context).document()
        }
    }

    /// What a hook answers that only reports.
    package var acknowledgement: AnswerDocument {
        switch self {
        case .twiml: AnswerDocument(contentType: nil, bytes: [])
        case .json: AnswerDocument(contentType: "application/json", bytes: Array(#"{"success":true}"#.utf8))
        }
    }
}

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

    /// A context; everything but the address may be left out.
    package init(
        hooks: String, call: CallID? = nil, contact: ContactID? = nil, recordingOn: Bool = false,
        transcriptionOn: Bool = false,
        carriesPlan: Bool = true
    ) {
        self.hooks = hooks
        self.call = call
        self.contact = contact
        self.recordingOn = recordingOn
        self.transcriptionOn = transcriptionOn
        self.carriesPlan = carriesPlan
    }
}

/// The body of an answer.
package struct AnswerDocument: Sendable, Equatable {
    /// nil: no body.
    package let contentType: String?
    /// The whole body.
    package let bytes: [UInt8]
}
