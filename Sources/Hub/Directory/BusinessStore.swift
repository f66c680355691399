import Domain
import SQLite

/// Every SQL statement on businesses: the firms that contacts work for.
package enum BusinessStore {
    /// The business of that name, made when there is none.
    static func business(named name: String, at now: Timestamp, in tx: Transaction) throws -> Contact.Business {
        let known = try tx.first("SELECT id FROM businesses WHERE company_id = \(tx.company) AND name = \(name)") {
            BusinessID($0.int64(0))
        }
        if let known { return Contact.Business(id: known, name: name) }
        let id: BusinessID = try tx.newID()
        _ = try tx.execute(
            "INSERT INTO businesses (company_id, id, name, created_at) VALUES (\(tx.company), \(id), \(name), \(now))")
        return Contact.Business(id: id, name: name)
    }

    /// The name of a business; nil where there is none.
    package static func name(of id: BusinessID, in tx: Transaction) throws -> String? {
        try tx.first("SELECT name FROM businesses WHERE company_id = \(tx.company) AND id = \(id)") { $0.string(0) }
    }
}
