import Accounts
import Calls
import Domain
import JSON
import Reactor
import Webhooks

/// How each company's national numbers are read and what its clock shows, in memory for the loops.
final class CompanyRegions: Sendable {
    private let regions: Lock<[CompanyID: (region: String, zone: String)]>

    init(accounts: AccountsModule) async throws {
        let companies = try await accounts.companies.all()
        regions = Lock(
            Dictionary(companies.map { ($0.id, ($0.region, $0.timeZone)) }, uniquingKeysWith: { _, last in last }))
    }

    /// Two upper-case letters; US for a company that is not known.
    @Sendable
    func region(of company: CompanyID) -> String { regions.withLock { $0[company]?.region } ?? "US" }

    /// An IANA name; UTC for a company that is not known.
    @Sendable
    func zone(of company: CompanyID) -> String { regions.withLock { $0[company]?.zone } ?? "UTC" }

    /// Takes what a batch committed.
    func committed(_ values: [any Sendable]) {
        for case let company as Company in values {
            regions.withLock { $0[company.id] = (company.region, company.timeZone) }
        }
    }
}

/// Whose a provider account is; known once the webhooks are loaded, which come after the calls.
final class AccountOwnership: Sendable {
    private let webhooks = Lock<WebhooksModule?>(nil)

    func use(_ module: WebhooksModule) { webhooks.withLock { $0 = module } }

    func owns(_ account: AccountID, _ company: CompanyID) -> Bool {
        webhooks.withLock { $0 }?.owner(of: account) == company
    }

    /// What of a line's wishes the provider of the account cannot do.
    func refusals(_ account: AccountID, _ wishes: LineWishes) -> [FieldProblem] {
        webhooks.withLock { $0 }?.refusals(of: wishes, at: account) ?? []
    }
}
