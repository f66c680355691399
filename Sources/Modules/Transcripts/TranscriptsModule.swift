import Calls
import ModuleKit

/// What is made of what was said: posted segments and versions, search in all transcripts, and redaction.
///
/// The segments themselves belong to ``Calls``, whose ingest writes them in the call's own transaction; this module owns
/// the search index over them.
package struct TranscriptsModule: Module {
    package static let migrations = TranscriptsSchema.migrations
    package let routes: [Route]

    package init(_ platform: Platform, audit: @escaping AuditWriter) {
        let service = TranscriptsService(database: platform.database, now: platform.now)
        let search = TranscriptSearchService(database: platform.database)
        let redactions = RedactionService(database: platform.database, now: platform.now, audit: audit)
        routes = TranscriptsRoutes(service: service, search: search, redactions: redactions).table
    }
}
