import ModuleKit
import Providers

/// A message as a provider is given it.
struct MessageOrder: Sendable {
    let channel: MessageChannel
    /// E.164 of the line.
    let from: String
    let to: PhoneNumber
    let text: String?
    let content: MessageContent
    /// Where the provider reports; it names the message.
    let callback: String
}

/// What a provider says of a message that it has.
struct MessageReceipt: Sendable {
    let id: String
    let status: MessageStatus
    let error: String?

    /// - Throws: ``ProviderFault/undecided(_:)`` without a name to know the message by.
    init(id: String?, status: MessageStatus, error: String? = nil) throws(ProviderFault) {
        guard let id, (1...255).contains(id.utf8.count) else { throw .undecided("The provider named no message.") }
        (self.id, self.status, self.error) = (id, status, error)
    }
}

/// What can be asked of a provider about messages.
protocol MessageProvider: Sendable {
    func send(_ order: MessageOrder) async throws(ProviderFault) -> MessageReceipt
    /// Messages that are as this one and were made since a moment, newest first; nil: the provider lists none.
    func find(_ order: MessageOrder, since: Timestamp) async throws(ProviderFault) -> [MessageReceipt]?
}

extension MessageProvider {
    func find(_ order: MessageOrder, since: Timestamp) async throws(ProviderFault) -> [MessageReceipt]? { nil }
}

extension ProviderKind {
    /// Over what messages are sent through the provider.
    var messageChannels: [MessageChannel] {
        switch self {
        case .twilio: [.sms, .whatsapp]
        case .signalwire, .telnyx, .vonage: [.sms]
        // Plivo signs what it says of messages without its body, so that it cannot be believed.
        case .plivo, .bandwidth, .exotel, .asterisk: []
        }
    }

    /// Whether pictures and the like go with a text.
    var sendsMedia: Bool { self != .vonage }

    /// The providers that send by a channel, for who asks for another one.
    static func names(sending channel: MessageChannel) -> String {
        allCases.filter { $0.messageChannels.contains(channel) }.map(\.rawValue).joined(separator: ", ")
    }

    /// Messages by the provider's API for a login; nil: the hub sends none there.
    func messages(_ login: ProviderLogin, _ api: ProviderAPI) -> (any MessageProvider)? {
        switch self {
        case .twilio: TwilioMessages(api: api, path: "/2010-04-01/Accounts/\(login.userInPath)/Messages.json")
        case .signalwire:
            TwilioMessages(api: api, path: "/api/laml/2010-04-01/Accounts/\(login.userInPath)/Messages.json")
        case .telnyx: TelnyxMessages(api: api)
        case .vonage: VonageMessages(api: api)
        case .plivo, .bandwidth, .exotel, .asterisk: nil
        }
    }
}
