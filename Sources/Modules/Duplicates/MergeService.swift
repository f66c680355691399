import Accounts
import Directory
import ModuleKit

/// Joins two contacts and parts them again: each is one transaction, and the history of both is kept.
struct MergeService: Sendable {
    let database: Database
    let finder: DuplicateFinder
    /// What follows a contact, in the order in which it goes: what is found by way of interactions goes before these.
    let parts: [ContactRows]
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// What a merge leaves.
    struct Outcome: Sendable, JSONEncodable {
        var contact: Contact
        var merge: MergeID

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("contact", contact)
                $0.member("merge", merge)
            }
        }

        static let schema: Schema = .object([
            .required("contact", Contact.schema), .required("merge", MergeID.schema),
        ])
    }

    /// Joins a contact to another, once for each idempotency key.
    func merge(
        into id: ContactID, _ draft: MergeDraft, by request: Request, once: Once?,
        answer: @escaping @Sendable (Outcome) -> Response
    ) async throws -> Response {
        try await database.write(request.company) { tx in
            try Once.run(once, in: tx) { answer(try merge(into: id, draft, by: request, in: tx)) }
        }
    }

    /// Joins the contacts of a pair: the younger one goes on as the older.
    func merge(_ id: DuplicateID, by request: Request) async throws -> Outcome {
        try await database.write(request.company) { tx in
            guard let duplicate = try DuplicateStore.duplicate(id, in: tx), duplicate.state == .open else {
                throw DuplicatesError.unknownDuplicate(id)
            }
            return try merge(
                into: duplicate.pair.first, MergeDraft(other: duplicate.pair.second), by: request, in: tx)
        }
    }

    /// Parts the contacts of a merge: each has what it had, and what came since stays with the one that went on.
    func undo(_ id: MergeID, by request: Request) async throws -> Merge {
        try await database.write(request.company) { tx in
            guard var merge = try MergeStore.merge(id, in: tx) else { throw DuplicatesError.unknownMerge(id) }
            guard merge.undoneAt == nil else { throw Problem.conflict("The merge \(id) is undone already.") }
            let newest = try MergeStore.newestStanding(of: merge.contact, in: tx)
            guard newest == id else { throw DuplicatesError.laterMerge(newest ?? id) }
            try part(merge, in: tx)
            (merge.undoneAt, merge.undoneBy) = (now(), request.author)
            try MergeStore.undo(id, by: request.author, at: now(), in: tx)
            try announce(.unmerged, merge, by: request, in: tx)
            return merge
        }
    }

    func merges(of contact: ContactID?, before: MergeID?, limit: Int, in company: CompanyID) async throws -> [Merge] {
        try await database.read(company) { try MergeStore.merges(of: contact, before: before, limit: limit, in: $0) }
    }

    private func merge(
        into id: ContactID, _ draft: MergeDraft, by request: Request, in tx: Transaction
    ) throws -> Outcome {
        for contact in [id, draft.other] { try ContactDirectory.existing(contact, in: tx) }
        guard id != draft.other else {
            throw Problem.invalid("other", "`other` is this contact itself; it must be another one.")
        }
        let mine = try ContactMerging.values(of: id, in: tx) ?? [:]
        let theirs = try ContactMerging.values(of: draft.other, in: tx) ?? [:]
        let after = try draft.combined(mine, theirs)
        var changes: [ContactMerging.Field: Merge.Change] = [:]
        for field in ContactMerging.Field.allCases where mine[field] != after[field] {
            changes[field] = Merge.Change(before: mine[field] ?? .null, after: after[field] ?? .null)
        }
        let at = now()
        try ContactMerging.write(after, to: id, at: at, in: tx)
        let merge = Merge(
            id: try tx.newID(), contact: id, other: draft.other, changes: changes,
            numbers: try ContactMerging.copyNumbers(from: draft.other, to: id, in: tx), author: request.author, at: at)
        try MergeStore.insert(merge, in: tx)
        for part in parts {
            try MergeStore.note(try part.move(draft.other, id, tx), of: part.name, by: merge.id, in: tx)
        }
        // Last, for what hides with a contact that is removed is found by the rows it still has.
        try ContactMerging.close(draft.other, into: id, at: at, in: tx)
        try DuplicateStore.set(.merged, of: ResemblanceStore.Pair(id, draft.other), in: tx)
        try announce(.merged, merge, by: request, in: tx)
        return Outcome(contact: try ContactDirectory.existing(id, in: tx), merge: merge.id)
    }

    private func part(_ merge: Merge, in tx: Transaction) throws {
        // A field that somebody has changed since is theirs, and stays.
        var values = try ContactMerging.values(of: merge.contact, in: tx) ?? [:]
        for (field, change) in merge.changes where values[field] ?? .null == change.after {
            values[field] = change.before == .null ? nil : change.before
        }
        try ContactMerging.write(values, to: merge.contact, at: now(), in: tx)
        try ContactMerging.takeNumbers(merge.numbers, from: merge.contact, in: tx)
        try ContactMerging.reopen(merge.other, in: tx)
        for part in parts.reversed() {
            for row in try MergeStore.rows(of: part.name, by: merge.id, in: tx) {
                try part.giveBack(row, merge.contact, merge.other, tx)
            }
        }
        // Whoever parts two has decided about them.
        try DuplicateStore.set(.dismissed, of: ResemblanceStore.Pair(merge.contact, merge.other), in: tx)
        try finder.compare(merge.other, in: tx)
    }

    private func announce(_ type: EventType, _ merge: Merge, by request: Request, in tx: Transaction) throws {
        try tx.publish(
            ContactEvent(type, contact: merge.other, into: merge.contact), on: .contacts, .contact(merge.other),
            .contact(merge.contact))
        // Its fields and numbers are others now; whom it resembles is found again by this.
        let survivor = try ContactDirectory.contact(merge.contact, in: tx)
        if let survivor {
            try tx.publish(
                ContactEvent(
                    .updated, contact: survivor.id, name: survivor.name, number: survivor.numbers.first?.number),
                on: .contacts, .contact(survivor.id))
        }
        try audit(
            type.name, merge.other.wire, ["into": .string(merge.contact.wire), "merge": .string(merge.id.wire)],
            request,
            tx)
    }
}

extension EventType {
    fileprivate static var merged: EventType { ContactEvent.merged }
    fileprivate static var unmerged: EventType { ContactEvent.unmerged }
    fileprivate static var updated: EventType { ContactEvent.updated }
}
