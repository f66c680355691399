import Accounts
import Calls
import Directory
import ModuleKit

/// The rules of tasks: each call is one transaction, and what is said twice counts once.
struct TasksService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let promise: @Sendable (PromiseID, Transaction) throws -> MadePromise?
    let audit: AuditWriter

    func list(
        _ filter: TaskFilter, after: TaskStore.Place?, limit: Int, in company: CompanyID
    ) async throws -> (tasks: [FollowUp], offset: Int64) {
        try await database.read(company) { tx in
            try ContactDirectory.refuseMerged(filter.contact, in: tx)
            return (
                try TaskStore.list(filter, after: after, limit: limit, in: tx),
                try EventLog.extent(in: tx).last
            )
        }
    }

    func task(_ id: TaskID, in company: CompanyID) async throws -> FollowUp {
        try await database.read(company) { try Self.task(id, in: $0) }
    }

    /// Makes a task, once for each idempotency key and for each promise.
    func create(
        _ draft: TaskDraft, by request: Request, once: Once?,
        answer: @escaping @Sendable (FollowUp, _ isNew: Bool) -> Response
    ) async throws -> Response {
        let at = now()
        return try await database.write(request.company) { tx in
            try Once.run(once, in: tx) {
                let promised = try draft.promise.map { try madePromise($0, in: tx) }
                if let promised, let there = try TaskStore.task(key: promised.key, in: tx) {
                    return answer(there, false)
                }
                let title = String((draft.title ?? promised?.text ?? "").prefix(200))
                var task = FollowUp(id: try tx.newID(), title: title, author: request.author, createdAt: at)
                task.note = draft.note
                task.priority = draft.priority ?? .normal
                task.dueAt = draft.dueAt ?? promised?.dueAt
                task.owner = draft.owner.over(nil)
                if case .absent = draft.owner { task.owner = Actor(request).user }
                (task.call, task.promise) = (draft.call ?? promised?.call, draft.promise)
                task.contact = try draft.contact ?? task.call.flatMap { try contact(of: $0, in: tx) }
                try check(task, in: tx)
                let made = try TaskStore.add(task, key: promised?.key, in: tx)
                try audit(TaskEvent.created.name, made.id.wire, [:], request, tx)
                return answer(made, true)
            }
        }
    }

    func patch(_ id: TaskID, _ patch: TaskPatch, by request: Request) async throws -> FollowUp {
        try await change(id, TaskEvent.updated, by: request) { task, tx in
            let before = task
            patch.apply(to: &task)
            try check(task, was: before, in: tx)
        }
    }

    /// Says that it is done; one that is stays as it is.
    func finish(_ id: TaskID, by request: Request) async throws -> FollowUp {
        let at = now()
        return try await change(id, TaskEvent.done, by: request) { task, _ in
            guard task.state == .open else { return }
            (task.state, task.doneAt, task.doneBy, task.snoozedUntil) = (.done, at, request.author, nil)
        }
    }

    /// Takes back that it is done; one that is open stays as it is.
    func reopen(_ id: TaskID, by request: Request) async throws -> FollowUp {
        try await change(id, TaskEvent.updated, by: request) { task, _ in
            (task.state, task.doneAt, task.doneBy) = (.open, nil, nil)
        }
    }

    func snooze(_ id: TaskID, _ snooze: TaskSnooze, by request: Request) async throws -> FollowUp {
        let at = now()
        return try await change(id, TaskEvent.updated, by: request) { task, _ in
            guard task.state == .open else { throw TasksError.done(task) }
            guard snooze.until > at, snooze.until < at + .seconds(366 * 86_400) else {
                throw Problem.invalid(
                    "until", "`until` is past or more than a year away; it must be within a year from now.")
            }
            task.snoozedUntil = snooze.until
        }
    }

    func delete(_ id: TaskID, by request: Request) async throws {
        try await database.write(request.company) { tx in
            let task = try Self.task(id, in: tx)
            try request.requireMatch("\(task.version)", required: false)
            try TaskStore.delete(task, in: tx)
            try audit(TaskEvent.deleted.name, id.wire, [:], request, tx)
        }
    }

    /// What changes nothing is not noted: clicking twice is harmless.
    private func change(
        _ id: TaskID, _ type: EventType, by request: Request,
        _ body: @escaping @Sendable (inout FollowUp, Transaction) throws -> Void
    ) async throws -> FollowUp {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try Self.task(id, in: tx)
            try request.requireMatch("\(before.version)", required: false)
            var task = before
            try body(&task, tx)
            guard task != before else { return before }
            (task.updatedAt, task.version) = (at, before.version + 1)
            try audit(type.name, id.wire, [:], request, tx)
            return try TaskStore.update(task, was: before, type, in: tx)
        }
    }

    private func madePromise(_ id: PromiseID, in tx: Transaction) throws -> MadePromise {
        guard let promised = try promise(id, tx) else {
            throw Problem.invalid("promise", "`promise` is no promise of the company; take one of /api/crm/promises.")
        }
        return promised
    }

    /// Who was at the other end of a call, where they were not removed since.
    private func contact(of call: CallID, in tx: Transaction) throws -> ContactID? {
        guard let contact = try CallService.call(call, in: tx)?.contact else { return nil }
        return try ContactDirectory.contact(contact, in: tx)?.id
    }

    /// - Throws: 422 naming each member that is nobody or nothing of the company's.
    private func check(_ task: FollowUp, was before: FollowUp? = nil, in tx: Transaction) throws {
        var problems: [FieldProblem] = []
        if let owner = task.owner, owner != before?.owner, try !UserService.isMember(owner, in: tx) {
            problems.append(
                FieldProblem(field: "owner", detail: "`owner` is no member of the company; take one of /api/users."))
        }
        if let contact = task.contact, contact != before?.contact,
            try ContactDirectory.contact(contact, in: tx) == nil
        {
            try ContactDirectory.refuseMerged(contact, in: tx)
            problems.append(FieldProblem(field: "contact", detail: "`contact` is no contact of the company."))
        }
        if let call = task.call, call != before?.call, try CallService.call(call, in: tx) == nil {
            problems.append(FieldProblem(field: "call", detail: "`call` is no call of the company."))
        }
        guard problems.isEmpty else { throw Problem.invalid(problems) }
    }

    private static func task(_ id: TaskID, in tx: Transaction) throws -> FollowUp {
        guard let task = try TaskStore.task(id, in: tx) else { throw TasksError.unknown(id) }
        return task
    }
}
