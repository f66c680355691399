import Domain
import JSON

/// A company's account at a provider: who may send webhooks in its name, and under which address.
///
/// A class because loops hold it for as long as a webhook is on its way; it is only ever read.
package final class ProviderAccount: Sendable {
    /// Stands in the path of each webhook.
    package let id: AccountID
    /// Whose it is.
    package let company: CompanyID
    /// Name of the profile, which stands in the path.
    package let provider: String
    /// For people.
    package let title: String
    /// Scheme, host and path before `/webhooks`, as the provider has it; nil: the hub's own address.
    package let publicURL: String?
    /// What the provider calls the account; recorded from its webhooks, never trusted.
    package let providerAccount: String?
    /// What it is verified by, the newest first.
    package let stored: [StoredSecret]
    /// The same with their keys prepared.
    package let secrets: [SigningSecret]
    /// Counts the changes.
    package let version: Int64
    /// When it was made.
    package let createdAt: Timestamp
    /// When somebody changed it last.
    package let updatedAt: Timestamp

    /// An account as the store has read or is about to write it.
    package init(
        id: AccountID, company: CompanyID, provider: String, title: String, publicURL: String?,
        providerAccount: String?,
        stored: [StoredSecret], version: Int64, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.company = company
        self.provider = provider
        self.title = title
        self.publicURL = publicURL
        self.providerAccount = providerAccount
        self.stored = stored
        secrets = stored.map { SigningSecret($0.value, name: $0.name, validUntil: $0.validUntil) }
        self.version = version
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A secret as it is kept; only ``SecretBox`` writes it down.
package struct StoredSecret: Sendable, Equatable {
    /// The secret itself.
    package var value: String
    /// Name of a shared key at the provider; nil: the account's own secret.
    package var name: String?
    /// When it stops counting; nil: when it is replaced.
    package var validUntil: Timestamp?

    /// A secret that counts from now on.
    package init(value: String, name: String? = nil, validUntil: Timestamp? = nil) {
        self.value = value
        self.name = name
        self.validUntil = validUntil
    }
}
