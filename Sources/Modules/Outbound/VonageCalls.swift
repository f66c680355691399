import HTTP
import ModuleKit
import Providers

/// Calls by Vonage's Voice API: `POST /v1/calls`, `PUT /v1/calls/{uuid}`, signed in by a JWT of the application.
struct VonageCalls: CallProvider {
    let api: ProviderAPI

    func place(_ order: CallOrder) async throws(ProviderFault) -> String {
        let answer = try await api.send(
            .post, "/v1/calls",
            json: [
                "to": [["type": "phone", "number": .string(Self.plain(order.agent))]],
                "from": ["type": "phone", "number": .string(Self.plain(order.line))],
                "answer_url": [.string(order.answer)], "answer_method": "GET",
                "event_url": [.string(order.hooks + "event")], "event_method": "POST",
                "ringing_timer": .integer(Int64(order.timeoutSec)),
            ])
        guard let id = answer["uuid"].string, !id.isEmpty else { throw .undecided("The provider named no call.") }
        return id
    }

    func hangUp(_ leg: String) async throws(ProviderFault) { try await update(leg, ["action": "hangup"]) }

    func transfer(_ leg: String, to number: String, answer: String) async throws(ProviderFault) {
        try await update(leg, ["action": "transfer", "destination": ["type": "ncco", "url": [.string(answer)]]])
    }

    var mutes: Bool { true }

    func mute(_ leg: String, _ on: Bool) async throws(ProviderFault) {
        try await update(leg, ["action": on ? "mute" : "unmute"])
    }

    private func update(_ leg: String, _ change: JSONValue) async throws(ProviderFault) {
        _ = try await api.send(.put, "/v1/calls/\(PercentCoding.encode(leg))", json: change)
    }

    private static func plain(_ number: String) -> String { String(number.drop { $0 == "+" }) }
}
