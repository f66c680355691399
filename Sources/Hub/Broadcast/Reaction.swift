import Domain
import Reactor
import SQLite

/// What a module does when an event is published: how modules hear of each other without importing each other.
package struct Reaction: Sendable {
    fileprivate let event: ObjectIdentifier
    fileprivate let react: @Sendable (any Event, Transaction) throws -> Void

    /// Runs `body` inside the publishing transaction, right after the event was written to the log, or before it is
    /// pushed when it is not kept: for counters, indexes and duties in tables of its own.
    ///
    /// What it throws fails the write. It runs on the writer's thread for each event of that Swift type, so it looks at
    /// `event.type` first, and runs few statements. What it publishes itself is reacted to in turn.
    package static func within<E: Event>(
        _ event: E.Type, _ body: @escaping @Sendable (_ event: E, _ tx: Transaction) throws -> Void
    ) -> Reaction {
        Reaction(event: ObjectIdentifier(event)) { event, tx in
            guard let event = event as? E else { return }
            try body(event, tx)
        }
    }
}

/// Who reacts to which event; the database's companion, so that each `publish` finds it.
package final class Reactions: Sendable {
    private let byEvent = Lock<[ObjectIdentifier: [Reaction]]>([:])

    package init() {}

    /// From now on these react, each event's in this order.
    package func use(_ reactions: [Reaction]) {
        byEvent.withLock { $0 = Dictionary(grouping: reactions, by: \.event) }
    }

    func run(_ event: some Event, in tx: Transaction) throws {
        let kind = ObjectIdentifier(type(of: event))
        for reaction in byEvent.withLock({ $0[kind] }) ?? [] { try reaction.react(event, tx) }
    }
}

extension Transaction {
    /// Lets the modules that wait for it take their share of an event.
    func react(to event: some Event) throws {
        guard let reactions = companion as? Reactions else { return }
        try reactions.run(event, in: self)
    }
}
