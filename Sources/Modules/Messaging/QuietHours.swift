import ModuleKit

/// Hours in which messages of some purposes are not sent, by the company's clock.
struct QuietHours: Sendable, Hashable {
    var windows: [Window]

    /// From an hour to another, over midnight where the second is the smaller one.
    struct Window: Sendable, Hashable {
        var name: String
        /// Minutes after midnight, 0…1439.
        var from: Int
        var until: Int
        var purposes: [ConsentPurpose]

        /// Whether a minute of the day is in it; the last one is not.
        func contains(_ minute: Int) -> Bool {
            from < until ? (from..<until).contains(minute) : minute >= from || minute < until
        }
    }

    /// What counts where a company has said nothing.
    static let standard = QuietHours(windows: [
        Window(name: "night", from: 21 * 60, until: 8 * 60, purposes: [.marketing])
    ])

    /// The window that is open for a purpose at a moment.
    func window(for purpose: ConsentPurpose, at time: Timestamp, in zone: WallZone) -> Window? {
        let minute = Self.secondOfDay(time, zone) / 60
        return windows.first { $0.purposes.contains(purpose) && $0.contains(minute) }
    }

    /// The first moment from `time` on that is in no window of the purpose.
    ///
    /// The end of a window is read from the clock that shows it, so that a night in which the clocks change is an hour
    /// shorter or longer; an end that no clock shows is where they jump to.
    func nextAllowed(for purpose: ConsentPurpose, from time: Timestamp, in zone: WallZone) -> Timestamp {
        var moment = time
        // Each window is left at most twice on the way; what never ends was refused when it was set.
        for _ in 0...(windows.count * 2) {
            guard let window = window(for: purpose, at: moment, in: zone) else { return moment }
            moment = Self.end(of: window, after: moment, in: zone)
        }
        return moment
    }

    private static func end(of window: Window, after time: Timestamp, in zone: WallZone) -> Timestamp {
        let start = Int(time.milliseconds / 1000)
        let left = (window.until * 60 - secondOfDay(time, zone) + 86_400) % 86_400
        let guess = start + left
        // What the clocks have moved on the way is missing from the night, or added to it.
        let moved = zone.offset(at: guess) - zone.offset(at: start)
        var end = guess - moved
        // Back before a change that has not come yet there: the jump itself is the end.
        if zone.offset(at: end) != zone.offset(at: guess) {
            end = change(between: min(end, guess), max(end, guess), zone)
        }
        return Timestamp(milliseconds: Int64(end) * 1000)
    }

    /// The second at which the clocks change; there is one change between the two.
    private static func change(between first: Int, _ last: Int, _ zone: WallZone) -> Int {
        var (low, high) = (first, last)
        while high - low > 1 {
            let middle = (low + high) / 2
            if zone.offset(at: middle) == zone.offset(at: first) { low = middle } else { high = middle }
        }
        return high
    }

    private static func secondOfDay(_ time: Timestamp, _ zone: WallZone) -> Int {
        let seconds = Int(time.milliseconds / 1000)
        return (seconds + zone.offset(at: seconds)) % 86_400
    }
}
