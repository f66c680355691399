import ModuleKit
import Providers

/// Messages by Vonage's Messages API: `POST /v1/messages`.
///
/// It lists none. Numbers stand there without a plus.
struct VonageMessages: MessageProvider {
    let api: ProviderAPI

    func send(_ order: MessageOrder) async throws(ProviderFault) -> MessageReceipt {
        let answer = try await api.send(
            .post, "/v1/messages",
            json: [
                "message_type": "text", "channel": "sms", "text": .string(order.text ?? ""),
                "from": .string(Self.plain(order.from)), "to": .string(Self.plain(order.to.e164)),
                "webhook_url": .string(order.callback), "webhook_version": "v1",
            ])
        return try MessageReceipt(id: answer["message_uuid"].string, status: .sending)
    }

    private static func plain(_ number: String) -> String { String(number.drop { $0 == "+" }) }
}
