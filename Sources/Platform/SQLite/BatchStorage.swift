/// What one part of the program keeps in memory while a batch of closures runs, to write it once per commit.
///
/// A state is a `struct` whose whole memory is its own fields: it starts empty with each batch, every closure of the
/// batch sees what the ones before it left, and `beforeCommit` writes the sum of it. When a closure's work is rolled back, so is
/// its work on the state, for the state is a value and an older copy of it is put back. Nothing of it outlives the batch:
/// what the next batch needs, it reads from the tables again.
///
///     /// How many calls have ended in this batch, of each company.
///     struct EndedCalls: BatchState {
///         private var counts: [CompanyID: Int64] = [:]
///
///         mutating func count(_ company: CompanyID) { counts[company, default: 0] += 1 }
///
///         mutating func beforeCommit(_ tx: Transaction) throws {
///             for (company, count) in counts { try tx.execute("INSERT INTO call_counts … ON CONFLICT … DO UPDATE …") }
///         }
///     }
///
///     tx.batch.with(EndedCalls.self) { $0.count(company) }
///
/// Wrong use does not go unnoticed: a class as state, a state used while it is being used, and a state used from
/// another state's `beforeCommit` or from a read transaction stop with a message or throw, at the first try.
package protocol BatchState {
    /// The state at the start of each batch: empty.
    init()

    /// Writes what the batch gathered; called once, after the last closure and before COMMIT, only when the state was used.
    ///
    /// - Parameter tx: A transaction of the whole hub (tenant 0). A throw fails the whole batch.
    mutating func beforeCommit(_ tx: Transaction) throws
}

/// The states of the batch that is being written; the writer thread owns it.
package final class BatchStorage {
    enum Phase { case closed, open, committing }

    private var slots: [any Slot] = []
    private(set) var wasUsed = false
    var phase = Phase.closed

    init() {}

    /// Lends the batch's state of that type, made on first use.
    package func with<State: BatchState, Result>(
        _ type: State.Type, _ body: (inout State) throws -> Result
    ) throws -> Result {
        guard phase == .open else {
            throw DatabaseError.misuse(
                "a batch's state is for writing closures: not for readers, nor beforeCommit")
        }
        wasUsed = true
        return try slot(of: type).lend(body)
    }

    private func slot<State: BatchState>(of type: State.Type) -> StateSlot<State> {
        for slot in slots {
            if let slot = slot as? StateSlot<State> { return slot }
        }
        precondition(!(type is AnyObject.Type), "a batch's state is a struct: a class cannot be put back")
        let slot = StateSlot(State())
        slots.append(slot)
        return slot
    }

    /// The states as they are now.
    func snapshot() -> [any Slot] { slots.map { $0.copy() } }

    /// Puts the states back.
    func restore(_ snapshot: [any Slot]) { slots = snapshot }

    /// Starts a batch, with nothing in it.
    func open() {
        slots.removeAll(keepingCapacity: true)
        wasUsed = false
        phase = .open
    }

    /// Lets each state write what it gathered.
    func commit(_ tx: Transaction) throws {
        phase = .committing
        defer { phase = .closed }
        for slot in slots { try slot.beforeCommit(tx) }
    }

    /// Forgets that the states were used: the next closure's failure is then no reason to put them back.
    func beginClosure() { wasUsed = false }
}

/// A state of a type known to its user only.
protocol Slot: AnyObject {
    func copy() -> any Slot
    func beforeCommit(_ tx: Transaction) throws
}

private final class StateSlot<State: BatchState>: Slot {
    private var state: State
    private var isLent = false

    init(_ state: State) { self.state = state }

    func copy() -> any Slot { StateSlot(state) }

    func beforeCommit(_ tx: Transaction) throws { try state.beforeCommit(tx) }

    func lend<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        precondition(!isLent, "a batch's state is used while it is being used")
        isLent = true
        defer { isLent = false }
        return try body(&state)
    }
}
