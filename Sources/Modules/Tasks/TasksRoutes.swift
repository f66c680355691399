import Accounts
import ModuleKit

/// Tasks over HTTP: decodes, calls the service, encodes.
struct TasksRoutes: Sendable {
    let service: TasksService
    let idempotency: Idempotency
    let epoch: String

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/tasks",     .callsRead,  list).paged().returnsPage(of: FollowUp.schema)
            .query("state", .enumeration(["open", "done", "all"]), "Open ones, unless told.")
            .query("owner", .anyOf([UserID.schema, .enumeration(["me"])])).query("contact", ContactID.schema)
            .query("call", CallID.schema).query("dueBefore", .string(format: .dateTime), "RFC 3339.").problems(.gone)
            .summary("What is to be done, by when it is due; names its offset"),
        .post  ("/api/tasks",     .callsWrite, create).body(TaskDraft.self).idempotent
            .returns(FollowUp.schema, status: .created).returns(FollowUp.schema, "The promise is a task already.").problems(.gone)
            .summary("Make a task, or have a promise of a call become one"),
        .get   ("/api/tasks/:id", .callsRead,  show).returns(FollowUp.schema).problems(.notFound).summary("A task"),
        .patch ("/api/tasks/:id", .callsWrite, patch).body(TaskPatch.self).changing.problems(.gone)
            .summary("Change some of a task; null takes a member away"),
        .delete("/api/tasks/:id", .callsWrite, delete).field("If-Match", .string(max: 100)).returnsNothing()
            .problems(.notFound, .preconditionFailed).summary("Remove a task"),
        .post  ("/api/tasks/:id/done",   .callsWrite, finish).changing.summary("Say that a task is done"),
        .post  ("/api/tasks/:id/reopen", .callsWrite, reopen).changing.summary("Take back that a task is done"),
        .post  ("/api/tasks/:id/snooze", .callsWrite, snooze).body(TaskSnooze.self).changing.problems(.conflict)
            .summary("Keep a task out of the way until a moment"),
    ]}

    private func list(_ request: Request) async throws -> Response {
        let page = try request.page()
        var filter = TaskFilter()
        filter.state = FollowUp.State(rawValue: request.query("state") ?? "open")
        if request.query("owner") == "me" {
            guard let me = Actor(request).user else {
                throw Problem.invalid("owner", "`owner` is me, and a key is nobody; give a member's id.")
            }
            filter.owner = me
        } else {
            filter.owner = try request.query.value("owner")
        }
        filter.contact = try request.query.value("contact")
        filter.call = try request.query.value("call")
        filter.dueBefore = try request.query.value("dueBefore")
        let after = try page.after.map {
            TaskStore.Place(dueAt: Timestamp(milliseconds: try $0.int64(0)), id: TaskID(try $0.int64(1)))
        }
        let (found, offset) = try await service.list(
            filter, after: after, limit: page.readLimit, in: request.company)
        let (items, next) = page.cut(found) {
            [.integer(($0.dueAt ?? TaskStore.never).milliseconds), .integer($0.id.rawValue)]
        }
        return Response.page(items, next: next).offset(epoch: epoch, offset)
    }

    private func create(_ request: Request) async throws -> Response {
        let draft = try request.json(TaskDraft.self)
        return try await service.create(draft, by: request, once: try idempotency.key(of: request)) { task, isNew in
            isNew
                ? Response.created(location: "/api/tasks/\(task.id)", data: task).etag("\(task.version)")
                : Self.response(task)
        }
    }

    private func show(_ request: Request) async throws -> Response {
        Self.response(try await service.task(try request.path("id"), in: request.company))
    }

    private func patch(_ request: Request) async throws -> Response {
        let patch = try request.json(TaskPatch.self)
        return Self.response(try await service.patch(try request.path("id"), patch, by: request))
    }

    private func delete(_ request: Request) async throws -> Response {
        try await service.delete(try request.path("id"), by: request)
        return .noContent
    }

    private func finish(_ request: Request) async throws -> Response {
        Self.response(try await service.finish(try request.path("id"), by: request))
    }

    private func reopen(_ request: Request) async throws -> Response {
        Self.response(try await service.reopen(try request.path("id"), by: request))
    }

    private func snooze(_ request: Request) async throws -> Response {
        let snooze = try request.json(TaskSnooze.self)
        return Self.response(try await service.snooze(try request.path("id"), snooze, by: request))
    }

    private static func response(_ task: FollowUp) -> Response { Response.json(task).etag("\(task.version)") }
}

extension Route {
    /// The same as one that changes a task and returns it.
    fileprivate var changing: Route {
        field("If-Match", .string(max: 100)).returns(FollowUp.schema).problems(.notFound, .preconditionFailed)
    }
}
