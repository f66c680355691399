/// What the closures of one batch share beside the tables; the writer thread owns it.
final class BatchContext {
    let storage = BatchStorage()
    let companion: (any AnyObject & Sendable)?
    var ids: IDSource
    var afterCommit: [any Sendable] = []

    /// What a savepoint goes back to.
    struct Mark {
        fileprivate let slots: [any Slot]
        fileprivate let afterCommitCount: Int
        fileprivate let reserved: Int64
    }

    /// The reservation as the file has it.
    private var committedReservation: Int64

    init(ids: IDSource, companion: (any AnyObject & Sendable)? = nil) {
        self.ids = ids
        self.companion = companion
        committedReservation = ids.reserved
    }

    /// Starts a batch, with nothing left of the one before.
    func begin() {
        storage.open()
        afterCommit.removeAll(keepingCapacity: true)
        ids.restore(committedReservation)
    }

    /// The batch is committed.
    func committed() { committedReservation = ids.reserved }

    func openSavepoint(on connection: Connection) throws -> Mark {
        do { try connection.run(.savepoint) } catch { throw error.forCallers }
        return Mark(slots: storage.snapshot(), afterCommitCount: afterCommit.count, reserved: ids.reserved)
    }

    func rollBack(to mark: Mark, on connection: Connection) throws {
        storage.restore(mark.slots)
        dropAfterCommit(from: mark.afterCommitCount)
        ids.restore(mark.reserved)
        do {
            try connection.run(.rollbackToSavepoint)
            try connection.run(.release)
        } catch { throw error.forCallers }
    }

    func dropAfterCommit(from count: Int) { afterCommit.removeLast(afterCommit.count - count) }
}
