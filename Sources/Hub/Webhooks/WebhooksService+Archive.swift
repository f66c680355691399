import ModuleKit
import OpenSSL

extension WebhooksService {
    /// A provider account like one of another hub: one that is here already, or a new one whose secret nobody knows, so
    /// that nothing is believed in its name before somebody gives it the provider's.
    ///
    /// - Returns: nil where the provider has no profile here, or its proof has a form that cannot be made up.
    package func like(_ account: JSONValue, in company: CompanyID) async throws -> AccountID? {
        let (provider, title) = (account["provider"].string ?? "", account["title"].string)
        let here = try await list(after: nil, limit: Self.maximumAccounts, in: company)
        if let known = here.first(where: { $0.provider == provider && $0.title == title }) { return known.id }
        guard let profile = profiles.byName[provider] else { return nil }
        let secrets = [Hex.encode(Random.bytes(16)), Base64.encode(Random.bytes(32))]
        guard let secret = secrets.first(where: { (try? profile.scheme.check($0)) != nil }) else { return nil }
        var draft = AccountDraft(
            provider: provider, title: title, publicUrl: account["publicUrl"].string, secret: secret)
        draft.providerAccount = account["providerAccount"].string
        return try await create(draft, in: company, by: nil).id
    }
}
