import HTTP
import ModuleKit
import Providers

/// Calls by Twilio's API (reference §12.1), and by the two that were made after it: SignalWire's and Telnyx's for TeXML.
struct TwilioCalls: CallProvider {
    let api: ProviderAPI
    /// `/2010-04-01/Accounts/AC…/Calls`.
    let calls: String
    /// `.json` where the address says the format.
    let ending: String
    /// Telnyx's TeXML application.
    var application: String?

    func place(_ order: CallOrder) async throws(ProviderFault) -> String {
        var form = [
            ("To", order.agent), ("From", order.line), ("Url", order.answer), ("Timeout", "\(order.timeoutSec)"),
            ("StatusCallback", order.hooks + "status"),
        ]
        form += ["initiated", "ringing", "answered", "completed"].map { ("StatusCallbackEvent", $0) }
        if let application { form.append(("ApplicationSid", application)) }
        let answer = try await api.send(.post, calls + ending, form: form)
        guard let id = answer["sid"].string ?? answer["call_sid"].string, !id.isEmpty else {
            throw .undecided("The provider named no call.")
        }
        return id
    }

    func hangUp(_ leg: String) async throws(ProviderFault) { try await update(leg, [("Status", "completed")]) }

    func transfer(_ leg: String, to number: String, answer: String) async throws(ProviderFault) {
        try await update(leg, [("Url", answer), ("Method", "POST")])
    }

    private func update(_ leg: String, _ form: [(String, String)]) async throws(ProviderFault) {
        do {
            _ = try await api.send(.post, "\(calls)/\(PercentCoding.encode(leg))\(ending)", form: form)
        } catch .refused(code: "21220", _) {
            throw .gone
        }
    }
}
