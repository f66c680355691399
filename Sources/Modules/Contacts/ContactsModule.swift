import Accounts
import Directory
import ModuleKit

/// The CRM side of contacts; who is who is the directory's.
///
/// Owns the table `contact_views`.
package struct ContactsModule: Module {
    package static let migrations = ViewSchema.migrations
    package let routes: [Route]

    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        let service = ContactsService(
            database: platform.database, parser: parser, region: region, now: platform.now, audit: audit)
        let list = ListService(database: platform.database, parser: parser, region: region)
        let views = ViewService(database: platform.database, now: platform.now, audit: audit)
        routes =
            ContactsRoutes(service: service, idempotency: idempotency).table + ListRoutes(service: list).table
            + ViewRoutes(service: views, idempotency: idempotency).table
    }
}
