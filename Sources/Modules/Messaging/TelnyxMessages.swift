import ModuleKit
import Providers

/// Messages by Telnyx's API, `POST /v2/messages`; it lists none.
struct TelnyxMessages: MessageProvider {
    let api: ProviderAPI

    func send(_ order: MessageOrder) async throws(ProviderFault) -> MessageReceipt {
        var body: JSONObject = [
            "from": .string(order.from), "to": .string(order.to.e164), "webhook_url": .string(order.callback),
        ]
        if let text = order.text { body["text"] = .string(text) }
        if !order.content.mediaURLs.isEmpty {
            body["type"] = "MMS"
            body["media_urls"] = .array(order.content.mediaURLs.map { .string($0) })
        }
        let message = try await api.send(.post, "/v2/messages", json: .object(body))["data"]
        return try MessageReceipt(id: message["id"].string, status: .sending)
    }
}
