import HTTP
import ModuleKit

/// When a delivery that failed is tried again, and when an endpoint that fails is left alone.
enum Patience {
    /// A delivery is tried for so long; its last attempt comes when this is over.
    static let window = Duration.seconds(86_400)
    /// So many failures in a row open an endpoint's circuit.
    static let failuresToOpen = 5

    private static let pauses: [Duration] = [
        .seconds(5), .seconds(30), .seconds(120), .seconds(600), .seconds(1800), .seconds(3600), .seconds(7200),
        .seconds(14_400), .seconds(28_800),
    ]
    private static let longestRest = Duration.seconds(900)

    /// When to try again.
    ///
    /// - Parameters:
    ///   - attempts: How often it was tried, at least once.
    ///   - begun: When its time began.
    ///   - retryAfter: What the receiver asked for; never less than that, unless the time is over before.
    ///   - jitter: 0…1: of those that failed together not all come back together.
    /// - Returns: nil when it was tried long enough.
    static func next(
        after attempts: Int, begun: Timestamp, at now: Timestamp, retryAfter: Duration?, jitter: Double
    ) -> Timestamp? {
        let end = begun + window
        guard now < end else { return nil }
        let pause = pauses[min(max(attempts, 1), pauses.count) - 1] * (0.8 + 0.4 * jitter)
        return min(now + max(pause, retryAfter ?? .zero), end)
    }

    /// Until when an endpoint is left alone after so many failures in a row; nil: it need not be.
    ///
    /// Afterwards one delivery is its probe: the next failure opens the circuit again for twice as long.
    static func rest(
        after failures: Int, at now: Timestamp, retryAfter: Duration?, jitter: Double
    ) -> Timestamp? {
        guard failures >= failuresToOpen else { return retryAfter.map { now + min($0, window) } }
        let doublings = min(failures - failuresToOpen, 10)
        let rest = min(.seconds(30) * (1 << doublings), longestRest) * (0.8 + 0.4 * jitter)
        return now + max(rest, min(retryAfter ?? .zero, window))
    }

    /// What a `Retry-After` asks for: seconds, or a date (RFC 9110 §10.2.3); nil for neither.
    static func retryAfter(_ field: String?, at now: Timestamp) -> Duration? {
        guard let field else { return nil }
        if let seconds = Int64(field) { return .seconds(min(max(seconds, 0), 86_400)) }
        guard let date = HTTPDate.parse(field) else { return nil }
        return .milliseconds(max(0, date * 1000 - now.milliseconds))
    }
}
