import Broadcast
import Domain

extension Call {
    /// Everything that a change of the call concerns.
    package var topics: [Topic] {
        var topics: [Topic] = [.calls, .call(id)]
        if let contact { topics.append(.contact(contact)) }
        if let line { topics.append(.line(line)) }
        if let agent = agent.flatMap(AgentID.init(wire:)) { topics.append(.agent(agent)) }
        return topics
    }

    /// Whether more than the time of the last word about it differs.
    func differs(from other: Call) -> Bool {
        status != other.status || reason != other.reason || answeredAt != other.answeredAt || endedAt != other.endedAt
            || durationSec != other.durationSec || answeredBy != other.answeredBy || callerName != other.callerName
            || geoJSON != other.geoJSON || contact != other.contact || agent != other.agent
            || startedAt != other.startedAt
    }
}
