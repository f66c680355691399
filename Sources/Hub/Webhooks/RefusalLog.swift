import Domain
import JSON
import Reactor

/// The latest refused webhooks of each company, in memory behind one lock.
///
/// Bounded, so that nobody can fill a disk or a heap by being refused.
final class RefusalLog: Sendable {
    /// One refused webhook.
    struct Entry: Sendable, JSONEncodable {
        /// Counts from 1 within the company, since the program started.
        let number: Int64
        let at: Timestamp
        let account: AccountID
        let provider: String
        let hook: String
        let refusal: Refusal
        let remoteAddress: String

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("at", at)
                $0.member("account", account)
                $0.member("provider", provider)
                $0.member("hook", hook)
                $0.member("reason", refusal.reason.rawValue)
                $0.member("detail", refusal.detail)
                $0.member("remoteAddress", remoteAddress)
            }
        }
    }

    /// So many are kept for each company.
    static let bound = 200
    /// So many a second are kept at most; the others are only counted.
    static let perSecond = 20
    private static let detailBound = 2_000

    fileprivate struct Company {
        var entries: [Entry] = []
        var count: Int64 = 0
        var counts: [Refusal.Reason: Int64] = [:]
        var notKept: Int64 = 0
        var second: Int64 = 0
        var keptInSecond = 0
    }

    private let companies = Lock<[CompanyID: Company]>([:])

    init() {}

    func note(_ refusal: Refusal, of account: ProviderAccount, hook: String, from remoteAddress: String, at: Timestamp)
    {
        let detail =
            refusal.detail.utf8.count > Self.detailBound
            ? String(refusal.detail.prefix(Self.detailBound)) : refusal.detail
        companies.withLock { companies in
            companies[account.company, default: Company()].note(
                Entry(
                    number: 0, at: at, account: account.id, provider: account.provider, hook: hook,
                    refusal: Refusal(reason: refusal.reason, detail: detail), remoteAddress: remoteAddress))
        }
    }

    /// What an administrator sees.
    struct Page {
        var entries: [Entry]
        var counts: [(Refusal.Reason, Int64)]
        /// Refused so fast that they were only counted.
        var notKept: Int64
    }

    /// The newest first, before the entry of that number.
    func page(of company: CompanyID, before: Int64?, limit: Int) -> Page {
        let state = companies.withLock { $0[company] } ?? Company()
        let entries = state.entries.reversed().lazy.filter { entry in before.map { entry.number < $0 } ?? true }
        return Page(
            entries: Array(entries.prefix(limit)),
            counts: Refusal.Reason.allCases.compactMap { reason in state.counts[reason].map { (reason, $0) } },
            notKept: state.notKept)
    }
}

extension RefusalLog.Company {
    fileprivate mutating func note(_ entry: RefusalLog.Entry) {
        counts[entry.refusal.reason, default: 0] += 1
        let second = entry.at.milliseconds / 1000
        if second != self.second { (self.second, keptInSecond) = (second, 0) }
        guard keptInSecond < RefusalLog.perSecond else {
            notKept += 1
            return
        }
        keptInSecond += 1
        count += 1
        // Dropping half at once costs less than moving all entries each time.
        if entries.count >= RefusalLog.bound * 2 { entries.removeFirst(RefusalLog.bound) }
        entries.append(
            RefusalLog.Entry(
                number: count, at: entry.at, account: entry.account, provider: entry.provider, hook: entry.hook,
                refusal: entry.refusal, remoteAddress: entry.remoteAddress))
    }
}
