import Accounts
import Directory
import ModuleKit

/// The rules of saved lists: everybody sees their own and what is shared, and changes their own.
struct ViewService: Sendable {
    /// Nobody finds anything among more.
    private static let mostOfOne = 200

    let database: Database
    let lists: ListService
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    func list(for request: Request, after: ViewID?, limit: Int) async throws -> [ContactView] {
        let reader = request.author
        return try await database.read(request.company) {
            try ViewStore.views(for: reader, after: after, limit: limit, in: $0)
        }
    }

    func view(_ id: ViewID, for request: Request) async throws -> ContactView {
        let reader = request.author
        return try await database.read(request.company) { try Self.view(id, for: reader, in: $0) }
    }

    /// Saves a list, once for each idempotency key.
    func create(
        _ draft: ViewDraft, by request: Request, once: Once?, answer: @escaping @Sendable (ContactView) -> Response
    ) async throws -> Response {
        try check(draft)
        return try await database.write(request.company) { tx in
            try Once.run(once, in: tx) {
                guard try ViewStore.count(of: request.author, in: tx) < Self.mostOfOne else {
                    throw Problem.conflict("You have \(Self.mostOfOne) saved lists; forget one first.")
                }
                let view = ContactView(id: try tx.newID(), owner: request.author, draft: draft, version: 1)
                try ViewStore.put(view, in: tx)
                try audit("view.created", view.id.wire, ["name": .string(draft.name)], request, tx)
                return answer(view)
            }
        }
    }

    func replace(_ id: ViewID, _ draft: ViewDraft, by request: Request) async throws -> ContactView {
        try check(draft)
        return try await database.write(request.company) { tx in
            var view = try Self.changeable(id, by: request, in: tx)
            try request.requireMatch("\(view.version)", required: false)
            (view.draft, view.version) = (draft, view.version + 1)
            try ViewStore.put(view, in: tx)
            try audit("view.updated", id.wire, ["name": .string(draft.name)], request, tx)
            return view
        }
    }

    func delete(_ id: ViewID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let view = try Self.changeable(id, by: request, in: tx)
            try ViewStore.delete(id, in: tx)
            try audit("view.deleted", id.wire, ["name": .string(view.draft.name)], request, tx)
        }
    }

    private func check(_ draft: ViewDraft) throws {
        if let filter = draft.filter { _ = try lists.filter(filter) }
    }

    private static func changeable(_ id: ViewID, by request: Request, in tx: Transaction) throws -> ContactView {
        let view = try view(id, for: request.author, in: tx)
        guard view.owner == request.author || Actor(request).role >= .admin else {
            throw Problem.forbidden("Only whoever saved this list changes it, or an admin.")
        }
        return view
    }

    private static func view(_ id: ViewID, for reader: String, in tx: Transaction) throws -> ContactView {
        guard let view = try ViewStore.view(id, for: reader, in: tx) else {
            throw Problem.notFound("There is no saved list \(id).")
        }
        return view
    }
}
