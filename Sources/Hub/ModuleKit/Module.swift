// What a module is made of, handed on so that it imports one name.
@_exported import Broadcast
@_exported import Domain
@_exported import JSON
@_exported import SQLite
@_exported import Web

/// One capability of the CRM or the hub: its tables, its routes, and nothing that another module could reach into.
package protocol Module {
    /// Its tables, append only.
    static var migrations: [Migration] { get }
    /// Its rows of the route table.
    var routes: [Route] { get }
    /// What it does when others publish; nothing, as a rule.
    var reactions: [Reaction] { get }
}

extension Module {
    /// None.
    package var reactions: [Reaction] { [] }
}

/// What works by itself beside requests, while the program serves.
package protocol Background: Sendable {
    /// Begins; returns at once.
    func start()
    /// Finishes what is under way, and begins nothing more.
    func stop() async
}

extension ReactionRunners: Background {}

/// What every module is given at the start.
package struct Platform: Sendable {
    package let database: Database
    package let now: @Sendable () -> Timestamp
    /// Adds to a named latency histogram, such as `lookup`: nanoseconds.
    package let record: @Sendable (_ name: String, _ nanoseconds: Int64) -> Void
    /// The log's life, for `Switchboard-Offset`.
    package let epoch: String

    package init(
        database: Database, epoch: String, now: @escaping @Sendable () -> Timestamp,
        record: @escaping @Sendable (_ name: String, _ nanoseconds: Int64) -> Void = { _, _ in }
    ) {
        self.database = database
        self.epoch = epoch
        self.now = now
        self.record = record
    }
}

/// Notes in the audit log who changed what, in the transaction that changes it.
package typealias AuditWriter =
    @Sendable (_ action: String, _ subject: String, _ detail: JSONValue, _ request: Request, _ tx: Transaction) throws
    -> Void
