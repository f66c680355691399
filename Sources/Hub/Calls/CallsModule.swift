import Accounts
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

    /// What other parts do for calls as records.
    package struct Surroundings: Sendable {
        let idempotency: Idempotency
        let members: @Sendable (TeamID, Transaction) throws -> [AgentID]?
        let followUp: FollowUpWriter
        let parts: [CallPart]
        let movers: [CallMover]

        /// - Parameters:
        ///   - members: Who is in a team; nil where there is no such team.
        ///   - followUp: Makes the task that a disposition asks for.
        ///   - parts: What else is known of a call, for its page.
        ///   - movers: What goes with a call that turns out to be another contact's.
        package init(
            idempotency: Idempotency, members: @escaping @Sendable (TeamID, Transaction) throws -> [AgentID]?,
            followUp: @escaping FollowUpWriter, parts: [CallPart], movers: [CallMover]
        ) {
            (self.idempotency, self.members, self.followUp) = (idempotency, members, followUp)
            (self.parts, self.movers) = (parts, movers)
        }
    }

    package init(
        _ platform: Platform, parser: PhoneParser = .shared, region: @escaping @Sendable (CompanyID) -> String,
        ownsAccount: @escaping @Sendable (AccountID, CompanyID) -> Bool,
        refusals: @escaping @Sendable (AccountID, LineWishes) -> [FieldProblem] = { _, _ in [] },
        audit: @escaping AuditWriter,
        recordingCompleted: @escaping RecordingHook = { _, _ in }, _ surroundings: Surroundings
    ) {
        ingest = CallIngest(parser: parser, region: region, recordingCompleted: recordingCompleted)
        messages = MessageIngest(parser: parser, region: region)
        service = CallService(database: platform.database, ingest: ingest, now: platform.now)
        lines = LineService(
            database: platform.database, parser: parser, now: platform.now, ownsAccount: ownsAccount, region: region,
            refusals: refusals, audit: audit)
        let dispositions = DispositionService(
            database: platform.database, now: platform.now, followUp: surroundings.followUp, audit: audit)
        let manual = ManualCalls(
            database: platform.database, parser: parser, region: region, dispositions: dispositions, now: platform.now,
            audit: audit)
        let contacts = CallContactChange(
            database: platform.database, movers: surroundings.movers, audit: audit)
        routes =
            CallsRoutes(calls: service, lines: lines, epoch: platform.epoch).table
            + RecordRoutes(
                calls: service, manual: manual, contacts: contacts, idempotency: surroundings.idempotency,
                members: surroundings.members, parts: surroundings.parts
            ).table
            + DispositionRoutes(service: dispositions).table
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
