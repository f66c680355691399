import HTTP
import ModuleKit
import Providers

/// Calls by Asterisk's REST interface (ARI): the agent's phone is rung through the dialplan, which then calls the number.
struct AsteriskCalls: CallProvider {
    let api: ProviderAPI
    /// Where the dialplan calls numbers.
    let context: String

    func place(_ order: CallOrder) async throws(ProviderFault) -> String {
        // The channel has our name, so that asking twice would make one channel.
        let query = Self.query([
            ("endpoint", "Local/\(order.agent)@\(context)"), ("context", context), ("extension", order.number),
            ("priority", "1"), ("callerId", order.line), ("timeout", "\(order.timeoutSec)"),
            ("channelId", order.reference),
        ])
        let answer = try await api.send(.post, "/channels?\(query)")
        return answer["id"].string ?? order.reference
    }

    func hangUp(_ leg: String) async throws(ProviderFault) {
        _ = try await api.send(.delete, "/channels/\(PercentCoding.encode(leg))?reason_code=16")
    }

    func transfer(_ leg: String, to number: String, answer: String) async throws(ProviderFault) {
        let query = Self.query([("context", context), ("extension", number), ("priority", "1")])
        _ = try await api.send(.post, "/channels/\(PercentCoding.encode(leg))/continue?\(query)")
    }

    var mutes: Bool { true }

    func mute(_ leg: String, _ on: Bool) async throws(ProviderFault) {
        _ = try await api.send(on ? .post : .delete, "/channels/\(PercentCoding.encode(leg))/mute?direction=in")
    }

    private static func query(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0.0)=\(PercentCoding.encode($0.1))" }.joined(separator: "&")
    }
}
