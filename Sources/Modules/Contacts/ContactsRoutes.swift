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
            .returns(Contact.schema, status: .created).problems(.conflict).summary("Make a contact"),
        .get   ("/api/crm/contacts/:id", .contactsRead,   show).returns(Contact.schema).problems(.notFound, .gone)
            .summary("A contact"),
        .put   ("/api/crm/contacts/:id", .contactsWrite,  replace).body(ContactEntry.self)
            .field("If-Match", .string(max: 100)).returns(Contact.schema)
            .problems(.notFound, .gone, .conflict, .preconditionFailed).summary("Replace a contact's fields"),
        .patch ("/api/crm/contacts/:id", .contactsWrite,  patch).body(ContactPatch.self)
            .field("If-Match", .string(max: 100)).returns(Contact.schema)
            .problems(.notFound, .gone, .conflict, .preconditionFailed)
            .summary("Change some of a contact's fields; null takes one away"),
        .delete("/api/crm/contacts/:id", .contactsDelete, delete)
            .field("If-Match", .string(max: 100)).returnsNothing().problems(.notFound, .gone, .preconditionFailed)
            .summary("Remove a contact from lists and lookups"),
        .post  ("/api/crm/contacts/:id/restore", .contactsDelete, restore).returns(Contact.schema)
            .problems(.notFound, .gone, .conflict).summary("Take back that a contact was removed"),
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

    private func patch(_ request: Request) async throws -> Response {
        let contact = try await service.patch(
            try request.path("id"), try request.json(ContactPatch.self), in: request.company, by: request)
        return Response.json(contact).etag("\(contact.version)")
    }

    private func restore(_ request: Request) async throws -> Response {
        let contact = try await service.restore(try request.path("id"), in: request.company, by: request)
        return Response.json(contact).etag("\(contact.version)")
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), in: request.company, by: request)
        return .noContent
    }
}
