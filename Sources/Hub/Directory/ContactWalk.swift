import Domain
import JSON
import SQLite

/// The orders of a list of contacts; `-` before one turns it round.
package enum ContactOrder: String, Sendable, CaseIterable {
    case newest, name, lastContact, value, updated
    case oldest = "-newest"
    case nameDown = "-name"
    case longestAgo = "-lastContact"
    case lowestValue = "-value"
    case updatedLongestAgo = "-updated"

    /// When the company last had to do with `c`.
    static let newestInteraction: SQL =
        "(SELECT MAX(i.at) FROM interactions i WHERE i.company_id = c.company_id AND i.contact_id = c.id)"

    /// What is put in order; nil: contacts themselves, by age.
    var key: SQL? {
        switch self {
        case .newest, .oldest: nil as SQL?
        case .name, .nameDown: "lower(c.name)"
        case .lastContact, .longestAgo: Self.newestInteraction
        case .value, .lowestValue: "c.estimated_value"
        case .updated, .updatedLongestAgo: "c.updated_at"
        }
    }

    /// Which contacts have it; the others follow, newest first.
    ///
    /// Those that nobody has changed since they were made have no time of change.
    var hasKey: SQL {
        switch self {
        case .newest, .oldest: "1"
        case .name, .nameDown: "c.name IS NOT NULL"
        case .lastContact, .longestAgo:
            """
            EXISTS (SELECT 1 FROM interactions i WHERE i.company_id = c.company_id AND i.contact_id = c.id)
            """
        case .value, .lowestValue: "c.estimated_value IS NOT NULL"
        case .updated, .updatedLongestAgo: "c.version > 1"
        }
    }

    var keyIsText: Bool { self == .name || self == .nameDown }

    var isDescending: Bool {
        switch self {
        case .newest, .nameDown, .lastContact, .value, .updated: true
        case .oldest, .name, .longestAgo, .lowestValue, .updatedLongestAgo: false
        }
    }
}

/// One way through contacts in an order by an index: no row is put in order, and any row can be the last that is read.
struct ContactWalk: Sendable {
    /// From where, with `c` among it, and the one condition that the index serves.
    var from: SQL
    /// What is put in order before the identifier; nil: nothing.
    var key: SQL?
    var keyIsText = false
    /// The contact's identifier, as the index has it.
    var id: SQL = "c.id"
    var isDescending = true
    /// What a contact must pass besides.
    var condition: SQL = "1"
    /// Selects the identifiers of the same contacts, in whatever order.
    var members: SQL = "SELECT 0"

    /// Rows of identifier, key, and 1 where the contact passes; after a place in the order.
    func statement(passing filter: SQL, after place: ContactPlace?) -> SQL {
        var sql: SQL = "SELECT \(id), \(key ?? "NULL"), CASE WHEN \(condition) AND \(filter) THEN 1 END \(from)"
        if let place {
            let last = place.id.rawValue
            switch (key, isDescending) {
            case (nil, true): sql += " AND \(id) < \(last)"
            case (nil, false): sql += " AND \(id) > \(last)"
            case (let key?, true):
                sql += " AND \(key) <= \(place.key) AND (\(key) < \(place.key) OR \(id) < \(last))"
            case (let key?, false):
                sql += " AND \(key) >= \(place.key) AND (\(key) > \(place.key) OR \(id) > \(last))"
            }
        }
        sql += " ORDER BY "
        if let key { sql += isDescending ? "\(key) DESC, " : "\(key), " }
        return sql + (isDescending ? "\(id) DESC" : "\(id)")
    }

    func key(_ row: Row) -> SQLValue {
        row.isNull(1) ? .null : keyIsText ? .text(row.string(1)) : .integer(row.int64(1))
    }

    /// All of a company, newest first.
    static func all(in tx: Transaction) -> ContactWalk {
        contacts("1", in: tx)
    }

    /// Those of a company that pass a condition for which contacts have an index, newest first.
    static func contacts(_ condition: SQL, in tx: Transaction) -> ContactWalk {
        let from: SQL = "FROM contacts c WHERE c.company_id = \(tx.company) AND \(condition)"
        return ContactWalk(from: from, members: "SELECT c.id \(from)")
    }

    /// Those whom a table of their names, numbers or tags has under a condition, newest first.
    static func contacts(in table: SQL, as id: SQL, where condition: SQL, in tx: Transaction) -> ContactWalk {
        ContactWalk(
            from: "FROM \(table) CROSS JOIN contacts c ON c.id = \(id) WHERE \(condition)", id: id,
            condition: "c.company_id = \(tx.company)", members: "SELECT \(id) FROM \(table) WHERE \(condition)")
    }
}

/// Where a page of contacts ended.
package struct ContactPlace: Sendable, Equatable {
    /// Which of the list's walks it was in.
    package var walk: Int
    package var key: SQLValue
    package var id: ContactID
    /// Whether words are taken with a slip in them.
    package var isLoose: Bool

    package init(walk: Int, key: SQLValue, id: ContactID, isLoose: Bool) {
        (self.walk, self.key, self.id, self.isLoose) = (walk, key, id, isLoose)
    }
}
