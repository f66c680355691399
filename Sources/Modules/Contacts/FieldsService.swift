import Directory
import ModuleKit

/// The fields that a company gives its contacts and businesses.
///
/// What touches all of them goes in steps, each a transaction of its own, so that nobody waits for the whole; a
/// program that ends meanwhile leaves the field in its state, and the same request goes on with it.
struct FieldsService: Sendable {
    /// More are no form that anybody fills in, be it of a contact or of a business.
    static let most = 100
    /// Contacts that one step looks at.
    private static let stepContacts = 1000

    let database: Database
    let audit: AuditWriter

    func all(_ subject: ContactField.Subject, in company: CompanyID) async throws -> [ContactField] {
        try await database.read(company) {
            try ContactFieldStore.all(subject, in: $0).filter { $0.state != .removing }
        }
    }

    func create(_ entry: FieldEntry, by request: Request) async throws -> ContactField {
        try await database.write(request.company) { tx in
            guard try ContactFieldStore.field(entry.key, in: tx) == nil else {
                throw ContactsError.fieldTaken(entry.key)
            }
            let others = try ContactFieldStore.all(entry.of ?? .contact, in: tx)
            guard others.count < Self.most else { throw ContactsError.tooManyFields(most: Self.most) }
            // Nobody has a value of it yet, so its index is complete.
            let field = try entry.field(last: (others.map(\.position).max() ?? -1) + 1)
            return try write(field, "field.created", by: request, in: tx)
        }
    }

    /// Changes a field; returns when what it asks for is done.
    func change(_ key: String, _ patch: FieldPatch, by request: Request) async throws -> ContactField {
        let company = request.company
        let changed = try await database.write(company) { tx in
            var field = try Self.field(key, in: tx)
            try request.requireMatch("\(field.version)", required: false)
            try patch.apply(to: &field)
            if patch.indexed == false { (field.isIndexed, field.state) = (false, .ready) }
            if patch.indexed == true, !field.isIndexed { field.state = .indexing }
            field.version += 1
            return try write(field, "field.changed", by: request, in: tx)
        }
        if patch.indexed == false { try await emptyIndex(of: key, in: company) }
        guard changed.state == .indexing else { return changed }
        try await eachStep(.contact, in: company) { try ContactFieldStore.reindex(ContactID($0), in: $1) }
        return try await database.write(company) { tx in
            var field = try Self.field(key, in: tx)
            // Somebody may have thought better of it meanwhile.
            guard field.state == .indexing else { return field }
            (field.isIndexed, field.state) = (true, .ready)
            field.version += 1
            try ContactFieldStore.put(field, in: tx)
            try tx.publish(FieldChanged(key: key, removed: false), on: .contacts)
            return field
        }
    }

    /// Removes a field and every value of it.
    func remove(_ key: String, by request: Request) async throws {
        let company = request.company
        let removed = try await database.write(company) { tx in
            guard var field = try ContactFieldStore.field(key, in: tx) else { throw ContactsError.unknownField(key) }
            try request.requireMatch("\(field.version)", required: false)
            (field.isIndexed, field.state) = (false, .removing)
            try ContactFieldStore.put(field, in: tx)
            return field
        }
        try await eachStep(removed.subject, in: company) { try ContactFieldStore.removeValue(removed, of: $0, in: $1) }
        try await emptyIndex(of: key, in: company)
        try await database.write(company) { tx in
            try ContactFieldStore.remove(key, in: tx)
            try audit("field.removed", key, [:], request, tx)
            try tx.publish(FieldChanged(key: key, removed: true), on: .contacts)
        }
    }

    /// Runs `body` for the id of everything that has fields of the company's own, removed contacts too.
    private func eachStep(
        _ subject: ContactField.Subject, in company: CompanyID,
        _ body: @escaping @Sendable (Int64, Transaction) throws -> Void
    ) async throws {
        var last: Int64 = 0
        repeat {
            let after = last
            let bearers = try await database.read(company) { tx in
                try ContactFieldStore.bearers(subject, after: after, limit: Self.stepContacts, in: tx)
            }
            guard let end = bearers.last else { return }
            try await database.write(company) { tx in
                for bearer in bearers { try body(bearer, tx) }
            }
            last = end
        } while true
    }

    private func emptyIndex(of key: String, in company: CompanyID) async throws {
        var removed: Int
        repeat {
            removed = try await database.write(company) { tx in
                try ContactFieldStore.unindex(key, limit: 5 * Self.stepContacts, in: tx)
            }
        } while removed > 0
    }

    private func write(
        _ field: ContactField, _ action: String, by request: Request, in tx: Transaction
    ) throws -> ContactField {
        try ContactFieldStore.put(field, in: tx)
        try audit(action, field.key, ["label": .string(field.label)], request, tx)
        try tx.publish(FieldChanged(key: field.key, removed: false), on: .contacts)
        return field
    }

    private static func field(_ key: String, in tx: Transaction) throws -> ContactField {
        guard let field = try ContactFieldStore.field(key, in: tx), field.state != .removing else {
            throw ContactsError.unknownField(key)
        }
        return field
    }
}
