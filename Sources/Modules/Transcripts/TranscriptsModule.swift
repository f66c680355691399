import Calls
import ModuleKit

/// What is made of what was said: posted segments and versions, search in all transcripts, and redaction.
///
/// The segments themselves belong to ``Calls``, whose ingest writes them in the call's own transaction; this module owns
/// the search index over them.
package struct TranscriptsModule: Module {
    package static let migrations = TranscriptsSchema.migrations
    package let routes: [Route]
    private let upkeep: SearchUpkeep

    /// - Parameter silence: Makes a span of a call's sound be gone, in milliseconds from the call's beginning.
    package init(
        _ platform: Platform,
        silence: @escaping @Sendable (ClosedRange<Int64>, CallID, CompanyID, Request) async throws -> Void,
        audit: @escaping AuditWriter
    ) {
        upkeep = SearchUpkeep(database: platform.database)
        let service = TranscriptsService(database: platform.database, now: platform.now)
        let search = TranscriptSearchService(database: platform.database)
        let redactions = RedactionService(
            database: platform.database, now: platform.now, silence: silence, audit: audit)
        routes = TranscriptsRoutes(service: service, search: search, redactions: redactions).table
    }

    /// Takes words that were removed out of the search indexes' own pages, and joins the indexes' pieces.
    package func keepHouse() async throws { try await upkeep.run() }

    /// Makes what was said in a span of a call be gone, for whoever silences its sound in the same transaction.
    ///
    /// - Parameters:
    ///   - span: Milliseconds from the call's beginning; not empty.
    ///   - author: Who marked it: `usr_…` or `key_…`.
    /// - Returns: How many utterances it changed; 0 when it was marked before.
    package static func redact(
        _ call: CallID, _ span: Range<Int64>, by author: String = "program", in tx: Transaction
    ) throws -> Int {
        guard !span.isEmpty else { return 0 }
        let found = try CallService.find(call.wire, in: tx)
        let (redaction, isNew) = try RedactionService.apply(
            Mark(time: span.lowerBound...(span.upperBound - 1)),
            to: TranscriptStore.everything(of: call, in: tx), of: found, reason: nil,
            at: Timestamp(milliseconds: tx.now), by: author, in: tx)
        return isNew ? Int(redaction.segments) : 0
    }
}
