import Domain
import SQLite

/// Legs whose end never came: the provider lost the report, and the sweeper closed them.
package enum LostCalls {
    /// The provider's word of a leg that the sweeper closed; a report that comes after all takes its place.
    static let providerStatus = "swept"

    /// How many each account has; accounts without any are left out.
    package static func byAccount(in tx: Transaction) throws -> [AccountID: Int64] {
        let counts = try tx.rows(
            """
            SELECT account_id, count(*) FROM legs
            WHERE company_id = \(tx.company) AND provider_status = 'swept' GROUP BY account_id
            """
        ) { (AccountID($0.int64(0)), $0.int64(1)) }
        return Dictionary(counts) { first, _ in first }
    }
}
