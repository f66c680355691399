import Domain
import SQLite

/// Lets what a part of the program keeps of a call, and was the former contact's, be another's, and says so to whoever
/// listens; nil is nobody who is known.
package typealias CallMover =
    @Sendable (_ call: CallID, _ from: ContactID?, _ to: ContactID?, _ tx: Transaction) throws -> Void

/// Rows that belong to a contact, and how they follow it when it is joined to another or parted from it again.
///
/// Whoever owns a table with contacts in it gives one of these; `Services` collects them.
package struct ContactRows: Sendable {
    /// Stands in the database and never changes, such as `interactions`.
    package let name: String
    /// Gives all of a contact's rows to another; their identifiers.
    package let move: @Sendable (_ from: ContactID, _ to: ContactID, _ tx: Transaction) throws -> [Int64]
    /// Gives a row back to whose it was, where the other still has it.
    package let giveBack: @Sendable (_ row: Int64, _ from: ContactID, _ to: ContactID, _ tx: Transaction) throws -> Void

    package init(
        _ name: String,
        move: @escaping @Sendable (_ from: ContactID, _ to: ContactID, _ tx: Transaction) throws -> [Int64],
        giveBack:
            @escaping @Sendable (_ row: Int64, _ from: ContactID, _ to: ContactID, _ tx: Transaction) throws -> Void
    ) {
        (self.name, self.move, self.giveBack) = (name, move, giveBack)
    }
}
