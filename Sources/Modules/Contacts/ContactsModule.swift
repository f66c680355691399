import Accounts
import Directory
import ModuleKit

/// The CRM side of contacts, with the table `score_rules`; who is who is the directory's.
///
/// Owns the table `contact_views`.
package struct ContactsModule: Module {
    package static let migrations = ContactsSchema.migrations + ViewSchema.migrations
    package let routes: [Route]

    /// - Parameter timeline: What each module adds to the timeline of a contact.
    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        timeline: [TimelineSource], idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        let (database, now) = (platform.database, platform.now)
        let service = ContactsService(database: database, parser: parser, region: region, now: now, audit: audit)
        let list = ListService(database: database, parser: parser, region: region)
        let views = ViewService(database: database, now: now, audit: audit)
        let interactions = InteractionsService(database: database, now: now, audit: audit)
        let businesses = BusinessesService(
            database: database, parser: parser, region: region, now: now, audit: audit)
        let scores = ScoreService(database: database, now: now, audit: audit)
        routes =
            ContactsRoutes(service: service, idempotency: idempotency).table + ListRoutes(service: list).table
            + ViewRoutes(service: views, idempotency: idempotency).table
            + InteractionsRoutes(service: interactions, idempotency: idempotency).table
            + TimelineRoutes(service: TimelineService(database: database, sources: timeline)).table
            + FieldsRoutes(service: FieldsService(database: database, audit: audit)).table
            + BusinessesRoutes(service: businesses).table + ScoreRoutes(service: scores).table
    }
}
