import Calls
import ModuleKit
import Reactor

/// The company's figures, kept by counters with each change and never by a scan; owns the tables `figure_*`, and pushes
/// ``FiguresChanged``.
package struct FiguresModule: Module, Background {
    package static let migrations = [CallFiguresSchema.migration] + ContactFiguresSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]
    private let pushes: FiguresPushes

    /// - Parameters:
    ///   - missedCalls: The missed calls that brought an obligation about or added to it.
    ///   - push: Tells a company's subscribers what is never kept.
    package init(
        _ platform: Platform, missedCalls: @escaping @Sendable (ObligationID, Transaction) throws -> [CallID],
        push: @escaping @Sendable (FiguresChanged, CompanyID) -> Void
    ) {
        let service = FiguresService(database: platform.database, now: platform.now)
        routes = FiguresRoutes(service: service, epoch: platform.epoch).table
        pushes = FiguresPushes(callers: CallerService(database: platform.database), push: push)
        reactions = [
            .within(CallEvent.self) { event, tx in
                if event.call.endedAt != nil { tx.afterCommit(FiguresTouched(company: tx.company)) }
            },
            .within(InsightsUpdated.self) { event, tx in
                // While words keep coming after the end, nothing is said of the whole call.
                guard event.reason != .late else { return }
                try CallService.note(
                    foundIn: event.call, sentiment: event.sentiment?.label, intent: event.intent?.label, in: tx)
                tx.afterCommit(FiguresTouched(company: tx.company))
            },
            .within(CallDeleted.self) { _, tx in tx.afterCommit(FiguresTouched(company: tx.company)) },
            .within(ContactEvent.self) { _, tx in tx.afterCommit(FiguresTouched(company: tx.company)) },
            .within(ContactsImported.self) { _, tx in tx.afterCommit(FiguresTouched(company: tx.company)) },
            .within(ObligationEvent.self) { event, tx in
                guard event.type == ObligationEvent.closed || event.type == ObligationEvent.updated else { return }
                let reached = event.obligation.state == .done && event.obligation.end?.isReached == true
                try CallService.mark(try missedCalls(event.obligation.id, tx), recovered: reached, in: tx)
                tx.afterCommit(FiguresTouched(company: tx.company))
            },
        ]
    }

    /// What the topic `figures` shows: the numbers of the dashboard.
    package static func snapshot(at now: Timestamp, in tx: Transaction) throws -> [UInt8] {
        try DashboardFigures(at: now, in: tx).jsonBytes
    }

    /// Takes what a batch committed, on the writer's thread.
    package func committed(_ values: [any Sendable]) {
        for case let touched as FiguresTouched in values { pushes.touch(touched.company) }
    }

    /// Settles who called again, and tells whoever listens, once a second from now on.
    package func start() { pushes.start() }

    /// Returns when nothing runs any more.
    package func stop() async { await pushes.stop() }

    /// One round of the background's work, for who does not want to wait for it.
    package func round() async throws { try await pushes.round() }
}

extension Obligation.End {
    /// Whether we came to speak with the person; what somebody settled by hand may be anything.
    fileprivate var isReached: Bool { self != .byHand }
}

/// A company's figures are others than before.
struct FiguresTouched: Sendable { let company: CompanyID }
