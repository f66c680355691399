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

    /// All rows of a table with an `id` and a `contact_id`.
    ///
    /// - Parameter table: Its name, as a piece of a statement.
    package init(_ name: String, table: SQL) {
        self.init(
            name,
            move: { from, to, tx in
                try tx.rows(
                    """
                    UPDATE \(table) SET contact_id = \(to)
                    WHERE company_id = \(tx.company) AND contact_id = \(from) RETURNING id
                    """
                ) { $0.int64(0) }
            },
            giveBack: { row, from, to, tx in
                try tx.execute(
                    """
                    UPDATE \(table) SET contact_id = \(to)
                    WHERE company_id = \(tx.company) AND id = \(row) AND contact_id = \(from)
                    """)
            })
    }
}
