import Client
import ModuleKit
import OpenSSL
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

/// The providers that calls are placed through.
enum ProviderKind: String, Sendable, CaseIterable {
    case twilio, signalwire, telnyx, vonage, plivo, asterisk

    /// What the answer is written in; nil: the provider needs none.
    var dialect: Dialect? {
        switch self {
        case .twilio: .twiml
        case .signalwire: .cxml
        case .telnyx: .texml
        case .vonage: .ncco
        case .plivo: .plivo
        case .asterisk: nil
        }
    }

    /// Where the API is, unless the login says so; nil: it always has to.
    var base: String? {
        switch self {
        case .twilio: "https://api.twilio.com"
        case .telnyx: "https://api.telnyx.com"
        case .vonage: "https://api.nexmo.com"
        case .plivo: "https://api.plivo.com"
        case .signalwire, .asterisk: nil
        }
    }

    /// What a login lacks, by field.
    func faults(of login: ProviderLogin) -> [FieldProblem] {
        var faults: [FieldProblem] = []
        if base == nil, login.base == nil {
            let example = self == .asterisk ? "https://pbx.example.com:8089/ari" : "https://acme.signalwire.com"
            faults.append(
                FieldProblem(field: "base", detail: "`base` is missing: where the API is, such as \(example)."))
        }
        if self == .telnyx || self == .asterisk, login.application == nil {
            let what = self == .telnyx ? "the TeXML application's id" : "the dialplan context that calls numbers"
            faults.append(FieldProblem(field: "application", detail: "`application` is missing: \(what)."))
        }
        if self == .vonage, RSASigningKey(pem: login.secret) == nil {
            faults.append(
                FieldProblem(field: "secret", detail: "`secret` must be the application's private RSA key, a PEM text.")
            )
        }
        return faults
    }

    /// The provider's API for a login.
    func provider(_ login: ProviderLogin, _ client: OutsideClient, now: Timestamp) throws(ProviderFault)
        -> any CallProvider
    {
        let base = login.base ?? base ?? ""
        let basic = "Basic " + Base64.encode(Array("\(login.user):\(login.secret)".utf8))
        switch self {
        case .twilio:
            let api = ProviderAPI(client: client, base: base, authorization: basic)
            return TwilioCalls(api: api, calls: "/2010-04-01/Accounts/\(login.userInPath)/Calls", ending: ".json")
        case .signalwire:
            let api = ProviderAPI(client: client, base: base, authorization: basic)
            return TwilioCalls(
                api: api, calls: "/api/laml/2010-04-01/Accounts/\(login.userInPath)/Calls", ending: ".json")
        case .telnyx:
            let api = ProviderAPI(client: client, base: base, authorization: "Bearer \(login.secret)")
            return TwilioCalls(
                api: api, calls: "/v2/texml/Accounts/\(login.userInPath)/Calls", ending: "",
                application: login.application)
        case .vonage:
            let token = try VonageCalls.token(application: login.user, key: login.secret, at: now)
            return VonageCalls(api: ProviderAPI(client: client, base: base, authorization: "Bearer \(token)"))
        case .plivo:
            let api = ProviderAPI(client: client, base: base, authorization: basic)
            return PlivoCalls(api: api, calls: "/v1/Account/\(login.userInPath)/Call/")
        case .asterisk:
            return AsteriskCalls(
                api: ProviderAPI(client: client, base: base, authorization: basic), context: login.application ?? "")
        }
    }
}
