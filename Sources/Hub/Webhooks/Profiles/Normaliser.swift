import Calls
import Domain

/// Makes a ``ProviderEvent`` of a verified webhook, by the tables of its profile.
struct Normaliser {
    let account: AccountID
    let hook: Profile.Hook
    let receivedAt: Timestamp
    /// Reads what the provider calls a number; what needs a region to be understood stays `.unknown`.
    let party: @Sendable (String) -> Party

    /// What was said, of whichever kind.
    enum Reading {
        case call(ProviderEvent)
        case message(ProviderMessage)
        /// Nothing of which the hub has a use.
        case nothing
    }

    /// - Throws: A ``Refusal`` of the reason `incomplete` that names what is missing.
    func event(_ delivery: inout Delivery) throws(Refusal) -> Reading {
        for requirement in hook.requirements {
            let text = delivery.text(requirement.place)
            guard let allowed = requirement.values else { continue }
            guard let text else { throw missing(requirement.place) }
            guard allowed.isEmpty || allowed.contains(text) else {
                let values = allowed.joined(separator: ", ")
                throw Refusal(reason: .incomplete, detail: "`\(requirement.place.text)` must be one of \(values).")
            }
        }
        var draft = EventDraft(account: account, receivedAt: receivedAt)
        guard let variant = hook.variants.first(where: { fits($0, &delivery) }) else {
            return .call(try draft.event([]))
        }
        if variant.event == .none { return .nothing }
        for rule in variant.rules { apply(rule, &delivery, &draft) }
        if variant.event == .message { return .message(try draft.message(variant.rules)) }
        return .call(try draft.event(variant.rules))
    }

    private func fits(_ variant: Profile.Variant, _ delivery: inout Delivery) -> Bool {
        for condition in variant.conditions {
            let text = delivery.text(condition.place)
            guard let allowed = condition.values else {
                if text == nil { continue }
                return false
            }
            guard let text, allowed.isEmpty || allowed.contains(text) else { return false }
        }
        return true
    }

    private func missing(_ place: Place) -> Refusal {
        Refusal(reason: .incomplete, detail: "`\(place.text)` is missing.")
    }

    private func apply(_ rule: Profile.FieldRule, _ delivery: inout Delivery, _ draft: inout EventDraft) {
        for place in rule.places {
            guard let text = delivery.text(place) else { continue }
            // A text that stands in the profile is no word of the provider's.
            if rule.field == .status, draft.event.providerStatus == nil, !place.isConstant {
                draft.event.providerStatus = EventDraft.clipped(text)
            }
            var word = text
            if let map = rule.map {
                switch map[text] {
                case .some(.some(let ours)): word = ours
                case .some(.none): continue
                case .none: if case .word = rule.field.kind { continue }
                }
            }
            if draft.set(rule.field, word, rule.format, party) { return }
        }
    }
}

extension Refusal: Error {}
