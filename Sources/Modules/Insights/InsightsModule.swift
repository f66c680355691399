import Accounts
import Analysis
import Calls
import ModuleKit

/// What calls say: analyses texts and segments on this machine, or has a language model do it; owns the tables `insights_*`
/// and `analysis_documents`, and publishes ``TriggerFired`` and ``InsightsUpdated``.
package struct InsightsModule: Module {
    package static let migrations = InsightsSchema.migrations + ModelSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]

    /// What the program passes in.
    package struct Surroundings: Sendable {
        let zone: @Sendable (CompanyID) -> String
        let model: ModelClient
        let audit: AuditWriter

        /// - Parameters:
        ///   - zone: A company's time zone, as an IANA name.
        ///   - model: How language models are asked.
        package init(
            zone: @escaping @Sendable (CompanyID) -> String, model: ModelClient, audit: @escaping AuditWriter
        ) {
            (self.zone, self.model, self.audit) = (zone, model, audit)
        }
    }

    /// - Parameter secrets: Whose sealing key closes the keys of language models.
    package init(
        _ platform: Platform, book: AnalyserBook, calls: CallService, secrets: HubSecrets, _ surroundings: Surroundings
    ) {
        let (database, now, audit) = (platform.database, platform.now, surroundings.audit)
        let service = InsightsService(database: database, book: book, now: now, zone: surroundings.zone, audit: audit)
        let live = LiveAnalysis(book: book, zone: surroundings.zone)
        let reruns = RerunService(database: database, live: live, now: now)
        let analysis = CallAnalysisService(database: database, calls: calls, reruns: reruns, now: now, audit: audit)
        let models = ModelService(
            database: database, store: ModelStore(box: ModelBox(key: secrets.sealing.bytes)),
            client: surroundings.model,
            now: now, audit: audit)
        routes =
            InsightsRoutes(service: service).table + CallAnalysisRoutes(service: analysis).table
            + ModelRoutes(service: models).table
        reactions = live.reactions + [reruns.reaction, models.reaction]
    }

    /// Seals the key of every language model with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try ModelStore(box: ModelBox(key: new)).reseal(from: ModelBox(key: old), in: tx)
    }

    /// What a call says, as its page shows it: without its utterances.
    package static let part = CallPart("analysis", CallAnalysisPage.schema) { id, tx in
        let call = try CallService.find(id.wire, in: tx)
        let page = try CallAnalysisPage(
            reading: CallReading(of: call, in: tx), runs: VerdictStore.runs(of: id, in: tx), after: nil, limit: 0,
            in: tx)
        var json = JSONWriter()
        page.encode([], to: &json)
        return json.bytes
    }
}
