import Broadcast
import Directory
import Domain
import SQLite

/// Who is at the other end of a call, made into a contact by the line's policy.
enum CallContacts {
    /// Finds the contact of a call's other side, or makes it when the policy says so; adds the call to its history.
    ///
    /// - Returns: Whether a contact was made.
    static func find(for call: inout Call, policy: Line.AutoCreate, at now: Timestamp, in tx: Transaction) throws
        -> Bool
    {
        guard call.contact == nil, let number = call.remoteNumber else { return false }
        if let (contact, match) = try ContactDirectory.match(number, at: now, in: tx) {
            call.contact = contact.id
            call.contactName = contact.name
            call.match = match
            try CallHistory.follow(&call, in: tx)
            return false
        }
        guard policy == .always || (policy == .answered && call.answeredAt != nil) else { return false }
        try make(number, for: &call, at: now, in: tx)
        return true
    }

    /// Makes the contact of a call that has just been answered, where the line waits for that.
    static func create(for call: inout Call, at now: Timestamp, in tx: Transaction) throws -> Bool {
        guard call.remoteNumber != nil, let line = try call.line.flatMap({ try LineStore.line($0, in: tx) }) else {
            return false
        }
        return try find(for: &call, policy: line.autoCreate, at: now, in: tx)
    }

    private static func make(_ number: PhoneNumber, for call: inout Call, at now: Timestamp, in tx: Transaction) throws
    {
        var draft = ContactDirectory.Draft(source: "call")
        draft.name = call.callerName.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
        draft.numbers = [Contact.Number(number: number)]
        let contact = try ContactDirectory.create(draft, at: now, in: tx)
        call.contact = contact.id
        call.contactName = contact.name
        call.match = .one
        try CallHistory.follow(&call, in: tx)
        try tx.publish(
            ContactEvent(ContactEvent.created, contact: contact.id, name: contact.name, number: number), on: .contacts,
            .contact(contact.id))
    }
}

/// The call as a line in the contact's history.
enum CallHistory {
    /// Has the call stand in the history of its contact and in nobody else's.
    static func follow(_ call: inout Call, in tx: Transaction) throws {
        switch (call.interaction, call.contact) {
        case (nil, nil): return
        case (nil, let contact?):
            let id: InteractionID = try tx.newID()
            _ = try InteractionStore.insert(
                Interaction(id: id, contact: contact, call: call.id, kind: .call, at: call.startedAt), in: tx)
            call.interaction = id
        case (let interaction?, let contact?): try InteractionStore.give(interaction, to: contact, in: tx)
        case (let interaction?, nil):
            try InteractionStore.delete(interaction, in: tx)
            call.interaction = nil
        }
    }

    /// Says in the history what the call came to, and tells whoever watches the contact.
    static func complete(_ call: Call, in tx: Transaction) throws {
        guard let interaction = call.interaction, let contact = call.contact else { return }
        let outcome = call.disposition ?? standardOutcome(of: call)
        try InteractionStore.complete(
            interaction, summary: call.summary, outcome: outcome, sentiment: call.sentiment, in: tx)
        try tx.publish(
            InteractionAdded(
                interaction: interaction, contact: contact, call: call.id, kind: "call", at: call.startedAt,
                summary: call.summary, outcome: outcome), on: .contacts, .contact(contact))
    }

    /// What is said of a call that nobody has said anything of.
    static func standardOutcome(of call: Call) -> String {
        if call.answeredAt != nil { return "answered" }
        return call.direction == .inbound ? "missed" : call.status.rawValue
    }
}

/// The line of a call; one that nobody has set up yet is made, so that no verified call is lost.
enum LineFinder {
    static func line(
        of local: Party, account: AccountID, region: String, at now: Timestamp, in tx: Transaction
    ) throws -> Line? {
        let number = local.number?.e164 ?? local.raw
        guard !number.isEmpty, number.utf8.count <= 255, local.kind != .anonymous else { return nil }
        if let line = try LineStore.line(number: number, in: tx) { return line }
        let line = Line(
            id: try tx.newID(), account: account, number: number, region: region, autoCreate: .always, recording: false,
            transcription: false, maxCallHours: 5, planVersion: 0, configured: false, createdAt: now, version: 1)
        try LineStore.insert(line, in: tx)
        try tx.publish(
            LineChanged(line: line.id, number: number, name: nil, configured: false), on: .calls, .line(line.id))
        return line
    }
}
