import Domain
import SQLite

/// A named consumer of the event log: it misses no event, whatever ends the program (protocol §7).
///
/// Events come after their commit, in the order of the company's log, at least once. One that fails is tried again with
/// growing pauses, and nothing after it is taken before; after ten failures the consumer stands still in that company
/// until somebody has it tried again or passed over.
package struct DurableReaction: Sendable {
    /// What is written about an event; runs in the transaction that also writes how far the consumer has come, so that both
    /// are there or neither.
    package typealias Writes = @Sendable (Transaction) throws -> Void

    /// Stands in the database: it never changes.
    package let name: String
    /// What it wants to hear of.
    package let types: Set<EventType>
    /// Does what is slow, such as asking a server, and returns what is to be written; nil for nothing.
    package let react: @Sendable (LoggedEvent) async throws -> Writes?

    package init(
        name: String, types: Set<EventType>, react: @escaping @Sendable (LoggedEvent) async throws -> Writes?
    ) {
        self.name = name
        self.types = types
        self.react = react
    }

    /// After so many failures with one event it stands still.
    static let mostAttempts = 10

    /// The usual pause after a failure: 1 s, 2 s, 4 s … 5 min.
    @Sendable
    package static func pause(after attempts: Int) -> Duration { .seconds(min(300, 1 << min(attempts - 1, 9))) }
}

/// A failure that says itself when to try again at the earliest, such as a server's `Retry-After`.
package protocol PatientFailure: Error {
    /// nil: as after any failure.
    var retryAfter: Duration? { get }
}
