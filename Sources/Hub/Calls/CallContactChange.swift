import Broadcast
import Directory
import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// Whose call it was, when somebody knows better: it goes to another contact with its line of the history and with what
/// other parts of the program keep of it, all in one transaction.
struct CallContactChange: Sendable {
    let database: Database
    /// What goes with a call.
    let movers: [CallMover]
    let audit: AuditWriter

    /// The call as it stands, and whose it was.
    struct Outcome: Sendable, JSONEncodable {
        let call: Call
        /// nil: it was nobody's.
        let former: ContactID?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("call", call)
                $0.member("former", former)
            }
        }

        static let schema: Schema = .object([
            .required("call", Call.schema),
            .optional(
                "former", ContactID.schema,
                "Whose it was before: put back, it takes the change back. Absent: nobody's, so null does."),
        ])
    }

    /// Says whose call it was; said again, it changes nothing.
    func put(_ name: String, _ draft: CallContactDraft, by request: Request) async throws -> Outcome {
        try await database.write(request.company) { tx in
            let before = try CallService.call(named: name, in: tx)
            guard draft.contact != before.contact else { return Outcome(call: before, former: before.contact) }
            var call = before
            (call.contact, call.contactName, call.match) = (nil, nil, .none)
            if let id = draft.contact {
                try ContactDirectory.refuseMerged(id, in: tx)
                guard let known = try ContactDirectory.contact(id, in: tx) else {
                    throw Problem.invalid("contact", "`contact` is no contact of the company.")
                }
                (call.contact, call.contactName, call.match) = (known.id, known.name, .one)
            }
            try CallHistory.follow(&call, in: tx)
            try CallStore.update(call, in: tx)
            for move in movers { try move(call.id, before.contact, call.contact, tx) }
            try tell(call, was: before, by: request, in: tx)
            return Outcome(call: try CallService.call(named: call.id.wire, in: tx), former: before.contact)
        }
    }

    private func tell(_ call: Call, was before: Call, by request: Request, in tx: Transaction) throws {
        let former = before.contact.map { [Topic.contact($0)] } ?? []
        try tx.publish(CallEvent(CallEvent.updated, call.view()), on: call.topics + former)
        if let line = before.interaction, let contact = call.contact ?? before.contact {
            // Both histories are others now.
            let type = call.interaction == nil ? InteractionChanged.deleted : InteractionChanged.updated
            try tx.publish(
                InteractionChanged(type, line, of: contact),
                on: [.contacts] + (call.contact.map { [.contact($0)] } ?? []) + former)
        } else if call.endedAt != nil {
            try CallHistory.complete(call, in: tx)
        }
        let wire = { (id: ContactID?) in id.map { JSONValue.string($0.wire) } ?? .null }
        try audit(
            "call.contact-changed", call.id.wire, ["from": wire(before.contact), "to": wire(call.contact)], request, tx)
    }
}

/// Whose call it was.
struct CallContactDraft: JSONBody {
    /// nil: nobody's that is known.
    var contact: ContactID?

    static let schema: Schema = .object([
        .required("contact", ContactID.schema.nullable, "Any contact of the company; null: nobody that is known.")
    ])
}
