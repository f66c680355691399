import Accounts
import Directory
import ModuleKit

/// Contacts that may be one person: found as they are written, joined, and parted again.
///
/// Owns the tables `duplicates`, `duplicates_progress` and `contact_merge*`, and publishes ``ContactEvent`` of merges.
package struct DuplicatesModule: Module {
    package static let migrations = DuplicatesSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]

    /// - Parameter parts: What follows a contact, in the order in which it goes.
    package init(
        _ platform: Platform, parts: [ContactRows], idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        let finder = DuplicateFinder(database: platform.database, now: platform.now)
        let merges = MergeService(
            database: platform.database, finder: finder, parts: parts, now: platform.now, audit: audit)
        routes =
            DuplicatesRoutes(
                duplicates: DuplicateService(database: platform.database, audit: audit), merges: merges,
                idempotency: idempotency
            ).table
        reactions = finder.reactions
    }
}
