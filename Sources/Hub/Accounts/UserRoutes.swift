import HTTP
import ModuleKit

/// `/api/users`: HTTP only; decodes, calls the service, encodes.
struct UserRoutes: Sendable {
    let users: UserService
    let idempotency: Idempotency

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/users",                  .usersRead,  list)  .summary("Who is in the company").paged().returnsPage(of: User.schema),
        .post  ("/api/users",                  .usersWrite, create).summary("Make or invite a member").body(NewUser.self).idempotent.returns(CreatedUser.schema, status: .created).problems(.conflict),
        .get   ("/api/users/:user",            .usersRead,  show)  .summary("A member").returns(User.schema),
        .patch ("/api/users/:user",            .usersWrite, update).summary("Change a member's name or role, or keep them out").body(UserPatch.self).returns(User.schema).problems(.conflict),
        .delete("/api/users/:user",            .usersWrite, remove).summary("End a membership").returnsNothing().problems(.conflict),
        .post  ("/api/users/:user/invitation", .usersWrite, invite).summary("Invite again; the invitation before is over").idempotent.returns(CreatedUser.schema, status: .created).problems(.conflict),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        let after = try page.after.map { UserID(try $0.int64(0)) }
        let found = try await users.list(after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) { [.integer($0.id.rawValue)] }
        return .page(items, next: next)
    }

    private func create(_ request: Request) async throws -> Response {
        try await users.create(
            request.json(NewUser.self), in: request.company, by: Actor(request), once: idempotency.key(of: request)
        ) { made in .created(location: "/api/users/\(made.user.id.wire)", data: made).uncached }
    }

    private func show(_ request: Request) async throws -> Response {
        .json(try await users.find(request.path("user"), in: request.company))
    }

    private func update(_ request: Request) async throws -> Response {
        let patch = try request.json(UserPatch.self)
        return .json(try await users.update(request.path("user"), patch, in: request.company, by: Actor(request)))
    }

    private func remove(_ request: Request) async throws -> Response {
        try await users.remove(request.path("user"), from: request.company, by: Actor(request))
        return .noContent
    }

    private func invite(_ request: Request) async throws -> Response {
        try await users.inviteAgain(
            request.path("user"), in: request.company, by: Actor(request), once: idempotency.key(of: request)
        ) { made in .created(location: "/api/users/\(made.user.id.wire)", data: made).uncached }
    }
}
