import Broadcast
import Directory
import Domain
import SQLite

/// The rules of calls beyond what providers say: each function is one transaction.
package struct CallService: Sendable {
    let database: Database
    let ingest: CallIngest
    let now: @Sendable () -> Timestamp

    package init(database: Database, ingest: CallIngest, now: @escaping @Sendable () -> Timestamp) {
        self.database = database
        self.ingest = ingest
        self.now = now
    }

    /// The calls that go on, newest first, and the offset at which that is true.
    package func live(in company: CompanyID) async throws -> (calls: [Call], offset: Int64) {
        try await database.read(company) { tx in
            (try CallStore.open(limit: 1000, in: tx), try EventLog.extent(in: tx).last)
        }
    }

    /// One page of past and present calls, newest first; see ``CallListing``.
    package func history(
        _ filter: CallFilter, after: CallListing.Place?, limit: Int, in company: CompanyID
    ) async throws -> CallListing.Page {
        try await database.read(company) { try CallListing.page(filter, after: after, limit: limit, in: $0) }
    }

    /// A call with its legs and recordings, by our id or any leg's provider id.
    package func page(_ name: String, in company: CompanyID) async throws -> CallPage {
        try await database.read(company) { try Self.page(name, in: $0) }
    }

    /// The same within a transaction.
    static func page(_ name: String, in tx: Transaction) throws -> CallPage {
        let call = try CallService.call(named: name, in: tx)
        return CallPage(
            call: call, legs: try LegStore.legs(of: call.id, in: tx),
            recordings: try RecordingStore.recordings(of: call.id, in: tx),
            costs: try CostStore.costs(of: call.id, in: tx))
    }

    /// The utterances of a call in the order they were spoken, of one version: the shown one, unless a source is named.
    package func transcript(
        _ name: String, source: TranscriptSource?, after: TranscriptStore.Place?, limit: Int, in company: CompanyID
    ) async throws -> (call: Call, versions: [TranscriptVersion], segments: [Segment]) {
        try await database.read(company) { tx in
            let call = try CallService.call(named: name, in: tx)
            let versions = try TranscriptVersionStore.versions(of: call.id, in: tx)
            if let source, !versions.contains(where: { $0.source == source }) {
                throw CallsError.unknownVersion(source.rawValue)
            }
            let segments = try TranscriptStore.segments(
                of: call.id, source: source, after: after, limit: limit, in: tx)
            return (call, versions, segments)
        }
    }

    /// Notes what an agent says of a call that goes on; said again, it changes and publishes nothing.
    package func update(_ name: String, _ update: LiveCallUpdate, in company: CompanyID) async throws -> Call {
        let at = now()
        return try await database.write(company) { [ingest] tx in
            let before = try CallService.call(named: name, in: tx)
            try report(before, at: at, through: ingest, in: tx) { event in
                event.status = update.status
                event.transcript = update.transcript
            }
            return try Self.amend(before.id, in: tx) { call in
                if let note = update.note {
                    try CallNotes.write(note, of: &call, expecting: nil, by: update.author, at: at, in: tx)
                }
                call.agent = update.agent ?? call.agent
                call.sentiment = update.sentiment ?? call.sentiment
                call.intent = update.intent ?? call.intent
            }
        }
    }

    /// Notes what somebody says of a call's mood and wish, in a transaction of theirs; nil takes it back.
    package func judge(_ id: CallID, sentiment: String?, intent: String?, in tx: Transaction) throws -> Call {
        try Self.amend(id, in: tx) { call in (call.sentiment, call.intent) = (sentiment, intent) }
    }

    /// Notes what an agent says of a call that is over; said again, it changes and publishes nothing.
    package func complete(_ name: String, _ completion: CallCompletion, in company: CompanyID) async throws -> Call {
        let at = now()
        return try await database.write(company) { [ingest] tx in
            let before = try CallService.call(named: name, in: tx)
            for segment in completion.transcript {
                try report(before, at: at, through: ingest, in: tx) { $0.transcript = segment }
            }
            // The words first, so that the history entry which the end writes has them.
            _ = try Self.amend(before.id, in: tx) { call in
                call.summary = completion.summary ?? call.summary
                call.disposition = completion.outcome ?? call.disposition
            }
            try report(before, at: at, through: ingest, in: tx) { event in
                event.status = completion.status
                event.durationSec = completion.durationSec
                if let url = completion.recordingURL {
                    event.recording = .init(id: url, status: "completed")
                    event.recording?.url = url
                    event.recording?.durationSec = completion.durationSec
                }
            }
            return try CallService.call(named: before.id.wire, in: tx)
        }
    }

    /// Closes calls of every company that have been silent for longer than their line allows; at most `limit` at once.
    ///
    /// - Returns: How many were closed.
    package func sweep(limit: Int = 100) async throws -> Int {
        let at = now()
        let silent = try await database.read(tenant: 0) { try CallStore.silent(at: at, limit: limit, in: $0) }
        for (company, id) in silent {
            try await database.write(company) { [ingest] tx in
                // It may have spoken since it was found.
                guard let call = try CallStore.call(id, in: tx), call.isOpen else { return }
                for leg in try LegStore.legs(of: id, in: tx) where !leg.status.isFinal {
                    var event = ProviderEvent(account: leg.account, providerCallID: leg.providerCallID, receivedAt: at)
                    event.status = .failed
                    event.reason = .unknown
                    event.providerStatus = LostCalls.providerStatus
                    _ = try ingest.apply(event, in: tx)
                }
            }
        }
        return silent.count
    }

    /// A call by our id or by any leg's provider id.
    static func call(named name: String, in tx: Transaction) throws -> Call {
        let id = try CallID(wire: name) ?? CallStore.call(ofProviderCall: name, in: tx)
        guard let id, let call = try CallStore.call(id, in: tx) else { throw CallsError.unknownCall(name) }
        return call
    }

    /// Says something of a call's first leg, as a provider would.
    private func report(
        _ call: Call, at: Timestamp, through ingest: CallIngest, in tx: Transaction,
        _ fill: (inout ProviderEvent) -> Void
    ) throws {
        var event = ProviderEvent(account: call.account, providerCallID: call.providerCallID, receivedAt: at)
        fill(&event)
        event.transcript?.source = .reported
        _ = try ingest.apply(event, in: tx)
    }

    /// Notes who has a call, and publishes it when it is a change.
    ///
    /// - Parameter agent: nil: nobody any more.
    package static func assign(_ call: CallID, to agent: AgentID?, in tx: Transaction) throws {
        _ = try amend(call, in: tx) { $0.agent = agent?.wire }
    }

    /// Changes what people say of a call, and publishes it when it is a change.
    static func amend(_ id: CallID, in tx: Transaction, _ change: (inout Call) throws -> Void) throws -> Call {
        let before = try CallService.call(named: id.wire, in: tx)
        var call = before
        try change(&call)
        guard call.words != before.words else { return call }
        try CallStore.update(call, in: tx)
        try tx.publish(CallEvent(CallEvent.updated, call.view()), on: call.topics)
        if call.endedAt != nil { try CallHistory.complete(call, in: tx) }
        return call
    }
}

extension Call {
    /// What people and programs say of a call, as against what the network says.
    fileprivate var words: [String?] { [note, agent, sentiment, intent, summary, disposition] }
}
