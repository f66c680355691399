import ModuleKit
import Providers
import Webhooks

/// A call to be placed: the agent's phone rings first, and what `answer` says connects it.
struct CallOrder: Sendable {
    /// E.164 of the line.
    let line: String
    /// E.164 of the agent.
    let agent: String
    /// E.164 of who is called.
    let number: String
    /// Where the provider fetches what to do when the agent has picked up.
    let answer: String
    /// Where it reports; our hooks of the account, with the slash.
    let hooks: String
    /// So long the agent's phone rings.
    let timeoutSec: Int
    /// Ours; the same for each attempt.
    let reference: String
}

/// What can be asked of a provider about calls.
protocol CallProvider: Sendable {
    /// - Returns: The provider's id of the agent's leg, as its webhooks name it.
    func place(_ order: CallOrder) async throws(ProviderFault) -> String
    func hangUp(_ leg: String) async throws(ProviderFault)
    /// Gives a leg to what `answer` says, which dials `number`.
    func transfer(_ leg: String, to number: String, answer: String) async throws(ProviderFault)
    /// Whether ``mute(_:_:)`` does anything.
    var mutes: Bool { get }
    func mute(_ leg: String, _ on: Bool) async throws(ProviderFault)
}

extension CallProvider {
    var mutes: Bool { false }
    func mute(_ leg: String, _ on: Bool) async throws(ProviderFault) {}
}

extension ProviderKind {
    /// What the answer is written in; nil: the provider needs none.
    var dialect: Dialect? {
        switch self {
        case .twilio: .twiml
        case .signalwire: .cxml
        case .telnyx: .texml
        case .vonage: .ncco
        case .plivo: .plivo
        case .bandwidth: .bxml
        case .exotel, .asterisk: nil
        }
    }

    /// Calls by the provider's API for a login; nil: the hub places none there.
    func calls(_ login: ProviderLogin, _ api: ProviderAPI) -> (any CallProvider)? {
        switch self {
        case .twilio:
            TwilioCalls(api: api, calls: "/2010-04-01/Accounts/\(login.userInPath)/Calls", ending: ".json")
        case .signalwire:
            TwilioCalls(api: api, calls: "/api/laml/2010-04-01/Accounts/\(login.userInPath)/Calls", ending: ".json")
        case .telnyx:
            TwilioCalls(
                api: api, calls: "/v2/texml/Accounts/\(login.userInPath)/Calls", ending: "",
                application: login.application)
        case .vonage: VonageCalls(api: api)
        case .plivo: PlivoCalls(api: api, calls: "/v1/Account/\(login.userInPath)/Call/")
        case .asterisk: AsteriskCalls(api: api, context: login.application ?? "")
        case .bandwidth, .exotel: nil
        }
    }
}
