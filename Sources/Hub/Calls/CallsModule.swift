import Broadcast
import Directory
import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// Calls, their legs and what they leave, and the lines they come in on; owns the tables of ``CallsSchema``.
package struct CallsModule: Module {
    package static let migrations = CallsSchema.migrations
    package let routes: [Route]
    /// For whoever reports on calls: webhooks, the sweeper, agents.
    package let service: CallService
    package let lines: LineService
    package let ingest: CallIngest
    package let messages: MessageIngest

    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        ownsAccount: @escaping @Sendable (AccountID, CompanyID) -> Bool,
        refusals: @escaping @Sendable (AccountID, LineWishes) -> [FieldProblem] = { _, _ in [] },
        audit: @escaping AuditWriter,
        recordingCompleted: @escaping RecordingHook = { _, _ in }
    ) {
        ingest = CallIngest(parser: parser, region: region, recordingCompleted: recordingCompleted)
        messages = MessageIngest(parser: parser, region: region)
        service = CallService(database: platform.database, ingest: ingest, now: platform.now)
        lines = LineService(
            database: platform.database, parser: parser, now: platform.now, ownsAccount: ownsAccount, region: region,
            refusals: refusals, audit: audit)
        routes =
            CallsRoutes(calls: service, lines: lines, parser: parser, epoch: platform.epoch).table
            + MessageRoutes(database: platform.database, parser: parser, region: region).table
            + CostRoutes(database: platform.database, now: platform.now).table
    }

    /// What the topic `calls` shows: the calls that go on.
    package static func snapshot(_ topic: Topic, in tx: Transaction) throws -> [UInt8] {
        if case .call(let id) = topic {
            return try (CallStore.call(id, in: tx).map { [$0.view()] } ?? []).jsonBytes
        }
        return try CallStore.open(limit: 1000, in: tx).map { $0.view() }.jsonBytes
    }
}
