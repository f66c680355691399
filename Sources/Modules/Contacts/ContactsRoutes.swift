import Accounts
import Directory
import ModuleKit

/// Contacts over HTTP: decodes, calls the service, encodes.
struct ContactsRoutes: Sendable {
    let service: ContactsService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .post  ("/api/crm/contacts",     .contactsWrite,  create).body(ContactEntry.self).idempotent
            .returns(Contact.schema, status: .created).summary("Make a contact"),
        .get   ("/api/crm/contacts/:id", .contactsRead,   show).returns(Contact.schema).problems(.notFound)
            .summary("A contact"),
        .put   ("/api/crm/contacts/:id", .contactsWrite,  replace).body(ContactEntry.self)
            .field("If-Match", .string(max: 100)).returns(Contact.schema).problems(.notFound, .preconditionFailed)
            .summary("Replace a contact's fields"),
        .delete("/api/crm/contacts/:id", .contactsDelete, delete)
            .field("If-Match", .string(max: 100)).returnsNothing().problems(.notFound, .preconditionFailed)
            .summary("Remove a contact from lists and lookups"),
        .get   ("/api/crm/contacts/:id/interactions", .contactsRead, interactions)
            .paged().returnsPage(of: Interaction.schema).problems(.notFound).summary("A contact's history, newest first"),
        .post  ("/api/crm/contacts/:id/interactions", .contactsWrite, add).body(HistoryEntry.self).idempotent
            .returns(Interaction.schema, status: .created).problems(.notFound).summary("Add to a contact's history"),
    ]}

    private func create(_ request: Request) async throws -> Response {
        let entry = try request.json(ContactEntry.self)
        return try await service.create(entry, in: request.company, by: request, once: try idempotency.key(of: request))
        {
            Response.created(location: "/api/crm/contacts/\($0.id)", data: $0).etag("\($0.version)")
        }
    }

    private func show(_ request: Request) async throws -> Response {
        let contact = try await service.contact(try request.path("id"), in: request.company)
        return Response.json(contact).etag("\(contact.version)")
    }

    private func replace(_ request: Request) async throws -> Response {
        let contact = try await service.replace(
            try request.path("id"), try request.json(ContactEntry.self), in: request.company, by: request)
        return Response.json(contact).etag("\(contact.version)")
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), in: request.company, by: request)
        return .noContent
    }

    private func interactions(_ request: Request) async throws -> Response {
        let page = try request.page()
        let before = try page.after.map {
            (at: Timestamp(milliseconds: try $0.int64(0)), id: InteractionID(try $0.int64(1)))
        }
        let found = try await service.interactions(
            of: try request.path("id"), before: before, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.at.milliseconds), .integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func add(_ request: Request) async throws -> Response {
        let entry = try request.json(HistoryEntry.self)
        return try await service.add(
            entry, to: try request.path("id"), in: request.company, by: request, once: try idempotency.key(of: request)
        ) { .json($0, status: .created) }
    }
}
