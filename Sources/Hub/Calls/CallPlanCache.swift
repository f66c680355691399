import JSON
import Reactor

/// The plans read so far by their text, behind one lock: plans are few and calls are many.
package final class CallPlanCache: Sendable {
    private static let bound = 4096
    private let plans = Lock<[String: CallPlan]>([:])

    /// Knows no plan yet.
    package init() {}

    /// The plan that a stored text says; a text that cannot be read any more is ``CallPlan/unconfigured``.
    package func plan(_ text: String) -> CallPlan {
        if let plan = plans.withLock({ $0[text] }) { return plan }
        let plan = Self.read(text)
        plans.withLock { plans in
            // Forgetting everything at the bound is rare, and needs no order of use on each look-up.
            if plans.count >= Self.bound { plans.removeAll() }
            plans[text] = plan
        }
        return plan
    }

    private static func read(_ text: String) -> CallPlan {
        // The text was checked when it was stored; a caller is answered in any case.
        guard let json = try? JSONParser.parse(Array(text.utf8)), let plan = try? CallPlan(json: json) else {
            return .unconfigured
        }
        return plan
    }
}
