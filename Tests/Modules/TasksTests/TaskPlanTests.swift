import Domain
import SQLite
import Support
import Testing

@testable import Tasks

@Suite(.timeLimit(.minutes(10))) struct TaskPlanTests {
    /// A company that has done a million tasks must not wait for those that are open.
    @Test func everyListIsReadInItsOrderByAnIndex() async throws {
        try await withServer { server in
            let place = TaskStore.Place(dueAt: TestServer.noon, id: TaskID(7))
            let filters = [
                TaskFilter(), TaskFilter(state: .open), TaskFilter(state: .done),
                TaskFilter(state: .open, owner: UserID(3)), TaskFilter(contact: ContactID(3)),
                TaskFilter(state: .open, contact: ContactID(3)), TaskFilter(call: CallID(3)),
                TaskFilter(state: .open, dueBefore: TestServer.noon),
            ]
            for (filter, after) in filters.flatMap({ filter in [nil, place].map { (filter, $0) } }) {
                let steps = try await server.database.read(server.company.id) { tx in
                    let query = TaskStore.query(filter, after: after, limit: 50, in: tx)
                    return try tx.rows("EXPLAIN QUERY PLAN " + query) { $0.string(3) }
                }
                let plan = steps.joined(separator: "; ")
                #expect(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "\(filter) \(plan)")
                #expect(plan.contains("tasks_by_"), "\(filter) \(plan)")
            }
        }
    }
}
