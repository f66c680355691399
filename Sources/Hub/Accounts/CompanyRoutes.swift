import HTTP
import ModuleKit

/// `/api/companies`: HTTP only; decodes, calls the service, encodes.
struct CompanyRoutes: Sendable {
    let companies: CompanyService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get  ("/api/companies",          .signedIn,     list)  .summary("The companies you can sign in to").returnsPage(of: Company.schema),
        .post ("/api/companies",          .hubOwner,     create).summary("Make a company, and own it").body(NewCompany.self).idempotent.returns(Company.schema, status: .created).problems(.conflict),
        .get  ("/api/companies/:company", .companyRead,  show)  .summary("The company; `current` is the one you are signed in to").returns(Company.schema),
        .patch("/api/companies/:company", .companyWrite, update).summary("Change the company's settings").body(CompanyPatch.self).returns(Company.schema).problems(.conflict),
    ]}

    private func list(_ request: Request) async throws -> Response {
        guard case .user(let id) = request.caller?.subject else {
            return .page([try await companies.find(request.company)], next: nil)
        }
        return .page(try await companies.list(of: UserID(id)), next: nil)
    }

    private func create(_ request: Request) async throws -> Response {
        try await companies.create(
            request.json(NewCompany.self), by: Actor(request), once: idempotency.key(of: request)
        ) { company in .created(location: "/api/companies/\(company.id.wire)", data: company) }
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await companies.find(company(of: request)))
    }

    private func update(_ request: Request) async throws -> Response {
        .json(try await companies.update(company(of: request), request.json(CompanyPatch.self), by: Actor(request)))
    }

    /// Another company's id is as unknown as one that does not exist.
    private func company(of request: Request) throws -> CompanyID {
        guard request.path("company") != "current" else { return request.company }
        let company: CompanyID = try request.path("company")
        guard company == request.company else { throw AccountsError.unknown("company \(company.wire)") }
        return company
    }
}

extension Route {
    /// The same, honouring `Idempotency-Key`.
    package var idempotent: Route {
        field(
            "Idempotency-Key", .string(min: 1, max: 255),
            "The same key and body within 24 hours gets the first answer again; the same key with another body is 422.")
    }
}
