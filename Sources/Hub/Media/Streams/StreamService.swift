import Calls
import ModuleKit
import Webhooks

/// The rules of streams: whose sound it is, and where it is kept.
struct StreamService: Sendable {
    let database: Database
    let ingest: CallIngest
    let book: StreamBook
    let files: StreamFiles
    let now: @Sendable () -> Timestamp

    /// What a socket that has said `start` is given.
    struct Begun: Sendable {
        let row: StreamRow
        let draft: StreamDraft
        /// The call's line, by which a recogniser is chosen.
        let line: LineID?
        /// From the call's beginning to the stream's, in milliseconds.
        let offsetMs: Int64
        /// Samples that are there already, of each track.
        let samples: [Int64]
    }

    /// Begins a stream, or goes on with one that was cut.
    ///
    /// - Throws: ``StreamFault``; ``CallsError`` for a call that is gone.
    func begin(_ start: StreamStart, _ opening: MediaOpening) async throws -> Begun {
        let account = opening.account
        let at = now()
        let (row, call) = try await database.write(account.company) { [ingest] tx in
            let call = try Self.call(start, opening, at: at, ingest, in: tx)
            if let known = try StreamStore.open(start.stream, account: account.id, in: tx) {
                guard known.call == call.id else { throw StreamFault("That stream is another call's.") }
                return (known, call)
            }
            // Where a ticket names the call, the provider may call the leg by another name than its webhooks do.
            let leg = opening.call == nil ? start.leg ?? call.providerCallID : call.providerCallID
            let row = StreamRow(
                company: account.company, id: (try tx.newID() as CallID).rawValue, account: account.id,
                stream: start.stream, call: call.id, leg: leg, startedAt: at)
            try StreamStore.insert(row, in: tx)
            try tx.publish(
                MediaStreamEvent(MediaStreamEvent.started, call: call.id, stream: row.stream), on: call.topics)
            return (row, call)
        }
        guard let draft = book.enter(row, { StreamDraft(row, in: files) }) else {
            throw StreamFault("That stream is over.")
        }
        do {
            var samples: [Int64] = []
            for track in Track.allCases { samples.append(try await draft.samples(of: track)) }
            return Begun(
                row: row, draft: draft, line: call.line,
                offsetMs: max(0, row.startedAt.milliseconds - call.startedAt.milliseconds), samples: samples)
        } catch {
            book.leave(row, isOver: false, lostMs: 0, at: at)
            throw error
        }
    }

    /// The call of the ticket or of the leg; a leg that no webhook has told of yet begins one.
    private static func call(
        _ start: StreamStart, _ opening: MediaOpening, at now: Timestamp, _ ingest: CallIngest, in tx: Transaction
    ) throws -> Call {
        if let call = opening.call {
            let known = try CallService.find(call.wire, in: tx)
            guard known.account == opening.account.id, known.isOpen else { throw StreamFault("That call is over.") }
            return known
        }
        guard let leg = start.leg else { throw StreamFault("`start` names no call.") }
        var event = ProviderEvent(account: opening.account.id, providerCallID: leg, receivedAt: now)
        event.status = .inProgress
        return try CallService.find(try ingest.apply(event, in: tx).call.wire, in: tx)
    }

    /// What an event of a call's stream concerns.
    static func topics(of call: CallID, in tx: Transaction) throws -> [Topic] {
        // A call that was removed takes its rows along: then there is nobody to tell.
        (try? CallService.find(call.wire, in: tx).topics) ?? [.calls, .call(call)]
    }
}
