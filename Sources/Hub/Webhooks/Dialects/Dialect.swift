import Calls
import Domain

/// The language in which a provider is told what to do with a call; a closed set, documented in `webhooks/README.md`.
package enum Dialect: String, Sendable, CaseIterable {
    /// Twilio's XML, which several others speak too (reference §2.11).
    case twiml
    /// SignalWire's, which is Twilio's without what came later (reference §3.1).
    case cxml
    /// Telnyx's, which is Twilio's with some words of its own (reference §4.5).
    case texml
    /// Vonage's JSON (reference §5.4).
    case ncco
    /// Plivo's XML (reference §6.3).
    case plivo
    /// Bandwidth's XML (reference §7.3).
    case bxml
    /// Africa's Talking's XML (reference §9.3).
    case africastalking
    /// The XML of FreeSWITCH's mod_httapi (reference §11.2).
    case httapi
    /// The plan itself, for programs that carry it out.
    case json

    /// The document for a call at a place of its plan; the same arguments give the same bytes.
    ///
    /// A step that the language has not is left out, as if it had come to nothing; ``refusals(of:)`` says so before.
    ///
    /// - Parameter position: nil when the plan is over: the call is to be hung up.
    package func document(_ plan: CallPlan, at position: CallPlan.Position?, _ context: AnswerContext) -> AnswerDocument
    {
        let script = PlanScript(plan: plan, context: context, dialect: self)
        return switch self {
        case .twiml, .cxml, .texml: TwiML(script: script).document(at: position)
        case .ncco: NCCO(script: script).document(at: position)
        case .plivo: PlivoXML(script: script).document(at: position)
        case .bxml: BXML(script: script).document(at: position)
        case .africastalking: AfricasTalkingXML(script: script).document(at: position)
        case .httapi: HTTAPI(script: script).document(at: position)
        case .json: PlanDocument(plan: plan, context: context).document()
        }
    }

    /// What a hook answers that only reports.
    package var acknowledgement: AnswerDocument {
        switch self {
        case .json: AnswerDocument(contentType: "application/json", bytes: Array(#"{"success":true}"#.utf8))
        default: AnswerDocument(contentType: nil, bytes: [])
        }
    }

    /// Whether a `dial` reports to its `action` each time that the called party's state changes, and not only its end.
    package var reportsDialling: Bool { self == .ncco }
}

/// The body of an answer.
package struct AnswerDocument: Sendable, Equatable {
    /// nil: no body.
    package let contentType: String?
    /// The whole body.
    package let bytes: [UInt8]

    static func xml(_ writer: XMLWriter) -> AnswerDocument {
        AnswerDocument(contentType: "text/xml; charset=utf-8", bytes: writer.bytes)
    }
}
