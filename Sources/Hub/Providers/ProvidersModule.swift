import Accounts
import ModuleKit

/// How the hub signs in at providers; owns the table `outbound_logins`, which the first migration of click-to-call made.
package struct ProvidersModule: Module {
    package static let migrations: [Migration] = []
    package let routes: [Route]
    /// For whoever asks a provider for something.
    package let logins: ProviderLogins

    /// - Parameters:
    ///   - secrets: Whose sealing key closes the logins.
    ///   - provider: Which provider an account of a company is at; nil for another company's.
    package init(
        _ platform: Platform, secrets: HubSecrets, clients: ProviderClients,
        provider: @escaping @Sendable (AccountID, CompanyID) -> String?, audit: @escaping AuditWriter
    ) {
        logins = ProviderLogins(
            database: platform.database, store: LoginStore(box: LoginBox(key: secrets.sealing.bytes)),
            clients: clients, provider: provider, now: platform.now, audit: audit)
        routes = ProvidersRoutes(logins: logins).table
    }

    /// Seals every login with another key; what cannot be opened stays as it is.
    ///
    /// - Returns: How many were sealed again.
    package static func reseal(from old: [UInt8], to new: [UInt8], in tx: Transaction) throws -> Int {
        try LoginStore(box: LoginBox(key: new)).reseal(from: LoginBox(key: old), in: tx)
    }
}
