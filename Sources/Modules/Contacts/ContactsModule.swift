import Accounts
import Directory
import ModuleKit

/// The CRM side of contacts; who is who is the directory's.
package struct ContactsModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]

    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        let service = ContactsService(
            database: platform.database, parser: parser, region: region, now: platform.now, audit: audit)
        routes = ContactsRoutes(service: service, idempotency: idempotency).table
    }
}
