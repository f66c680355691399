import Directory
import ModuleKit

/// Businesses over HTTP: decodes, calls the service, encodes.
struct BusinessesRoutes: Sendable {
    let service: BusinessesService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/businesses",     .contactsRead,   list).paged().returnsPage(of: Business.schema)
            .query("q", .string(min: 1, max: 200), "The beginning of a name, in any case.")
            .query("owner", UserID.schema, "Those that a member looks after.")
            .summary("The firms that contacts work for, by name"),
        .post  ("/api/crm/businesses",     .contactsWrite,  create).body(BusinessEntry.self)
            .returns(Business.schema, status: .created).problems(.conflict).summary("Make a business"),
        .get   ("/api/crm/businesses/:id", .contactsRead,   show).returns(Business.schema).problems(.notFound)
            .summary("A business with its record"),
        .put   ("/api/crm/businesses/:id", .contactsWrite,  replace).body(BusinessEntry.self)
            .field("If-Match", .string(max: 100)).returns(Business.schema)
            .problems(.notFound, .conflict, .preconditionFailed).summary("Replace a business's record"),
        .patch ("/api/crm/businesses/:id", .contactsWrite,  patch).body(BusinessPatch.self)
            .field("If-Match", .string(max: 100)).returns(Business.schema)
            .problems(.notFound, .conflict, .preconditionFailed)
            .summary("Change some of a business's record; null takes a member away"),
        .delete("/api/crm/businesses/:id", .contactsDelete, delete).field("If-Match", .string(max: 100))
            .returnsNothing().problems(.notFound, .conflict, .preconditionFailed)
            .summary("Remove a business; those who work for it, at most a thousand, then work for none"),
        .get   ("/api/crm/businesses/:id/contacts", .contactsRead, contacts).paged().returnsPage(of: Contact.schema)
            .problems(.notFound).summary("Who works for a business, oldest first"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { (name: try $0.string(0), id: BusinessID(try $0.int64(1))) }
        let found = try await service.list(
            request.query("q") ?? "", of: try request.query.value("owner"), after: after, limit: page.readLimit,
            in: request.company)
        let (items, next) = page.cut(found) { [.string($0.name), .integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        let business = try await service.create(try request.json(BusinessEntry.self), by: request)
        return Response.created(location: "/api/crm/businesses/\(business.id)", data: business)
            .etag("\(business.version)")
    }

    private func show(_ request: Request) async throws -> Response {
        let business = try await service.business(try request.path("id"), in: request.company)
        return Response.json(business).etag("\(business.version)")
    }

    private func replace(_ request: Request) async throws -> Response {
        let business = try await service.replace(
            try request.path("id"), try request.json(BusinessEntry.self), by: request)
        return Response.json(business).etag("\(business.version)")
    }

    private func patch(_ request: Request) async throws -> Response {
        let business = try await service.patch(
            try request.path("id"), try request.json(BusinessPatch.self), by: request)
        return Response.json(business).etag("\(business.version)")
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), by: request)
        return .noContent
    }

    private func contacts(_ request: Request) async throws -> Response {
        let page = try request.page()
        let found = try await service.contacts(
            of: try request.path("id"), after: try page.after.map { ContactID(try $0.int64(0)) },
            limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }
}
