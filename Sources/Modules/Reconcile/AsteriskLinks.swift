import ModuleKit
import Providers
import Reactor

/// The sockets of all telephone systems that the hub has a login at; one task owns them all.
final class AsteriskLinks: Sendable {
    private let context: AsteriskContext
    private let changes: AsyncStream<LoginChanged>
    private let change: AsyncStream<LoginChanged>.Continuation
    private let running = Lock<Task<Void, Never>?>(nil)

    init(_ context: AsteriskContext) {
        self.context = context
        (changes, change) = AsyncStream.makeStream()
    }

    /// Connects to every telephone system, and follows the changes of logins from now on.
    func start() {
        running.withLock { running in
            running = Task { [self] in
                var links: [AccountID: Task<Void, Never>] = [:]
                // Without the list there is nothing to connect to; a login that is set anew is heard of.
                let known = try? await context.database.read(tenant: 0) { try self.context.logins.accounts(in: $0) }
                for entry in known ?? [] { links[entry.account] = await link(entry.account, entry.company) }
                for await login in changes {
                    let old = links.removeValue(forKey: login.account)
                    old?.cancel()
                    await old?.value
                    links[login.account] = await link(login.account, login.company)
                }
                for link in links.values { link.cancel() }
                for link in links.values { await link.value }
            }
        }
    }

    func stop() async {
        change.finish()
        let task = running.withLock { $0 }
        task?.cancel()
        await task?.value
    }

    /// A login has changed.
    func refresh(_ login: LoginChanged) { change.yield(login) }

    private func link(_ account: AccountID, _ company: CompanyID) async -> Task<Void, Never>? {
        guard context.surroundings.reader(account, company)?.provider == ProviderKind.asterisk.rawValue,
            // A login that cannot be read is as good as none; whoever sets it anew is heard of.
            let login = try? await context.login(of: account, in: company)
        else { return nil }
        let link = AsteriskLink(context: context, account: account, company: company, login: login)
        return Task { await link.run() }
    }
}
