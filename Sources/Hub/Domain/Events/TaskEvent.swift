import JSON

/// A task was made, changed, done or removed.
package struct TaskEvent: Event {
    /// Somebody is to do something.
    package static let created = EventType("task.created", "A task was made.", schema)
    /// Its words, owner or time changed, or it was opened again.
    package static let updated = EventType("task.updated", "A task was changed, put off, or opened again.", schema)
    /// Nothing is left to do.
    package static let done = EventType("task.done", "A task was done.", schema)
    /// There is no such task any more.
    package static let deleted = EventType("task.deleted", "A task was removed.", schema)
    /// All of them.
    package static let types = [created, updated, done, deleted]

    package let type: EventType
    package let task: FollowUp

    package init(_ type: EventType, _ task: FollowUp) { (self.type, self.task) = (type, task) }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("task", task.id)
            task.encodeMembers(to: &$0)
        }
    }

    static let schema: Schema = .object([.required("task", TaskID.schema)] + FollowUp.properties)
}
