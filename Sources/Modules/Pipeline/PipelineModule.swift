import Accounts
import Directory
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

    /// In which stage each contact is.
    package static let stages = ContactValues(
        table: "pipeline_places p", company: "p.company_id", contact: "p.contact_id", value: "p.stage")

    /// Contacts' places in the feed of changes.
    package static let records = RecordSource(
        "place", ContactID.self, only: [PipelineMoved.type, ContactEvent.merged, ContactEvent.unmerged]
    ) { contact, tx in
        guard let place = try PipelineStore.place(of: contact, in: tx), place.isCounted else { return nil }
        return place.encodeMembers
    }

    /// Stages whose sums are not what their contacts come to, of all companies, a line each.
    package static func faults(in tx: Transaction) throws -> [String] { try PipelineStore.faults(in: tx) }

    /// A contact that is joined to another leaves its place uncounted until they part.
    ///
    /// The other one keeps its own place; where it has none, it takes the same stage, and leaves it when they part if it is
    /// still there.
    package static let contactRows = ContactRows(
        "pipeline",
        move: { from, to, tx in try PipelineLedger.lend(from, to: to, in: tx) ? [from.rawValue] : [] },
        giveBack: { _, from, to, tx in try PipelineLedger.takeBack(from, as: to, in: tx) })
}
