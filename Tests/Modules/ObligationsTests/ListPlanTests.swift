import Domain
import SQLite
import Support
import Testing

@testable import Obligations

@Suite(.timeLimit(.minutes(10))) struct ListPlanTests {
    /// A company that never settles anything, or always did, must not wait for its lists.
    @Test func everyListIsReadInItsOrderByAnIndex() async throws {
        try await withServer { server in
            let states: [Obligation.State?] = [nil, .open, .done]
            for (state, order) in states.flatMap({ state in ObligationOrder.allCases.map { (state, $0) } }) {
                let place = ObligationStore.Place(dueAt: TestServer.noon, id: ObligationID(7))
                for (owner, after) in [(nil, nil), (UserID(3), nil), (nil, place)]
                    as [(UserID?, ObligationStore.Place?)]
                {
                    // Nobody has so many that theirs cannot be put in order.
                    if owner != nil, order == .newest || state == .done { continue }
                    let steps = try await server.database.read(server.company.id) { tx in
                        let filter = ObligationFilter(state: state, owner: owner)
                        let query = ObligationStore.query(filter, by: order, after: after, limit: 50, in: tx)
                        return try tx.rows("EXPLAIN QUERY PLAN " + query) { $0.string(3) }
                    }
                    let plan = steps.joined(separator: "; ")
                    #expect(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "\(order) \(plan)")
                    #expect(plan.contains("obligations_"), "\(order) \(plan)")
                }
            }
        }
    }
}
