import Accounts
import ModuleKit

/// What somebody is to do and until when, and what waits for somebody today; owns the table `tasks`, and publishes
/// ``TaskEvent``.
package struct TasksModule: Module {
    package static let migrations = TasksSchema.migrations
    package let routes: [Route]
    package let reactions: [Reaction]

    /// - Parameters:
    ///   - promises: What was said in calls would be done.
    ///   - day: What else waits for people, besides tasks and promises.
    package init(
        _ platform: Platform, idempotency: Idempotency, promises: PromiseSource, day: [DaySource],
        audit: @escaping AuditWriter
    ) {
        reactions = TaskRedaction(database: platform.database).reactions
        let service = TasksService(
            database: platform.database, now: platform.now, promise: promises.find, audit: audit)
        let sources = day + [TaskStore.day, TaskStore.day(of: promises.due)]
        let myDay = MyDayService(database: platform.database, now: platform.now, sources: sources)
        routes =
            TasksRoutes(service: service, idempotency: idempotency, epoch: platform.epoch).table
            + MyDayRoutes(service: myDay).table
    }

    /// Makes a task that follows from something else, such as the disposition of a call, in its transaction.
    ///
    /// - Parameters:
    ///   - key: Names what it follows from, such as `disposition:cal_…`; the same key makes one task. At most 200
    ///     characters.
    ///   - title: 1…200 characters; longer ones are cut.
    ///   - author: Who caused it: `usr_…`, `key_…`, or a part of the program.
    /// - Returns: The task, also when it was there already.
    @discardableResult
    package static func follow(
        _ key: String, title: String, dueAt: Timestamp?, owner: UserID?, contact: ContactID?, call: CallID?,
        author: String, at now: Timestamp, in tx: Transaction
    ) throws -> FollowUp {
        if let there = try TaskStore.task(key: key, in: tx) { return there }
        var task = FollowUp(
            id: try tx.newID(), title: String(title.prefix(200)), author: author, createdAt: now)
        (task.dueAt, task.owner, task.contact, task.call) = (dueAt, owner, contact, call)
        return try TaskStore.add(task, key: key, in: tx)
    }

    /// Tasks in the feed of changes.
    package static let records = RecordSource("task", TaskID.self) { id, tx in
        try TaskStore.task(id, in: tx).map { task in
            { json in
                json.member("id", id)
                task.encodeMembers(to: &json)
            }
        }
    }

    /// What the topic `tasks` shows of tasks: the thousand open ones that are due first.
    package static func snapshot(in tx: Transaction) throws -> [UInt8] {
        try TaskStore.list(TaskFilter(state: .open), after: nil, limit: 1000, in: tx).jsonBytes
    }

    /// What tasks add to the timeline of a contact.
    package static let timeline = TimelineSource([.task]) { query, tx in try TaskStore.timeline(query, in: tx) }

    /// What is to be done after a call, which goes with it.
    package static let moveCall: CallMover = { call, from, to, tx in
        try TaskStore.move(of: call, from: from, to: to, in: tx)
    }

    /// A contact's tasks are the other's, when the two are joined, and its own again when they part.
    package static let contactRows = ContactRows(
        "tasks",
        move: { from, to, tx in try TaskStore.move(from: from, to: to, in: tx) },
        giveBack: { row, from, to, tx in try TaskStore.giveBack(TaskID(row), from: from, to: to, in: tx) })
}
