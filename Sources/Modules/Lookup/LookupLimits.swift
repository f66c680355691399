import Accounts
import Domain
import Web

/// How often callers may look numbers up: a person as often as fingers can, so that nobody walks off with the directory
/// number by number; a machine as often as it likes, unless the hub was told otherwise.
struct LookupLimits: Sendable {
    private let people = AttemptLimiter(burst: 120, interval: .milliseconds(250))
    private let keys: AttemptLimiter?
    private let now: @Sendable () -> Timestamp

    init(keyRate: Int, now: @escaping @Sendable () -> Timestamp) {
        keys = keyRate > 0 ? AttemptLimiter(burst: keyRate, interval: .milliseconds(1_000 / min(keyRate, 1_000))) : nil
        self.now = now
    }

    /// - Throws: 429 that says when to come again.
    func admit(_ caller: Caller?) throws(Problem) {
        let wait: Duration?
        switch caller?.subject {
        case .user(let id): wait = people.attempt("\(id)", at: now())
        case .key(let id):
            guard let keys else { return }
            wait = keys.attempt("\(id)", at: now())
        case .program, nil: return
        }
        if let wait { throw .tooManyRequests(retryAfterSeconds: max(1, Int((wait / .seconds(1)).rounded(.up)))) }
    }
}
