import Synchronization

/// How long what a task asked of its storage took, queues included; any thread may add to it.
package final class StorageMeter: Sendable {
    /// The meter of whoever awaits this task's answer.
    @TaskLocal package static var current: StorageMeter?

    private let reading = Atomic<UInt64>(0)
    private let committing = Atomic<UInt64>(0)

    /// Nothing was asked yet.
    package init() {}

    /// Nanoseconds of reading so far; what was read side by side counts for each.
    package var read: UInt64 { reading.load(ordering: .relaxed) }
    /// Nanoseconds of writing so far.
    package var commit: UInt64 { committing.load(ordering: .relaxed) }

    /// Adds what reading took.
    package func addRead(_ nanoseconds: UInt64) { reading.wrappingAdd(nanoseconds, ordering: .relaxed) }
    /// Adds what writing took.
    package func addCommit(_ nanoseconds: UInt64) { committing.wrappingAdd(nanoseconds, ordering: .relaxed) }
}
