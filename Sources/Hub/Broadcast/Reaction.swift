import Domain
import Reactor
import SQLite

/// What a module does when an event is published: how modules hear of each other without importing each other.
package struct Reaction: Sendable {
    fileprivate enum Kind: Sendable {
        case within(Within)
        case on(DurableReaction)
    }

    fileprivate let kind: Kind

    /// Runs `body` inside the publishing transaction, right after the event was written to the log, or before it is
    /// pushed when it is not kept: for counters, indexes and duties in tables of its own.
    ///
    /// What it throws fails the write. It runs on the writer's thread for each event of that Swift type, so it looks at
    /// `event.type` first, and runs few statements. What it publishes itself is reacted to in turn.
    package static func within<E: Event>(
        _ event: E.Type, _ body: @escaping @Sendable (_ event: E, _ tx: Transaction) throws -> Void
    ) -> Reaction {
        Reaction(
            kind: .within(
                Within(event: ObjectIdentifier(event)) { event, tx in
                    guard let event = event as? E else { return }
                    try body(event, tx)
                }))
    }

    /// Runs `body` after the commit, at least once for each event of these types, in the order of the company's log.
    ///
    /// Whatever ends the program meanwhile, none is missed: for what takes time, such as asking a server. See
    /// ``DurableReaction``.
    ///
    /// - Parameters:
    ///   - name: Stands in the database and never changes, such as `insights.model`.
    ///   - body: Returns what is to be written in the transaction that also notes the event as done; nil for nothing.
    package static func on(
        _ name: String, _ types: [EventType],
        _ body: @escaping @Sendable (_ event: LoggedEvent) async throws -> DurableReaction.Writes?
    ) -> Reaction {
        Reaction(kind: .on(DurableReaction(name: name, types: Set(types), react: body)))
    }
}

extension [Reaction] {
    /// Those that run after the commit.
    package var durable: [DurableReaction] {
        compactMap { if case .on(let reaction) = $0.kind { reaction } else { nil } }
    }
}

private struct Within: Sendable {
    let event: ObjectIdentifier
    let body: @Sendable (any Event, Transaction) throws -> Void
}

/// Who reacts to which event within its transaction; the database's companion, so that each `publish` finds it.
package final class Reactions: Sendable {
    private let byEvent = Lock<[ObjectIdentifier: [Within]]>([:])

    package init() {}

    /// From now on these react, each event's in this order.
    package func use(_ reactions: [Reaction]) {
        let table = Dictionary(
            grouping: reactions.compactMap { if case .within(let within) = $0.kind { within } else { nil } },
            by: \.event)
        byEvent.withLock { $0 = table }
    }

    func run(_ event: some Event, in tx: Transaction) throws {
        let kind = ObjectIdentifier(type(of: event))
        for reaction in byEvent.withLock({ $0[kind] }) ?? [] { try reaction.body(event, tx) }
    }
}

extension Transaction {
    /// Lets the modules that wait for it take their share of an event.
    func react(to event: some Event) throws {
        guard let reactions = companion as? Reactions else { return }
        try reactions.run(event, in: self)
    }
}
