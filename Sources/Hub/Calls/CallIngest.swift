import Broadcast
import Directory
import Domain
import SQLite

/// Turns what a webhook says into a call, its legs, its contact and an event, once however often it is said.
///
/// Runs inside the writer's closure, so every step may be run again. Idempotency needs no table of its own: a leg is
/// unique by account and provider id, the machine is monotonic, a recording and a segment are unique by their provider's
/// keys, and what changes nothing publishes nothing.
package struct CallIngest: Sendable {
    private let parser: PhoneParser
    private let region: @Sendable (CompanyID) -> String
    private let recordingCompleted: RecordingHook
    private let plans = CallPlanCache()
    /// How stale "last heard of" may be while nothing but words comes: the sweeper counts in hours.
    private static let hearingStep = Duration.seconds(300)

    /// - Parameters:
    ///   - region: How a company's national numbers are read where no line says so; two upper-case letters.
    ///   - recordingCompleted: Hears of each recording that its provider has finished, in the same transaction.
    package init(
        parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        recordingCompleted: @escaping RecordingHook = { _, _ in }
    ) {
        self.parser = parser
        self.region = region
        self.recordingCompleted = recordingCompleted
    }

    /// Applies an event: finds or makes the call, the leg, the line and the contact, and publishes what changed.
    package func apply(_ event: ProviderEvent, in tx: Transaction) throws -> AppliedEvent {
        if let leg = try LegStore.leg(event.providerCallID, account: event.account, in: tx),
            let call = try CallStore.call(leg.call, in: tx)
        {
            return try advance(call, leg, with: event, in: tx)
        }
        if let group = event.providerGroupID,
            let id = try LegStore.conversation(group, account: event.account, in: tx),
            let call = try CallStore.call(id, in: tx)
        {
            if group == event.providerCallID,
                let leg = try LegStore.leg(call.providerCallID, account: event.account, in: tx)
            {
                // It is about the conversation, and names no leg: the first one stands for it.
                return try advance(call, leg, with: event, in: tx)
            }
            let leg = try join(call, with: event, in: tx)
            return try advance(call, leg, with: event, isNewLeg: true, in: tx)
        }
        return try begin(event, in: tx)
    }

    /// Notes that something was heard of a call that goes on, lest the sweeper closes it.
    package static func hear(_ call: Call, at now: Timestamp, in tx: Transaction) throws {
        guard call.isOpen, now > call.heardAt + hearingStep else { return }
        try CallStore.heard(call.id, at: now, in: tx)
    }

    /// Notes a call that we have had placed ourselves: whom it is for, whichever phone rings first.
    ///
    /// Its own webhooks may have come before; they have told of the phone that rang, and `event` knows better.
    ///
    /// - Parameter first: The phone of ours that rings before the other side's.
    package func place(
        _ event: ProviderEvent, ringing first: PhoneNumber, in tx: Transaction
    ) throws -> AppliedEvent {
        guard let leg = try LegStore.leg(event.providerCallID, account: event.account, in: tx),
            var call = try CallStore.call(leg.call, in: tx), call.providerCallID == event.providerCallID
        else {
            let applied = try apply(event, in: tx)
            try LegStore.name(first.e164, leg: event.providerCallID, account: event.account, in: tx)
            return applied
        }
        (call.contact, call.contactName, call.match) = (nil, nil, .none)
        let created = try introduce(&call, with: event, in: tx)
        // The phone that rang may have been taken for the other side.
        try CallHistory.follow(&call, in: tx)
        try CallStore.update(call, in: tx)
        try publish(CallEvent.updated, call, created: created, in: tx)
        return try applied(call, isNew: false, changed: true, in: tx)
    }

    // MARK: A call begins

    private func begin(_ event: ProviderEvent, in tx: Transaction) throws -> AppliedEvent {
        let (direction, line, from, to) = try parties(of: event, in: tx)
        let remote = direction == .inbound ? from : to
        let startedAt = event.startedAt ?? event.occurredAt ?? event.receivedAt
        let leg = CallMachine.apply(
            event,
            to: Leg(
                id: try tx.newID(), call: try tx.newID(), account: event.account, providerCallID: event.providerCallID,
                direction: direction, party: remote.display, status: .queued, startedAt: startedAt,
                heardAt: event.receivedAt))
        var call = Call(
            id: leg.call, account: event.account, line: line?.id, lineName: line?.name,
            providerCallID: event.providerCallID, direction: direction, status: leg.status, from: from, to: to,
            match: .none,
            callerName: event.callerName, geoJSON: event.geo?.json, planVersion: line?.planVersion ?? 0,
            recording: line?.recording ?? false, transcription: line?.transcription ?? false, startedAt: startedAt,
            heardAt: event.receivedAt)
        follow(leg, of: &call, event)
        if let dialled = event.dialled { followDialled(dialled, of: &call, at: event.occurredAt ?? event.receivedAt) }
        let created = try CallContacts.find(
            for: &call, policy: line?.autoCreate ?? .never, at: event.receivedAt, in: tx)
        try CallStore.insert(call, in: tx)
        try LegStore.insert(leg, in: tx)
        if let group = event.providerGroupID, group != event.providerCallID {
            try LegStore.group(group, account: event.account, is: call.id, in: tx)
        }
        let what: EventType =
            call.endedAt != nil ? CallEvent.ended : call.answeredAt != nil ? CallEvent.answered : CallEvent.ringing
        try publish(what, call, created: created, in: tx)
        if call.endedAt != nil { try CallHistory.complete(call, in: tx) }
        try attach(event, to: call, in: tx)
        return try applied(call, isNew: true, changed: true, in: tx)
    }

    /// Who speaks with whom, and on which line, as the event of a first leg tells.
    private func parties(
        of event: ProviderEvent, in tx: Transaction
    ) throws -> (direction: CallDirection, line: Line?, from: Party, to: Party) {
        let direction = event.direction ?? .inbound
        let standard = region(tx.company)
        let local = party(direction == .inbound ? event.to : event.from, region: standard)
        let line = try LineFinder.line(
            of: local, account: event.account, region: standard, at: event.receivedAt, in: tx)
        let remote = party(direction == .inbound ? event.from : event.to, region: line?.region ?? standard)
        return direction == .inbound ? (direction, line, remote, local) : (direction, line, local, remote)
    }

    // MARK: A call goes on

    /// Fills in who speaks with whom, where a recording or a transcript was the first word of the call.
    ///
    /// - Returns: Whether a contact was made.
    private func introduce(_ call: inout Call, with event: ProviderEvent, in tx: Transaction) throws -> Bool {
        let line: Line?
        (call.direction, line, call.from, call.to) = try parties(of: event, in: tx)
        call.line = line?.id
        call.lineName = line?.name
        call.planVersion = line?.planVersion ?? 0
        call.recording = line?.recording ?? false
        call.transcription = line?.transcription ?? false
        let created = try CallContacts.find(
            for: &call, policy: line?.autoCreate ?? .never, at: event.receivedAt, in: tx)
        try CallStore.introduce(call, in: tx)
        return created
    }

    private func join(_ call: Call, with event: ProviderEvent, in tx: Transaction) throws -> Leg {
        let far = party(event.to, region: region(tx.company))
        let leg = Leg(
            id: try tx.newID(), call: call.id, account: event.account, providerCallID: event.providerCallID,
            direction: event.direction ?? .outbound, party: far.display, status: .queued,
            startedAt: event.startedAt ?? event.occurredAt ?? event.receivedAt, heardAt: event.receivedAt)
        try LegStore.insert(leg, in: tx)
        return leg
    }

    private func advance(
        _ before: Call, _ leg: Leg, with event: ProviderEvent, isNewLeg: Bool = false, in tx: Transaction
    ) throws -> AppliedEvent {
        let next = CallMachine.apply(event, to: leg)
        let legChanged = CallMachine.differs(leg, next)
        if legChanged { try LegStore.update(next, in: tx) }
        var call = before
        if call.callerName == nil { call.callerName = event.callerName }
        if call.geoJSON == nil { call.geoJSON = event.geo?.json }
        let isUnknown = call.from.raw.isEmpty && call.to.raw.isEmpty && next.providerCallID == call.providerCallID
        let isIntroduced = isUnknown && (event.from != nil || event.to != nil)
        var created = isIntroduced ? try introduce(&call, with: event, in: tx) : false
        follow(next, of: &call, event)
        if let dialled = event.dialled { followDialled(dialled, of: &call, at: event.occurredAt ?? event.receivedAt) }
        if answeredNow(before, call) {
            created = try CallContacts.create(for: &call, at: event.receivedAt, in: tx) || created
        }
        let attached = try attach(event, to: call, in: tx)
        let changed = legChanged || isNewLeg || isIntroduced || call.differs(from: before)
        if changed {
            call.heardAt = max(call.heardAt, event.receivedAt)
            try CallStore.update(call, in: tx)
            try publish(Self.change(from: before, to: call), call, created: created, in: tx)
            // A contact or an answer that becomes known after the end changes what the history says.
            let isLate =
                call.interaction != before.interaction || (call.answeredAt == nil) != (before.answeredAt == nil)
            if call.endedAt != nil, before.endedAt == nil || isLate { try CallHistory.complete(call, in: tx) }
        } else {
            try Self.hear(call, at: event.receivedAt, in: tx)
        }
        var applied = try applied(call, isNew: false, changed: changed || attached, in: tx)
        applied.recovered =
            leg.providerStatus == LostCalls.providerStatus && next.providerStatus != LostCalls.providerStatus
        return applied
    }

    /// Lets a leg speak for its call: the first leg says how it ended, and any person's leg that it was answered.
    private func follow(_ leg: Leg, of call: inout Call, _ event: ProviderEvent) {
        let isFirst = leg.providerCallID == call.providerCallID
        if isAnswer(leg, of: call, isFirst: isFirst), let at = leg.answeredAt, call.answeredAt.map({ at < $0 }) ?? true
        {
            call.answeredAt = at
            call.answeredBy = leg.answeredBy
            if !isFirst { call.agent = call.agent ?? leg.party }
        }
        if isFirst {
            call.status = leg.status
            call.reason = leg.reason
            call.endedAt = leg.endedAt
            call.durationSec = leg.status.isFinal ? leg.durationSec : nil
            call.startedAt = min(call.startedAt, leg.startedAt)
        } else if leg.status == .inProgress, call.status.rank < CallStatus.inProgress.rank {
            call.status = .inProgress
        }
    }

    /// A person or an AI agent connected; a greeting, a menu or voicemail is no answer, and neither is a machine.
    private func isAnswer(_ leg: Leg, of call: Call, isFirst: Bool) -> Bool {
        guard leg.answeredAt != nil, leg.answeredBy != .machine, leg.answeredBy != .fax else { return false }
        if isFirst, call.direction == .inbound { return leg.answeredBy == .human || leg.answeredBy == .ai }
        return isFirst || call.direction == .inbound
    }

    /// The `dial` step of our own answer came back: it tells of a person's leg even where its own events were lost.
    private func followDialled(_ dialled: ProviderEvent.DialReport, of call: inout Call, at: Timestamp) {
        guard dialled.status == .completed, call.answeredAt == nil, (dialled.durationSec ?? 0) > 0,
            dialled.bridged != false
        else { return }
        call.answeredAt = at - .seconds(dialled.durationSec ?? 0)
        call.answeredBy = .human
    }

    private func answeredNow(_ before: Call, _ after: Call) -> Bool {
        before.answeredAt == nil && after.answeredAt != nil && after.contact == nil
    }

    private static func change(from before: Call, to after: Call) -> EventType {
        if before.endedAt == nil, after.endedAt != nil { return CallEvent.ended }
        if before.answeredAt == nil, after.answeredAt != nil { return CallEvent.answered }
        return CallEvent.updated
    }

    // MARK: What a call leaves

    /// - Returns: Whether a recording, a segment or a price was new.
    @discardableResult
    private func attach(_ event: ProviderEvent, to call: Call, in tx: Transaction) throws -> Bool {
        var isNew = false
        if let report = event.recording {
            isNew = try RecordingStore.note(report, call: call, leg: event, then: recordingCompleted, in: tx)
        }
        // What a provider transcribes while it is said comes from there, and once.
        for report in [event.transcript, call.transcription ? nil : event.gathered?.words].compactMap({ $0 }) {
            let moment = TranscriptStore.Moment(occurredAt: event.occurredAt, receivedAt: event.receivedAt)
            if case .added = try TranscriptStore.note(report, of: call, at: moment, in: tx) { isNew = true }
        }
        if let document = event.transcriptDocument, try TranscriptDocumentStore.note(document, of: call, in: tx) {
            isNew = true
        }
        if event.cost != nil, try CostStore.note(event, of: call.id, in: tx) { isNew = true }
        return isNew
    }

    private func publish(_ type: EventType, _ call: Call, created: Bool, in tx: Transaction) throws {
        try tx.publish(CallEvent(type, call.view(created: created)), on: call.topics)
    }

    private func applied(_ call: Call, isNew: Bool, changed: Bool, in tx: Transaction) throws -> AppliedEvent {
        AppliedEvent(
            call: call.id, contact: call.contact, line: call.line, plan: try plan(of: call, in: tx),
            recordingOn: call.recording, transcriptionOn: call.transcription, isNew: isNew, changed: changed,
            from: call.from, to: call.to)
    }

    /// The plan that was the line's when the call began.
    package func plan(of call: Call, in tx: Transaction) throws -> CallPlan {
        guard call.planVersion > 0, let line = call.line,
            let text = try LineStore.plan(call.planVersion, of: line, in: tx)
        else { return .unconfigured }
        return plans.plan(text)
    }

    private func party(_ party: Party?, region: String) -> Party {
        guard let party else { return Party(raw: "", kind: .anonymous) }
        // A party that was read without a line's region is read again with it.
        return party.kind == .number ? party : parser.party(party.raw, region: region)
    }
}
