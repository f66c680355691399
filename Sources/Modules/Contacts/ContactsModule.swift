import Accounts
import Directory
import ModuleKit

/// The CRM side of contacts, with the table `score_rules`; who is who is the directory's.
///
/// Owns the table `contact_views`.
package struct ContactsModule: Module {
    package static let migrations = ContactsSchema.migrations + ViewSchema.migrations
    package let routes: [Route]

    /// - Parameters:
    ///   - timeline: What each module adds to the timeline of a contact.
    ///   - stages: In which stage of the pipeline each contact is.
    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        timeline: [TimelineSource], stages: ContactValues, idempotency: Idempotency, audit: @escaping AuditWriter
    ) {
        let (database, now) = (platform.database, platform.now)
        let service = ContactsService(database: database, parser: parser, region: region, now: now, audit: audit)
        let list = ListService(database: database, parser: parser, region: region, stages: stages)
        let views = ViewService(database: database, lists: list, now: now, audit: audit)
        let bulk = BulkService(contacts: service, lists: list)
        let interactions = InteractionsService(database: database, now: now, audit: audit)
        let businesses = BusinessesService(
            database: database, parser: parser, region: region, now: now, audit: audit)
        let scores = ScoreService(database: database, now: now, audit: audit)
        routes =
            ContactsRoutes(service: service, idempotency: idempotency).table + ListRoutes(service: list).table
            + BulkRoutes(service: bulk, idempotency: idempotency).table
            + ViewRoutes(service: views, idempotency: idempotency).table
            + InteractionsRoutes(service: interactions, idempotency: idempotency).table
            + TimelineRoutes(service: TimelineService(database: database, sources: timeline)).table
            + FieldsRoutes(service: FieldsService(database: database, audit: audit)).table
            + BusinessesRoutes(service: businesses).table + ScoreRoutes(service: scores).table
    }
}
