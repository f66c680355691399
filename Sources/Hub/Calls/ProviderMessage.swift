import Domain

/// What one verified webhook says of a text message, in our own words.
package struct ProviderMessage: Sendable, Equatable {
    /// The provider account that the path of the webhook named.
    package var account: AccountID
    /// The provider's id, such as Twilio's `MessageSid`; 1…255 characters.
    package var id: String
    /// Ours, where the address that the provider reports to names it.
    package var reference: MessageID?
    package var status: MessageStatus
    package var direction: CallDirection
    package var channel: MessageChannel
    package var from: Party?
    package var to: Party?
    package var text: String?
    /// Pictures and the like that came with it.
    package var mediaCount: Int64?
    /// What the writer calls themselves, where the channel tells.
    package var profileName: String?
    package var optOut: OptOut?
    /// The provider's error, of a message that failed.
    package var error: String?
    package var receivedAt: Timestamp

    package init(
        account: AccountID, id: String, status: MessageStatus, direction: CallDirection, channel: MessageChannel,
        receivedAt: Timestamp
    ) {
        self.account = account
        self.id = id
        self.status = status
        self.direction = direction
        self.channel = channel
        self.receivedAt = receivedAt
    }
}
