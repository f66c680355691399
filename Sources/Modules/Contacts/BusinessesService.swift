import Directory
import ModuleKit

/// The records of the firms that contacts work for: each call is one transaction.
struct BusinessesService: Sendable {
    /// How many contacts one request lets go of a business.
    private static let mostReleased = 1000

    let database: Database
    let parser: PhoneParser
    let region: @Sendable (CompanyID) -> String
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func list(
        _ beginning: String, of owner: UserID?, after: (name: String, id: BusinessID)?, limit: Int,
        in company: CompanyID
    ) async throws -> [Business] {
        try await database.read(company) { tx in
            try BusinessStore.businesses(beginning, of: owner, after: after, limit: limit, in: tx)
        }
    }

    func business(_ id: BusinessID, in company: CompanyID) async throws -> Business {
        try await database.read(company) { try Self.business(id, in: $0) }
    }

    func contacts(
        of id: BusinessID, after: ContactID?, limit: Int, in company: CompanyID
    ) async throws -> [Contact] {
        try await database.read(company) { tx in
            _ = try Self.business(id, in: tx)
            return try BusinessStore.contacts(of: id, after: after, limit: limit, in: tx)
        }
    }

    func create(_ entry: BusinessEntry, by request: Request) async throws -> Business {
        let (region, at) = (region(request.company), now())
        return try await database.write(request.company) { tx in
            var business = Business(id: try tx.newID(), name: "", createdAt: at)
            try entry.apply(to: &business, region: region, parser: parser)
            try ContactRules.check(business, was: nil, given: nil, in: tx)
            try Self.checkName(of: business, in: tx)
            try BusinessStore.insert(business, in: tx)
            try announce(BusinessEvent.created, business, by: request, in: tx)
            return business
        }
    }

    func replace(_ id: BusinessID, _ entry: BusinessEntry, by request: Request) async throws -> Business {
        let region = region(request.company)
        return try await change(id, given: nil, by: request) { [parser] in
            try entry.apply(to: &$0, region: region, parser: parser)
        }
    }

    func patch(_ id: BusinessID, _ patch: BusinessPatch, by request: Request) async throws -> Business {
        let region = region(request.company)
        return try await change(id, given: patch.givenFields, by: request) { [parser] in
            try patch.entry.apply(to: &$0, clearing: patch.cleared, region: region, parser: parser)
        }
    }

    /// - Parameter given: The keys of the company's own fields that are written; nil when all are.
    private func change(
        _ id: BusinessID, given: Set<String>?, by request: Request,
        _ apply: @escaping @Sendable (inout Business) throws -> Void
    ) async throws -> Business {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try Self.business(id, in: tx)
            try request.requireMatch("\(before.version)", required: false)
            var business = before
            try apply(&business)
            guard business != before else { return before }
            try ContactRules.check(business, was: before, given: given, in: tx)
            try Self.checkName(of: business, in: tx)
            (business.updatedAt, business.version) = (at, business.version + 1)
            try BusinessStore.update(business, in: tx)
            try announce(BusinessEvent.updated, business, by: request, in: tx)
            return business
        }
    }

    /// Removes a business; those who worked for it work for none.
    func delete(_ id: BusinessID, by request: Request) async throws {
        let at = now()
        try await database.write(request.company) { tx in
            let business = try Self.business(id, in: tx)
            try request.requireMatch("\(business.version)", required: false)
            let contacts = try BusinessStore.contacts(of: id, after: nil, limit: Self.mostReleased + 1, in: tx)
            guard contacts.count <= Self.mostReleased else {
                throw ContactsError.businessInUse(most: Self.mostReleased)
            }
            for contact in contacts {
                var draft = ContactDirectory.Draft(contact)
                (draft.businessID, draft.business) = (nil, nil)
                _ = try ContactDirectory.update(contact, draft, at: at, in: tx)
                try tx.publish(
                    ContactEvent(
                        ContactEvent.updated, contact: contact.id, name: contact.name,
                        number: contact.numbers.first?.number), on: .contacts, .contact(contact.id))
            }
            try BusinessStore.releaseRemoved(of: id, in: tx)
            try BusinessStore.delete(id, in: tx)
            try announce(BusinessEvent.deleted, business, by: request, in: tx)
        }
    }

    private static func checkName(of business: Business, in tx: Transaction) throws {
        if let other = try BusinessStore.id(ofName: business.name, in: tx), other != business.id {
            throw ContactsError.businessTaken(by: other)
        }
    }

    private func announce(_ type: EventType, _ business: Business, by request: Request, in tx: Transaction) throws {
        try tx.publish(BusinessEvent(type, business: business.id, name: business.name), on: .contacts)
        try audit(type.name, business.id.wire, ["name": .string(business.name)], request, tx)
    }

    private static func business(_ id: BusinessID, in tx: Transaction) throws -> Business {
        guard let business = try BusinessStore.business(id, in: tx) else { throw ContactsError.unknownBusiness(id) }
        return business
    }
}
