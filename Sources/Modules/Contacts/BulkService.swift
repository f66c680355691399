import Accounts
import Directory
import ModuleKit

/// Does one thing with many contacts, in steps that are a transaction each, so that nobody else waits for long.
struct BulkService: Sendable {
    let contacts: ContactsService
    let lists: ListService

    /// Contacts of one step.
    private static let stepContacts = 50
    /// How long a request goes on to its next step.
    private static let patience = Duration.seconds(10)

    /// Works through the contacts that are asked for; an answer that was given for the key already is given again.
    ///
    /// A request that ends in the middle leaves whole steps, and does the rest when it is sent again.
    func run(
        _ action: BulkDraft.Action, _ draft: BulkDraft, by request: Request, once: Once?
    ) async throws -> Response {
        let (database, company) = (contacts.database, request.company)
        let known = try await database.read(company) { tx in
            try check(action, in: tx)
            return try Once.answer(once, in: tx)
        }
        if let known { return known }
        var outcome = BulkOutcome(at: contacts.now())
        if let ids = draft.ids {
            try await work(through: ids, action, except: Set(draft.except ?? []), by: request, &outcome)
        } else {
            try await work(through: try listing(action, draft, in: company), action, draft, by: request, &outcome)
        }
        let answer = Response.json(outcome)
        guard let once else { return answer }
        return try await database.write(company) { tx in try Once.run(once, in: tx) { answer } }
    }

    // MARK: Which

    private func listing(
        _ action: BulkDraft.Action, _ draft: BulkDraft, in company: CompanyID
    ) throws -> ContactListing {
        var listing = ContactListing()
        listing.query = draft.q.map { lists.query($0, in: company) }
        listing.filter = try draft.filter.map { try lists.filter($0) }
        if case .restore = action { listing.isOfRemoved = true }
        return listing
    }

    private func work(
        through ids: [ContactID], _ action: BulkDraft.Action, except: Set<ContactID>, by request: Request,
        _ outcome: inout BulkOutcome
    ) async throws {
        var rest = Set(ids).subtracting(except).sorted()[...]
        while !rest.isEmpty {
            try await step(Array(rest.prefix(Self.stepContacts)), action, by: request, &outcome)
            rest = rest.dropFirst(Self.stepContacts)
        }
    }

    /// Goes along the list by its places, so that what a change does to the list loses and doubles nobody.
    private func work(
        through listing: ContactListing, _ action: BulkDraft.Action, _ draft: BulkDraft, by request: Request,
        _ outcome: inout BulkOutcome
    ) async throws {
        let sort = ContactOrder.newest.rawValue
        let deadline = ContinuousClock.now + Self.patience
        let except = Set(draft.except ?? [])
        var place = try draft.after.map { try ContactPlace(try KeysetToken(after: $0, sort: sort)) }
        var left = draft.limit ?? BulkDraft.most
        repeat {
            let (after, limit) = (place, min(left, Self.stepContacts))
            let page = try await contacts.database.read(request.company) { tx in
                try listing.page(after: after, limit: limit, in: tx)
            }
            try await step(page.contacts.filter { !except.contains($0) }, action, by: request, &outcome)
            (place, left) = (page.next, left - page.contacts.count)
        } while place != nil && left > 0 && ContinuousClock.now < deadline
        outcome.next = place.map { KeysetToken(sort: sort, keys: $0.keys).text }
    }

    // MARK: What

    /// - Throws: 422 on what no contact could be given.
    private func check(_ action: BulkDraft.Action, in tx: Transaction) throws {
        guard case .set(let patch) = action else { return }
        guard !patch.isEmpty else { throw Problem.invalid("set", "`set` changes nothing; give a member of it.") }
        // Anybody, so that what is wrong for everybody is said once.
        var anybody = ContactDirectory.Draft(source: ContactEntry.usualSource)
        anybody.name = "anybody"
        do {
            try patch.entry.apply(to: &anybody, clearing: patch.cleared, region: "US", parser: contacts.parser)
            try ContactRules.check(anybody, of: nil, given: patch.givenFields, in: tx)
        } catch let refusal as Problem {
            var problem = refusal
            problem.field = refusal.field.map { "set.\($0)" }
            problem.errors = refusal.errors.map { FieldProblem(field: "set.\($0.field)", detail: $0.detail) }
            throw problem
        }
    }

    private func step(
        _ ids: [ContactID], _ action: BulkDraft.Action, by request: Request, _ outcome: inout BulkOutcome
    ) async throws {
        guard !ids.isEmpty else { return }
        let before = outcome
        outcome = try await contacts.database.write(request.company) { tx in
            var after = before
            for id in ids {
                do {
                    let contact = try Self.contact(id, for: action, in: tx)
                    after.matched += 1
                    if try apply(action, to: contact, at: before.at, by: request, in: tx) { after.changed += 1 }
                } catch {
                    after.skipped.append(.init(id: id, why: try Self.reason(error)))
                }
            }
            return after
        }
    }

    /// Why a contact is left as it is.
    ///
    /// - Throws: The error itself, when it is nothing about the contact.
    private static func reason(_ error: any Error) throws -> String {
        guard error is Problem || error is ContactsError || error is MissingContact, let problem = Problem.of(error)
        else { throw error }
        return problem.errors.isEmpty
            ? problem.detail ?? problem.title : problem.errors.map(\.detail).joined(separator: " ")
    }

    private static func contact(
        _ id: ContactID, for action: BulkDraft.Action, in tx: Transaction
    ) throws -> Contact {
        if case .restore = action, let removed = try ContactStore.removed(id, in: tx) { return removed }
        return try ContactDirectory.existing(id, in: tx)
    }

    /// - Returns: false when the contact was so already.
    private func apply(
        _ action: BulkDraft.Action, to contact: Contact, at: Timestamp, by request: Request, in tx: Transaction
    ) throws -> Bool {
        let before = ContactDirectory.Draft(contact)
        var draft = before
        var given: Set<String>? = []
        switch action {
        case .delete:
            try contacts.delete(contact, at: at, by: request, in: tx)
            return true
        case .restore:
            guard contact.deletedAt != nil else { return false }
            try contacts.restore(contact, at: at, by: request, in: tx)
            return true
        case .set(let patch):
            try patch.entry.apply(to: &draft, clearing: patch.cleared, region: "US", parser: contacts.parser)
            if draft.businessID == before.businessID { draft.business = before.business }
            given = patch.givenFields
        case .addTags(let tags):
            draft.tags += tags.filter { !before.tags.contains($0) }.uniqued()
            guard draft.tags.count <= ContactEntry.mostTags else {
                throw Problem.invalid("addTags", "It would have more than \(ContactEntry.mostTags) tags.")
            }
        case .removeTags(let tags):
            let gone = Set(tags.map(ContactSearch.folded))
            draft.tags.removeAll { gone.contains(ContactSearch.folded($0)) }
        }
        guard draft != before else { return false }
        _ = try contacts.write(draft, over: contact, given: given, at: at, by: request, in: tx)
        return true
    }
}
