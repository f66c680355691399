import HTTP
import ModuleKit
import Providers

/// Messages by Twilio's API (reference §12.1), which SignalWire speaks as well.
struct TwilioMessages: MessageProvider {
    let api: ProviderAPI
    /// `/2010-04-01/Accounts/AC…/Messages.json`.
    let path: String

    func send(_ order: MessageOrder) async throws(ProviderFault) -> MessageReceipt {
        var form = parties(order) + [("StatusCallback", order.callback)]
        if let contentID = order.content.contentID {
            form += [("ContentSid", contentID), ("ContentVariables", order.content.json["variables"].jsonText)]
        } else if let text = order.text {
            form.append(("Body", text))
        }
        form += order.content.mediaURLs.map { ("MediaUrl", $0) }
        let answer: JSONValue
        do throws(ProviderFault) { answer = try await api.send(.post, path, form: form) } catch {
            guard case .refused(let code?, _) = error, Self.passing.contains(code) else { throw error }
            throw .busy(retryAfterSeconds: 1)
        }
        return try receipt(answer)
    }

    func find(_ order: MessageOrder, since: Timestamp) async throws(ProviderFault) -> [MessageReceipt]? {
        let query = (parties(order) + [("PageSize", "50")])
            .map { "\($0.0)=\(PercentCoding.encode($0.1, .form))" }.joined(separator: "&")
        let answer = try await api.send(.get, "\(path)?\(query)")
        return (answer["messages"].array ?? []).filter { message in
            guard let made = message["date_created"].string.flatMap({ TimestampParser.parseRFC2822($0) }) else {
                return false
            }
            // The provider counts whole seconds, and its clock is not ours.
            guard made >= since - .seconds(30) else { return false }
            return order.content.contentID != nil || message["body"].string == order.text ?? ""
        }.compactMap { try? receipt($0) }  // One without a name cannot be this one.
    }

    /// Queues that are full, and rates that are reached: nothing was done.
    private static let passing: Set = ["21611", "14107", "20429"]

    private func parties(_ order: MessageOrder) -> [(String, String)] {
        let prefix = order.channel == .whatsapp ? "whatsapp:" : ""
        return [("To", prefix + order.to.e164), ("From", prefix + order.from)]
    }

    private func receipt(_ message: JSONValue) throws(ProviderFault) -> MessageReceipt {
        try MessageReceipt(
            id: message["sid"].string, status: Self.status(message["status"].string ?? ""),
            error: message["error_code"].int64.map { "\($0)" })
    }

    private static func status(_ word: String) -> MessageStatus {
        switch word {
        case "partially_delivered": .delivered
        case "accepted", "scheduled", "queued", "unknown": .sending
        default: MessageStatus(rawValue: word) ?? .sending
        }
    }
}
