import ModuleKit

/// When a sound that could not be fetched is tried again.
///
/// Providers finish a file seconds after they say so, and outages last hours: 5 s, three times as long each time, half a day
/// at most; after twelve attempts (a day and a half) it is given up and said so.
enum FetchSchedule {
    static let mostAttempts = 12
    private static let longest: Int64 = 43_200

    /// - Parameters:
    ///   - attempts: How many there were, 1 or more.
    ///   - retryAfterSeconds: What the provider asked for, where it did.
    /// - Returns: When the next attempt is due; nil when it is given up.
    static func next(after attempts: Int, at now: Timestamp, retryAfterSeconds: Int64? = nil) -> Timestamp? {
        guard attempts < mostAttempts else { return nil }
        var wait: Int64 = 5
        for _ in 1..<max(1, attempts) where wait < longest { wait *= 3 }
        return now + .seconds(min(longest, max(wait, retryAfterSeconds ?? 0)))
    }
}
