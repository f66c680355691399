import Accounts
import Directory
import ModuleKit

/// The rules of the pipeline: each call is one transaction.
struct PipelineService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// Contacts that a removed stage hands over in one transaction.
    private static let stepContacts = 100
    /// More contacts of a stage that is in the way are not counted.
    private static let mostCounted = 10_000

    /// The stages with what is in them, and the offset at which that is true.
    func board(in company: CompanyID) async throws -> (currency: String, stages: [StageView], offset: Int64) {
        let at = now()
        return try await database.read(company) { tx in
            let (currency, stages) = try Self.board(at: at, in: tx)
            return (currency, stages, try EventLog.extent(in: tx).last)
        }
    }

    func contacts(
        in stage: String, after: Int64, limit: Int, in company: CompanyID
    ) async throws -> [Place] {
        try await database.read(company) { tx in
            try Self.require(stage, in: tx)
            return try PipelineStore.places(in: stage, after: after, limit: limit, tx)
        }
    }

    func place(of contact: ContactID, in company: CompanyID) async throws -> Place {
        try await database.read(company) { tx in
            try ContactDirectory.existing(contact, in: tx)
            guard let place = try PipelineStore.place(of: contact, in: tx) else {
                throw PipelineError.notInPipeline(contact)
            }
            return place
        }
    }

    func moves(
        of contact: ContactID, before: Int64?, limit: Int, in company: CompanyID
    ) async throws -> [StageMove] {
        try await database.read(company) { tx in
            try ContactDirectory.existing(contact, in: tx)
            return try PipelineStore.moves(of: contact, before: before, limit: limit, in: tx)
        }
    }

    /// Puts a contact into a stage, or elsewhere within it.
    func put(_ contact: ContactID, _ draft: PlaceDraft, by request: Request) async throws -> Place {
        let at = now()
        return try await database.write(request.company) { tx in
            try ContactDirectory.existing(contact, in: tx)
            guard try PipelineStore.stages(in: tx).contains(where: { $0.key == draft.stage }) else {
                throw Problem.invalid("stage", "There is no stage `\(draft.stage)`; see /api/pipeline.")
            }
            guard draft.before != contact else {
                throw Problem.invalid("before", "`before` is the contact itself.")
            }
            let (place, was) = try PipelineLedger.put(contact, in: draft.stage, before: draft.before, at: at, tx)
            try tell(place, from: was?.stage, to: place.stage, before: draft.before, at: at, by: request, in: tx)
            return place
        }
    }

    /// Takes a contact out of the pipeline.
    func remove(_ contact: ContactID, by request: Request) async throws {
        let at = now()
        try await database.write(request.company) { tx in
            try ContactDirectory.existing(contact, in: tx)
            guard let place = try PipelineStore.place(of: contact, in: tx) else {
                throw PipelineError.notInPipeline(contact)
            }
            try PipelineStore.remove(contact, in: tx)
            try tell(place, from: place.stage, to: nil, before: nil, at: at, by: request, in: tx)
        }
    }

    /// Draws the stages anew; those that are gone hand their contacts over.
    ///
    /// - Throws: 409 when a stage that is gone has contacts, and nobody says where they go.
    func draw(_ draft: StagesDraft, by request: Request) async throws -> (currency: String, stages: [StageView]) {
        let at = now()
        let keys = draft.stages.map(\.key)
        if let twice = keys.indices.first(where: { keys[..<$0].contains(keys[$0]) }) {
            throw Problem.invalid("stages[\(twice)].key", "`\(keys[twice])` is the key of another stage already.")
        }
        guard draft.stages.contains(where: { $0.kind == .open }) else {
            throw Problem.invalid("stages", "At least one stage is `open`.")
        }
        if let (gone, target) = draft.moveTo?.first(where: { !keys.contains($0.value) }) {
            throw Problem.invalid("moveTo.\(gone)", "`\(target)` is none of the stages.")
        }
        // Those that still hand over contacts stand at the end until they have none, also when the program ends meanwhile.
        while try await handOver(draft, keys, at: at, by: request) {}
        return try await database.read(request.company) { try Self.board(at: at, in: $0) }
    }

    /// One step of drawing the stages: hands over some contacts of those that are gone.
    ///
    /// - Returns: Whether they may have more.
    private func handOver(
        _ draft: StagesDraft, _ keys: [String], at: Timestamp, by request: Request
    ) async throws -> Bool {
        try await database.write(request.company) { tx in
            let before = try PipelineStore.stages(in: tx)
            var leaving: [Stage] = []
            for gone in before where !keys.contains(gone.key) {
                let contacts = try PipelineStore.contacts(in: gone.key, limit: Self.stepContacts, tx)
                guard !contacts.isEmpty else { continue }
                guard let target = draft.moveTo?[gone.key] else {
                    let all = try PipelineStore.contacts(in: gone.key, limit: Self.mostCounted, tx)
                    throw PipelineError.stageHolds(gone.key, all.count)
                }
                if contacts.count == Self.stepContacts { leaving.append(gone) }
                for contact in contacts {
                    let (place, was) = try PipelineLedger.put(contact, in: target, before: nil, at: at, tx)
                    try tell(place, from: was?.stage, to: target, before: nil, at: at, by: request, in: tx)
                }
            }
            let after = draft.stages + leaving
            guard after != before else { return !leaving.isEmpty }
            try PipelineStore.save(after, in: tx)
            try tx.publish(PipelineChanged(stages: after.map(\.key)), on: .figures)
            try audit(
                "pipeline.changed", tx.company.wire, ["stages": .array(after.map { .string($0.key) })], request, tx)
            return !leaving.isEmpty
        }
    }

    private func tell(
        _ place: Place, from: String?, to: String?, before: ContactID?, at: Timestamp, by request: Request,
        in tx: Transaction
    ) throws {
        let value = place.currency.isEmpty ? nil : Money(amount: place.amount, currency: place.currency)
        if from != to {
            try PipelineStore.note(
                StageMove(id: try tx.newID(), from: from, to: to, author: request.author, at: at, value: value),
                of: place.contact, in: tx)
            let stage = { (key: String?) in key.map { JSONValue.string($0) } ?? .null }
            try audit("pipeline.moved", place.contact.wire, ["from": stage(from), "to": stage(to)], request, tx)
        }
        try tx.publish(
            PipelineMoved(
                contact: place.contact, name: place.name, from: from, to: to, before: before, author: request.author,
                value: value), on: .figures, .contact(place.contact))
    }

    private static func board(
        at: Timestamp, in tx: Transaction
    ) throws -> (currency: String, stages: [StageView]) {
        let currency = try Company.currency(in: tx)
        let stages = try PipelineStore.stages(in: tx).enumerated().map { position, stage in
            StageView(
                stage: stage, position: position, sums: try PipelineStore.sums(of: stage.key, in: tx),
                oldestAt: try PipelineStore.oldest(in: stage.key, tx), currency: currency, now: at)
        }
        return (currency, stages)
    }

    private static func require(_ stage: String, in tx: Transaction) throws {
        guard try PipelineStore.stages(in: tx).contains(where: { $0.key == stage }) else {
            throw PipelineError.unknownStage(stage)
        }
    }
}
