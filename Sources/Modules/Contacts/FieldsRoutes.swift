import Directory
import ModuleKit

extension Permission {
    /// Give contacts and businesses fields of the company's own, and change and remove them.
    package static let contactFieldsWrite = Self("contact-fields:write", least: .admin)
}

/// The fields that a company gives its contacts and businesses, over HTTP.
struct FieldsRoutes: Sendable {
    let service: FieldsService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/crm/fields",      .contactsRead,       list).returns(.array(of: ContactField.schema))
            .query("of", .enumeration(ContactField.Subject.self).standard("contact"))
            .summary("The fields that the company has given its contacts or businesses, in their order; at most a hundred"),
        .post  ("/api/crm/fields",      .contactFieldsWrite, create).body(FieldEntry.self)
            .returns(ContactField.schema, status: .created).problems(.conflict).summary("Give contacts or businesses a field"),
        .patch ("/api/crm/fields/:key", .contactFieldsWrite, change).body(FieldPatch.self)
            .field("If-Match", .string(max: 100)).returns(ContactField.schema).problems(.notFound, .preconditionFailed)
            .summary("Change a field; indexed on demand"),
        .delete("/api/crm/fields/:key", .contactFieldsWrite, remove)
            .field("If-Match", .string(max: 100)).returnsNothing().problems(.notFound, .preconditionFailed)
            .summary("Remove a field, and all values of it"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let subject = request.query("of").flatMap(ContactField.Subject.init) ?? .contact
        return .json(try await service.all(subject, in: request.company))
    }

    private func create(_ request: Request) async throws -> Response {
        let field = try await service.create(try request.json(FieldEntry.self), by: request)
        return Response.created(location: "/api/crm/fields/\(field.key)", data: field).etag("\(field.version)")
    }

    private func change(_ request: Request) async throws -> Response {
        let field = try await service.change(
            request.path("key"), try request.json(FieldPatch.self), by: request)
        return Response.json(field).etag("\(field.version)")
    }

    private func remove(_ request: Request) async throws -> Response {
        try await service.remove(request.path("key"), by: request)
        return .noContent
    }
}
