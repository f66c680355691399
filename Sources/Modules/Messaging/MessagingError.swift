import HTTP
import ModuleKit
import Providers

/// Why a message is not sent, or a template not written.
enum MessagingError: Error, Sendable {
    case unknownTemplate(MessageTemplateID)
    case templateExists(MessageTemplateID)
    case unknownMessage(MessageID)
    /// The provider has it, or is being given it.
    case underWay(MessageID)
    case notOffered(provider: String, MessageChannel)
    case noMedia(provider: String)
    /// Nobody has said how the hub signs in there.
    case noLogin(AccountID)
    /// The same `clientId` belongs to another message.
    case clientIDReused
    case refused(SendingRefusal)
}

/// Why somebody is not written to now.
enum SendingRefusal: Error, Sendable, Equatable {
    case blocked
    case noConsent(ConsentState, MessageChannel, ConsentPurpose)
    /// Nobody wrote within a day, and the text is not an approved one.
    case sessionClosed
    case quiet(window: String, until: Timestamp)

    /// A word for it, for the message that was to be sent.
    var word: String {
        switch self {
        case .blocked: "blocked"
        case .noConsent: "no-consent"
        case .sessionClosed: "session-closed"
        case .quiet: "quiet-hours"
        }
    }

    /// The same in a sentence.
    var detail: String {
        switch self {
        case .blocked: "The contact is blocked."
        case .noConsent(.withdrawn, let channel, let purpose):
            "The person has withdrawn their consent to \(purpose.rawValue) messages by \(channel.rawValue)."
        case .noConsent(_, let channel, let purpose):
            "The person has not consented to \(purpose.rawValue) messages by \(channel.rawValue): "
                + "PUT /api/crm/contacts/:id/consents when they do."
        case .sessionClosed:
            "Outside 24 hours after the person's last WhatsApp message only templates with a `contentId` are sent."
        case .quiet(let window, let until):
            "The quiet hours `\(window)` last until \(until): send it then, with `sendAt`."
        }
    }
}

extension MessagingError: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .unknownTemplate(let id): .notFound("There is no message template \(id).")
        case .templateExists(let id):
            .conflict("There is a template with this name, channel and language.", extra: ["template": id])
        case .unknownMessage(let id): .notFound("There is no message \(id).")
        case .underWay(let id): .conflict("The message \(id) waits no more, and cannot be called back.")
        case .notOffered(let provider, let channel):
            .invalid(
                "line",
                "By \(channel.rawValue) nothing is sent through `\(provider)`, but through "
                    + "\(ProviderKind.names(sending: channel)).")
        case .noMedia(let provider):
            .invalid("mediaUrls", "Through `\(provider)` texts are sent, and nothing with them.")
        case .noLogin(let account):
            .conflict("The hub has no login at the provider: PUT /api/provider-accounts/\(account)/login first.")
        case .clientIDReused:
            Problem(
                .unprocessableContent, "/problems/client-id-reused", "Id used for another message",
                detail: "This `clientId` belongs to another message; take a new one.", field: "clientId")
        case .refused(let refusal): refusal.problem
        }
    }
}

extension SendingRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .blocked: Problem(.conflict, "/problems/blocked", "Contact blocked", detail: detail)
        case .noConsent(let state, let channel, let purpose):
            Problem(
                .conflict, "/problems/no-consent", "No consent", detail: detail,
                extra: ["consent": state, "channel": channel, "purpose": purpose])
        case .sessionClosed:
            Problem(.conflict, "/problems/session-closed", "No conversation is open", detail: detail)
        case .quiet(let window, let until):
            Problem(
                .conflict, "/problems/quiet-hours", "Quiet hours", detail: detail,
                extra: ["window": window, "nextAllowedAt": until])
        }
    }
}
