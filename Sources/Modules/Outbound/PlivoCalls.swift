import HTTP
import ModuleKit
import Providers

/// Calls by Plivo's API: `/v1/Account/{auth_id}/Call/`; the request's id becomes the call's.
struct PlivoCalls: CallProvider {
    let api: ProviderAPI
    /// `/v1/Account/MA…/Call/`.
    let calls: String

    func place(_ order: CallOrder) async throws(ProviderFault) -> String {
        let answer = try await api.send(
            .post, calls,
            json: [
                "from": .string(Self.plain(order.line)), "to": .string(Self.plain(order.agent)),
                "answer_url": .string(order.answer), "answer_method": "POST",
                "ring_url": .string(order.hooks + "status"), "ring_method": "POST",
                "hangup_url": .string(order.hooks + "status"), "hangup_method": "POST",
                "ring_timeout": .integer(Int64(order.timeoutSec)),
            ])
        guard let id = answer["request_uuid"].string, !id.isEmpty else {
            throw .undecided("The provider named no call.")
        }
        return id
    }

    func hangUp(_ leg: String) async throws(ProviderFault) {
        _ = try await api.send(.delete, "\(calls)\(PercentCoding.encode(leg))/")
    }

    func transfer(_ leg: String, to number: String, answer: String) async throws(ProviderFault) {
        _ = try await api.send(
            .post, "\(calls)\(PercentCoding.encode(leg))/",
            json: ["legs": "aleg", "aleg_url": .string(answer), "aleg_method": "POST"])
    }

    private static func plain(_ number: String) -> String { String(number.drop { $0 == "+" }) }
}
