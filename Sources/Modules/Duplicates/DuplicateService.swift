import Directory
import ModuleKit

/// The pairs that wait for somebody to decide.
struct DuplicateService: Sendable {
    let database: Database
    let audit: AuditWriter

    /// Open pairs with both contacts, likeliest first.
    func list(
        of contact: ContactID?, after place: (score: Int64, id: DuplicateID)?, limit: Int, in company: CompanyID
    ) async throws -> [Duplicate] {
        try await database.read(company) { tx in
            try ContactDirectory.refuseMerged(contact, in: tx)
            return try DuplicateStore.open(of: contact, after: place, limit: limit, in: tx).map { duplicate in
                var whole = duplicate
                whole.contacts = try [duplicate.pair.first, duplicate.pair.second].compactMap {
                    try ContactDirectory.contact($0, in: tx)
                }
                return whole
            }
        }
    }

    /// Says that two are two; they are not shown again.
    func dismiss(_ id: DuplicateID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            guard let duplicate = try DuplicateStore.duplicate(id, in: tx), duplicate.state != .merged else {
                throw DuplicatesError.unknownDuplicate(id)
            }
            guard duplicate.state == .open else { return }
            try DuplicateStore.set(.dismissed, of: duplicate.pair, in: tx)
            try audit(
                "duplicate.dismissed", id.wire,
                ["contacts": [.string(duplicate.pair.first.wire), .string(duplicate.pair.second.wire)]], request, tx)
        }
    }
}
