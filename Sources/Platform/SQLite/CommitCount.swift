import Synchronization

/// How many commits there were: counted after COMMIT has returned, and before anybody is told of it.
final class CommitCount: Sendable {
    private let count = Atomic<UInt64>(0)

    /// So many commits, at least, does a transaction see that begins after this was read.
    var value: UInt64 { count.load(ordering: .acquiring) }

    /// One more can be seen.
    func add() { count.wrappingAdd(1, ordering: .releasing) }
}
