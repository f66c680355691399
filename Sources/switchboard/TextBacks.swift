import Domain
import Messaging
import Obligations

extension MessagingModule {
    /// Writes to whoever is waiting for an answer: by consent, in quiet hours and once for each `Idempotency-Key`, as any
    /// other message.
    var textBack: TextBack {
        { number, line, content, _, request in
            var draft = MessageDraft(to: number.e164, line: line)
            switch content {
            case .text(let text): draft.text = text
            case .template(let name, let values): (draft.template, draft.variables) = (name, values)
            }
            return try await send(draft, by: request)
        }
    }
}
