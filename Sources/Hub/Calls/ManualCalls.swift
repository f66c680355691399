import Broadcast
import Directory
import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// Calls that somebody writes down by hand, such as one on a telephone that no provider reports: each is one transaction.
///
/// Such a call is of no provider account; it is a call in every list and figure.
struct ManualCalls: Sendable {
    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let dispositions: DispositionService
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// Clocks of people are a little ahead.
    private static let leeway = Duration.seconds(300)

    func log(_ draft: ManualCallDraft, by request: Request, in tx: Transaction) throws -> Call {
        let at = now()
        guard draft.at <= at + Self.leeway else {
            throw Problem.invalid("at", "`at` is in the future; a call is written down after it was.")
        }
        let line = try draft.line.map { try LineService.line($0, in: tx) }
        let remote = try remote(draft, line, in: tx)
        let id: CallID = try tx.newID()
        let local = line.map { parser.party($0.number, region: $0.region) } ?? Party(raw: "", kind: .unknown)
        let isInbound = draft.direction == .inbound
        var call = Call(
            id: id, account: AccountID(0), line: line?.id, lineName: line?.name, providerCallID: "manual-\(id)",
            direction: draft.direction, status: .noAnswer, from: isInbound ? remote : local,
            to: isInbound ? local : remote, match: .none, planVersion: 0, recording: false, transcription: false,
            startedAt: draft.at, heardAt: at)
        Self.end(&call, after: draft.durationSec ?? 0)
        if AgentID(wire: request.author) != nil { call.agent = request.author }
        try introduce(&call, contact: draft.contact, at: at, in: tx)
        try CallStore.insert(call, in: tx)
        try tx.publish(CallEvent(CallEvent.ended, call.view()), on: call.topics)
        try audit("call.logged", id.wire, ["direction": .string(call.direction.rawValue)], request, tx)
        return try amend(call, draft.disposition, draft.note, at: at, by: request, in: tx)
    }

    func change(_ name: String, _ change: ManualCallChange, by request: Request) async throws -> Call {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try Self.manual(name, in: tx)
            var call = before
            if let seconds = change.durationSec { Self.end(&call, after: seconds) }
            if call.differs(from: before) {
                try CallStore.update(call, in: tx)
                try tx.publish(CallEvent(CallEvent.updated, call.view()), on: call.topics)
                try CallHistory.complete(call, in: tx)
            }
            try audit("call.changed", call.id.wire, [:], request, tx)
            return try amend(call, change.disposition, change.note, at: at, by: request, in: tx)
        }
    }

    func remove(_ name: String, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let call = try Self.manual(name, in: tx)
            try CallStore.delete(call.id, in: tx)
            if let interaction = call.interaction { try InteractionStore.delete(interaction, in: tx) }
            try tx.publish(CallDeleted(call: call.id, contact: call.contact), on: call.topics)
            try audit("call.removed", call.id.wire, [:], request, tx)
        }
    }

    private func amend(
        _ call: Call, _ disposition: String?, _ note: String?, at: Timestamp, by request: Request, in tx: Transaction
    ) throws -> Call {
        if let disposition {
            return try dispositions.give(disposition, note, to: call, at: at, by: request, in: tx)
        }
        guard let note else { return try CallService.call(named: call.id.wire, in: tx) }
        return try CallService.amend(call.id, in: tx) {
            try CallNotes.write(note, of: &$0, expecting: nil, by: request.author, at: at, in: tx)
        }
    }

    /// Who was at the other end: a number, or the first number of a contact.
    private func remote(_ draft: ManualCallDraft, _ line: Line?, in tx: Transaction) throws -> Party {
        if let text = draft.number {
            let party = parser.party(text, region: line?.region ?? region(tx.company))
            guard party.kind == .number else { throw Problem.invalid("number", "`number` is no telephone number.") }
            return party
        }
        try ContactDirectory.refuseMerged(draft.contact, in: tx)
        guard let id = draft.contact, let contact = try ContactDirectory.contact(id, in: tx) else {
            throw Problem.invalid("contact", "There is no such contact.")
        }
        guard let number = contact.numbers.first?.number else { return Party(raw: "", kind: .unknown) }
        return Party(raw: number.e164, kind: .number, number: number)
    }

    private func introduce(_ call: inout Call, contact: ContactID?, at: Timestamp, in tx: Transaction) throws {
        guard let contact else {
            _ = try CallContacts.find(for: &call, policy: .never, at: at, in: tx)
            return
        }
        try ContactDirectory.refuseMerged(contact, in: tx)
        guard let known = try ContactDirectory.contact(contact, in: tx) else {
            throw Problem.invalid("contact", "There is no such contact.")
        }
        (call.contact, call.contactName, call.match) = (known.id, known.name, .one)
        try CallHistory.follow(&call, in: tx)
    }

    /// Without a duration nobody spoke.
    private static func end(_ call: inout Call, after seconds: Int64) {
        call.status = seconds > 0 ? .completed : .noAnswer
        call.reason = seconds > 0 ? .normal : .timeout
        call.answeredAt = seconds > 0 ? call.startedAt : nil
        call.answeredBy = seconds > 0 ? .human : nil
        call.durationSec = seconds
        call.endedAt = call.startedAt + .seconds(seconds)
    }

    private static func manual(_ name: String, in tx: Transaction) throws -> Call {
        let call = try CallService.call(named: name, in: tx)
        guard call.account == AccountID(0) else {
            throw Problem.conflict(
                "A provider reported this call: only calls written down by hand are changed or removed.")
        }
        return call
    }
}

/// A call as somebody writes it down.
struct ManualCallDraft: JSONBody {
    var direction: CallDirection
    var at: Timestamp
    var durationSec: Int64?
    var number: String?
    var contact: ContactID?
    var line: LineID?
    var disposition: String?
    var note: String?

    static let schema: Schema = .object(
        [
            .required("direction", .enumeration(CallDirection.self)),
            .required("at", .string(format: .dateTime), "When it began; RFC 3339."),
            .optional("number", .string(min: 3, max: 60), "The other side's, in any form of the line's region."),
            .optional("contact", ContactID.schema, "Whom it was with; whoever has the number, unless told."),
            .optional("line", LineID.schema),
        ] + ManualCallChange.properties
    ).needing(oneOf: "number", "contact")
}

/// What may be changed of it.
struct ManualCallChange: JSONBody {
    var durationSec: Int64?
    var disposition: String?
    var note: String?

    static let properties: [Schema.Property] = [
        .optional("durationSec", .integer(min: 0, max: 172_800), "How long they spoke; 0 and absent: nobody answered."),
        .optional("disposition", .string(min: 1, max: 100), "A path in the line's tree."),
        .optional("note", .string(max: 20_000)),
    ]

    static let schema: Schema = .object(properties).needing(oneOf: "durationSec", "disposition", "note")
}
