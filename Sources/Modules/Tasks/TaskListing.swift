import ModuleKit

/// What a list of tasks is narrowed to; absent means all.
struct TaskFilter: Sendable {
    var state: FollowUp.State?
    var owner: UserID?
    var contact: ContactID?
    var call: CallID?
    var dueBefore: Timestamp?
}

extension TaskStore {
    /// Where a page of a list ended.
    struct Place: Sendable {
        var dueAt: Timestamp
        var id: TaskID
    }

    /// Tasks by when they are due; those without a time come last.
    static func list(_ filter: TaskFilter, after: Place?, limit: Int, in tx: Transaction) throws -> [FollowUp] {
        try tx.rows(query(filter, after: after, limit: limit, in: tx), read)
    }

    /// The statement of a list; each has an index in its order.
    static func query(_ filter: TaskFilter, after: Place?, limit: Int, in tx: Transaction) -> SQL {
        var sql = select + "WHERE t.company_id = \(tx.company)"
        if let state = filter.state { sql += " AND t.state = \(state)" }
        if let owner = filter.owner { sql += " AND t.owner_id = \(owner)" }
        if let contact = filter.contact { sql += " AND t.contact_id = \(contact)" }
        if let call = filter.call { sql += " AND t.call_id = \(call)" }
        if let dueBefore = filter.dueBefore { sql += " AND t.due_at < \(dueBefore)" }
        if let after { sql += " AND (t.due_at, t.id) > (\(after.dueAt), \(after.id))" }
        return sql + " ORDER BY t.due_at, t.id LIMIT \(limit)"
    }

    /// What waits of somebody's tasks and of nobody's.
    static let day: DaySource = { query, tx in
        let owners: [UserID?] = query.owner.map { [$0, nil] } ?? [nil]
        return try owners.flatMap { owner in
            try tx.rows(
                select
                    + """
                    WHERE t.company_id = \(tx.company) AND t.owner_id IS \(owner) AND t.state = 'open'
                      AND (\(query.dueBefore) IS NULL OR t.due_at < \(query.dueBefore))
                      AND (t.snoozed_until IS NULL OR t.snoozed_until <= \(query.now))
                    ORDER BY t.due_at, t.id LIMIT \(query.limit)
                    """, read)
        }.map { task in
            DayItem(.task, task.id, title: task.title, dueAt: task.dueAt, contact: task.contact, call: task.call)
        }
    }

    /// What waits of promises: those that no task has taken over.
    static func day(
        of promises: @escaping @Sendable (DayQuery, Transaction) throws -> [MadePromise]
    ) -> DaySource {
        { query, tx in
            try promises(query, tx).filter { try task(key: $0.key, in: tx) == nil }.map { promise in
                DayItem(
                    .promise, promise.id, title: promise.text, dueAt: promise.dueAt, contact: promise.contact,
                    call: promise.call)
            }
        }
    }

    /// Tasks that concern a contact, by when they were made.
    static func timeline(_ query: TimelineQuery, in tx: Transaction) throws -> [TimelineItem] {
        try tx.rows(
            select
                + """
                WHERE t.company_id = \(tx.company) AND t.contact_id = \(query.contact)
                  AND (t.created_at, t.id) < (\(query.before.at), \(query.before.key)) AND t.created_at >= \(query.from)
                ORDER BY t.created_at DESC, t.id DESC LIMIT \(query.limit)
                """
        ) { row in
            let task = try read(row)
            var item = TimelineItem(at: task.createdAt, .task, task.id, title: task.title)
            (item.text, item.author, item.call) = (task.note, task.author, task.call)
            item.data["state"] = .string(task.state.rawValue)
            item.data["dueAt"] = task.dueAt.map { .string($0.rfc3339) }
            item.data["doneAt"] = task.doneAt.map { .string($0.rfc3339) }
            item.data["owner"] = task.owner.map { .string($0.wire) }
            return item
        }
    }
}
