import Accounts
import ModuleKit

/// How far each contact is on its way to a sale; owns the tables `pipeline_*`, and publishes ``PipelineMoved`` and
/// ``PipelineChanged``.
package struct PipelineModule: Module {
    package static let migrations = PipelineSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]

    package init(_ platform: Platform, audit: @escaping AuditWriter) {
        let service = PipelineService(database: platform.database, now: platform.now, audit: audit)
        routes = PipelineRoutes(service: service, epoch: platform.epoch).table
        reactions = [
            // What a contact is worth changes what its stage is; a removed one is in none, and is back with its restoring.
            .within(ContactEvent.self) { event, tx in
                guard event.type != ContactEvent.created else { return }
                try PipelineLedger.refresh(event.contact, in: tx)
            },
            .within(ContactsImported.self) { event, tx in
                for contact in event.contacts { try PipelineLedger.refresh(contact, in: tx) }
            },
        ]
    }

    /// Stages whose sums are not what their contacts come to, of all companies, a line each.
    package static func faults(in tx: Transaction) throws -> [String] { try PipelineStore.faults(in: tx) }

    /// Hands a contact's place and history to the one that it is joined to, which keeps its own place where it has one.
    package static func move(from: ContactID, into: ContactID, in tx: Transaction) throws {
        try PipelineLedger.join(from, into: into, in: tx)
    }
}
