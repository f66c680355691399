import ModuleKit

/// Every SQL statement on tasks, one function each; what changes one says so to whoever listens.
enum TaskStore {
    /// What stands in the column where no time was said: it comes last.
    static let never = Timestamp(milliseconds: .max)

    static func task(_ id: TaskID, in tx: Transaction) throws -> FollowUp? {
        try tx.first(select + "WHERE t.company_id = \(tx.company) AND t.id = \(id)", read)
    }

    /// The one that follows from something.
    static func task(key: String, in tx: Transaction) throws -> FollowUp? {
        try tx.first(select + "WHERE t.company_id = \(tx.company) AND t.source_key = \(key)", read)
    }

    /// - Returns: It as it stands, with its contact's name.
    static func add(_ task: FollowUp, key: String?, in tx: Transaction) throws -> FollowUp {
        try tx.execute(
            """
            INSERT INTO tasks (company_id, id, title, note, state, priority, due_at, owner_id, contact_id, call_id,
                               promise_id, source_key, author, created_at, updated_at, version)
            VALUES (\(tx.company), \(task.id), sealed('tasks.title', \(tx.company), \(task.id), \(task.title)),
                    sealed('tasks.note', \(tx.company), \(task.id), \(task.note)), \(task.state), \(task.priority),
                    \(task.dueAt ?? never), \(task.owner), \(task.contact), \(task.call), \(task.promise), \(key),
                    \(task.author), \(task.createdAt), \(task.updatedAt), \(task.version))
            """)
        let named = try self.task(task.id, in: tx) ?? task
        try tx.publish(TaskEvent(TaskEvent.created, named), on: topics(named))
        return named
    }

    /// Writes what may change of a task.
    ///
    /// - Returns: It as it stands, with its contact's name.
    static func update(
        _ task: FollowUp, was before: FollowUp, _ type: EventType, in tx: Transaction
    ) throws -> FollowUp {
        try tx.execute(
            """
            UPDATE tasks SET title = sealed('tasks.title', company_id, id, \(task.title)),
                note = sealed('tasks.note', company_id, id, \(task.note)), state = \(task.state),
                priority = \(task.priority), due_at = \(task.dueAt ?? never), snoozed_until = \(task.snoozedUntil),
                owner_id = \(task.owner), contact_id = \(task.contact), updated_at = \(task.updatedAt),
                done_at = \(task.doneAt), done_by = \(task.doneBy), version = \(task.version)
            WHERE company_id = \(tx.company) AND id = \(task.id)
            """)
        let named = try self.task(task.id, in: tx) ?? task
        // Whoever had it hears that they have it no more.
        let former = topics(before).filter { !topics(named).contains($0) }
        try tx.publish(TaskEvent(type, named), on: topics(named) + former)
        return named
    }

    static func delete(_ task: FollowUp, in tx: Transaction) throws {
        try tx.execute("DELETE FROM tasks WHERE company_id = \(tx.company) AND id = \(task.id)")
        try tx.publish(TaskEvent(TaskEvent.deleted, task), on: topics(task))
    }

    /// Lets a contact's tasks be another's.
    static func move(from one: ContactID, to other: ContactID, in tx: Transaction) throws -> [Int64] {
        try tx.rows(
            """
            UPDATE tasks SET contact_id = \(other), version = version + 1
            WHERE company_id = \(tx.company) AND contact_id = \(one) RETURNING id
            """
        ) { $0.int64(0) }
    }

    /// Lets the tasks of a call that were a contact's be another's; at most a thousand.
    static func move(of call: CallID, from one: ContactID?, to other: ContactID?, in tx: Transaction) throws {
        let tasks = try list(TaskFilter(call: call), after: nil, limit: 1000, in: tx)
        for before in tasks where before.contact == one {
            var task = before
            (task.contact, task.version) = (other, before.version + 1)
            task.updatedAt = Timestamp(milliseconds: tx.now)
            _ = try update(task, was: before, TaskEvent.updated, in: tx)
        }
    }

    static func giveBack(_ id: TaskID, from one: ContactID, to other: ContactID, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE tasks SET contact_id = \(other), version = version + 1
            WHERE company_id = \(tx.company) AND id = \(id) AND contact_id = \(one)
            """)
    }

    private static func topics(_ task: FollowUp) -> [Topic] {
        [.tasks] + (task.contact.map { [.contact($0)] } ?? []) + (task.owner.map { [.agent($0)] } ?? [])
    }

    static let select: SQL = """
        SELECT t.id, opened('tasks.title', t.company_id, t.id, t.title),
               opened('tasks.note', t.company_id, t.id, t.note), t.state, t.priority, t.due_at, t.snoozed_until, t.owner_id,
               t.contact_id, c.name,
               t.call_id, t.promise_id, t.author, t.created_at, t.updated_at, t.done_at, t.done_by, t.version
        FROM tasks t LEFT JOIN contacts c ON c.company_id = t.company_id AND c.id = t.contact_id \u{20}
        """

    static func read(_ row: Row) throws -> FollowUp {
        let time = { (column: Int) in row.int64OrNil(column).map(Timestamp.init(milliseconds:)) }
        var task = FollowUp(
            id: TaskID(row.int64(0)), title: row.string(1), author: row.string(12),
            createdAt: Timestamp(milliseconds: row.int64(13)))
        task.note = row.stringOrNil(2)
        (task.state, task.priority) = (try row.value(3), try row.value(4))
        task.dueAt = time(5).flatMap { $0 == never ? nil : $0 }
        task.snoozedUntil = time(6)
        task.owner = row.int64OrNil(7).map { UserID($0) }
        (task.contact, task.contactName) = (row.int64OrNil(8).map { ContactID($0) }, row.stringOrNil(9))
        (task.call, task.promise) = (row.int64OrNil(10).map { CallID($0) }, row.int64OrNil(11).map { PromiseID($0) })
        task.updatedAt = Timestamp(milliseconds: row.int64(14))
        (task.doneAt, task.doneBy, task.version) = (time(15), row.stringOrNil(16), row.int64(17))
        return task
    }
}
