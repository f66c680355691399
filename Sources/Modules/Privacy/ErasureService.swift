import Accounts
import Calls
import Directory
import ModuleKit

/// Makes people be gone for good: everywhere in one transaction, then in the event log, and again after a restore.
struct ErasureService: Sendable {
    let database: Database
    let ledger: Ledger
    let marker: Marker
    /// What each part of the program keeps of people; the directory's comes last.
    let erasers: [PersonEraser]
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// So many events are looked at between two writes.
    private static let page = 1_000

    /// Erases a contact with those that were joined to it, and returns when nothing says any more who it was.
    ///
    /// - Throws: ``MissingContact``, or 409 while a call goes on or a recording is under legal hold.
    func erase(_ contact: ContactID, by request: Request) async throws -> Erasure {
        let (others, erasure) = try await database.write(request.company) { tx in
            try ContactDirectory.refuseMerged(contact, in: tx)
            let others = try ContactMerging.merged(into: contact, in: tx).map { try erase($0, by: request, in: tx) }
            return (others, try erase(contact, by: request, in: tx))
        }
        // After the commit: what the file lacks by a crash in between is written at the next start.
        try await note(others + [erasure])
        for one in others + [erasure] { try await rewriteLog(one.id, in: request.company) }
        return try await database.read(request.company) { try ErasureStore.erasure(erasure.id, in: $0) } ?? erasure
    }

    private func erase(_ contact: ContactID, by request: Request, in tx: Transaction) throws -> Erasure {
        guard let person = try ContactErasure.person(contact, in: tx) else { throw try MissingContact(contact, in: tx) }
        let erasure = try erase(try completed(person, in: tx), by: request.author, in: tx)
        try audit(
            "contact.erased", contact.wire,
            ["erasure": .string(erasure.id.wire), "calls": .integer(Int64(erasure.calls.count))], request, tx)
        return erasure
    }

    private func note(_ erasures: [Erasure]) async throws {
        try await database.read(tenant: 0) { [ledger] _ in try ledger.append(erasures) }
    }

    func list(before: ErasureID?, limit: Int, in company: CompanyID) async throws -> [Erasure] {
        try await database.read(company) { try ErasureStore.list(before: before, limit: limit, in: $0) }
    }

    private func completed(_ person: Person, in tx: Transaction) throws -> Person {
        try CallErasure.completed(person, in: tx) { number in
            try ContactErasure.isShared(number, with: person.contact, in: tx)
        }
    }

    /// - Parameter known: An erasure of before that is carried out again.
    private func erase(
        _ person: Person, as known: Erasure? = nil, by author: String, in tx: Transaction
    ) throws -> Erasure {
        var person = person
        person.isBack = known != nil
        if let call = try CallErasure.openCall(of: person, in: tx), !person.isBack {
            throw PrivacyError.callGoesOn(call)
        }
        try tx.overwriteDeleted()
        let marks = Set(marker.marks(of: person)).union(known?.marks ?? [])
        let calls = Set(person.calls).union(known?.calls ?? [])
        for eraser in erasers { try eraser(person, tx) }
        if let contact = person.contact {
            try Audit.forget(contact.wire, in: tx)
            try tx.publish(ContactEvent(ContactEvent.deleted, contact: contact), on: .contacts, .contact(contact))
        }
        var erasure = Erasure(
            id: try known?.id ?? tx.newID(), company: tx.company, contact: known?.contact ?? person.contact,
            marks: marks.sorted(), calls: calls.sorted(), at: known?.at ?? now(), by: author)
        erasure.end = try EventLog.extent(in: tx).last
        if known == nil { try ErasureStore.insert(erasure, in: tx) }
        return erasure
    }

    // MARK: The event log

    /// Takes a person's words out of the log, a part at a time, going on where it stood.
    private func rewriteLog(_ id: ErasureID, in company: CompanyID) async throws {
        while let erasure = try await database.read(company, { try ErasureStore.erasure(id, in: $0) }), !erasure.isDone
        {
            try Task.checkCancellation()
            let scrubber = EventScrubber(erasure, marker)
            let (found, reached) = try await database.read(company) { tx in
                let selection = try EventLog.select(nil, after: erasure.offset, limit: Self.page, in: tx)
                let found = try selection.events.filter { scrubber.concerns(try $0.parsed()) }.map(\.offset)
                return (found, max(selection.reached, erasure.offset + selection.lost))
            }
            // Of a log that is trimmed to its end nothing is left to look at.
            let isDone = reached >= erasure.end || reached == erasure.offset
            try await database.write(company) { tx in
                try tx.overwriteDeleted()
                for offset in found { try tx.rewriteEvent(at: offset) { $0 = EventScrubber.scrubbed($0) } }
                try ErasureStore.advance(id, to: reached, isDone: isDone, in: tx)
            }
        }
    }

    /// Goes on with logs that a stop of the program has left.
    func finish() async throws {
        for (company, id) in try await database.read(tenant: 0, { try ErasureStore.begun(in: $0) }) {
            try await rewriteLog(id, in: company)
        }
    }

    // MARK: After a restore

    /// Carries out every erasure that the ledger knows and the database does not, and writes down what the file lacks.
    ///
    /// - Returns: How many were carried out again.
    func settle() async throws -> Int {
        let (written, known) = try await database.read(tenant: 0) { [ledger] tx in
            (try ledger.erasures(), try ErasureStore.all(in: tx))
        }
        let ids = Set(known.map(\.id))
        let missing = written.filter { !ids.contains($0.id) }
        var again = 0
        for erasure in missing where try await repeated(erasure) { again += 1 }
        let inFile = Set(written.map(\.id))
        var lacking: [Erasure] = []
        for (company, id) in known where !inFile.contains(id) {
            let found = try await database.read(company) { try ErasureStore.erasure(id, in: $0) }
            if let found { lacking.append(found) }
        }
        try await note(lacking)
        return again
    }

    /// - Returns: false when the database does not have the company.
    private func repeated(_ erasure: Erasure) async throws -> Bool {
        let isHere = try await database.write(erasure.company) { tx in
            guard try tx.exists("SELECT 1 FROM companies WHERE id = \(tx.company)") else { return false }
            var found = erasure
            for person in try people(of: erasure, in: tx) {
                found = try erase(person, as: found, by: erasure.by, in: tx)
            }
            found.end = try EventLog.extent(in: tx).last
            try ErasureStore.insert(found, in: tx)
            try Audit.record(
                "contact.erased", erasure.contact?.wire ?? erasure.id.wire, ["erasure": .string(erasure.id.wire)],
                by: Actor(.program("restore"), role: .owner), at: now(), in: tx)
            return true
        }
        if isHere { try await rewriteLog(erasure.id, in: erasure.company) }
        return isHere
    }

    /// Whom the marks mean in this database: the contact by its id, others by what they are reached by, and callers that
    /// never became a contact.
    private func people(of erasure: Erasure, in tx: Transaction) throws -> [Person] {
        let marks = Set(erasure.marks)
        let isTheirs = { marks.contains(marker.mark($0)) }
        var contacts = try ContactErasure.contacts(in: tx, where: isTheirs)
        if let contact = erasure.contact { contacts.insert(contact) }
        var people = try contacts.sorted().compactMap { try ContactErasure.person($0, in: tx) }
        let numbers = try CallErasure.numbers(in: tx, where: isTheirs)
        people.append(Person(contact: nil, numbers: numbers.sorted(), emails: [], calls: erasure.calls))
        return try people.map { try completed($0, in: tx) }
    }
}
