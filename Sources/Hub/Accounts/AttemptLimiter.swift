import ModuleKit
import Reactor

/// Counts attempts by name, such as sign-ins by e-mail, and says when the next is welcome; owns the counts, behind its lock.
///
/// A bucket of `burst` attempts that refills by one each `interval`, kept as one number: the time at which it is full again.
package final class AttemptLimiter: Sendable {
    private let burst: Int64
    private let interval: Int64
    private let bound: Int
    private let fullAt = Lock<[String: Int64]>([:])

    /// - Parameter bound: How many names are remembered; past it the names that have longest been quiet are forgotten.
    package init(burst: Int, interval: Duration, bound: Int = 100_000) {
        self.burst = Int64(burst)
        self.interval = (Timestamp(milliseconds: 0) + interval).milliseconds
        self.bound = bound
    }

    /// Takes one attempt; or takes none, and says how long until there is one.
    package func attempt(_ name: String, at now: Timestamp) -> Duration? {
        fullAt.withLock { fullAt in
            let full = max(fullAt[name] ?? 0, now.milliseconds)
            let wait = full + interval - burst * interval - now.milliseconds
            guard wait <= 0 else { return .milliseconds(wait) }
            if fullAt.count >= bound, fullAt[name] == nil { forget(in: &fullAt, at: now) }
            fullAt[name] = full + interval
            return nil
        }
    }

    /// Fills the bucket again: whoever proved who they are has made no bad attempt.
    package func forgive(_ name: String) {
        fullAt.withLock { $0[name] = nil }
    }

    private func forget(in fullAt: inout [String: Int64], at now: Timestamp) {
        fullAt = fullAt.filter { $0.value > now.milliseconds }
        guard fullAt.count >= bound else { return }
        let middle = fullAt.values.sorted()[fullAt.count / 2]
        fullAt = fullAt.filter { $0.value > middle }
    }
}

extension AttemptLimiter {
    /// The name under which an address is counted: IPv6 by its /64, for that is what one household is given.
    package static func name(ofAddress address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        let groups = address.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = groups.firstIndex(where: \.isEmpty), gap < 4 else {
            return groups.prefix(4).joined(separator: ":")
        }
        // The part that `::` stands for is zero, so nothing but zeros follows up to the 64th bit unless the tail is long.
        let tail = groups[gap...].drop { $0.isEmpty }
        let zeros = max(0, 8 - gap - tail.count)
        let all = groups[..<gap] + Array(repeating: "0", count: zeros) + tail
        return all.prefix(4).joined(separator: ":")
    }
}
