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
}

/// What can be asked of a provider about messages.
protocol MessageProvider: Sendable {
    func send(_ order: MessageOrder) async throws(ProviderFault) -> MessageReceipt
    /// Messages that are as this one and were made since a moment, newest first.
    func find(_ order: MessageOrder, since: Timestamp) async throws(ProviderFault) -> [MessageReceipt]
}

extension ProviderKind {
    /// Over what messages are sent through the provider.
    var messageChannels: [MessageChannel] {
        switch self {
        case .twilio: [.sms, .whatsapp]
        case .signalwire: [.sms]
        default: []
        }
    }

    /// Messages by the provider's API for a login; nil: the hub sends none there.
    func messages(_ login: ProviderLogin, _ api: ProviderAPI) -> (any MessageProvider)? {
        switch self {
        case .twilio: TwilioMessages(api: api, path: "/2010-04-01/Accounts/\(login.userInPath)/Messages.json")
        case .signalwire:
            TwilioMessages(api: api, path: "/api/laml/2010-04-01/Accounts/\(login.userInPath)/Messages.json")
        default: nil
        }
    }
}
