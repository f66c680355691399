import ModuleKit

/// When somebody is there: weekly intervals and holidays, on the clocks of one place.
struct OpeningHours: Sendable {
    /// From one minute of a day to a later one; one that passes midnight belongs to the day on which it begins.
    struct Interval: Sendable, Hashable {
        /// 0…1439.
        let from: Int
        /// Above `from`, at most 24 hours later.
        let to: Int
    }

    private let zone: WallZone
    /// Of Monday to Sunday, each in order.
    private let weekly: [[Interval]]
    /// What counts instead on a day, by days since 1970, each in order; none: closed all day.
    private let holidays: [Int: [Interval]]
    /// Nobody waits longer than this for opening hours to add up.
    private static let horizonDays = 732

    /// - Parameters:
    ///   - weekly: Of Monday to Sunday; days that are not there are closed.
    ///   - holidays: By days since 1970.
    init(zone: WallZone, weekly: [[Interval]], holidays: [Int: [Interval]] = [:]) {
        self.zone = zone
        self.weekly = weekly.map { $0.sorted { $0.from < $1.from } }
        self.holidays = holidays.mapValues { $0.sorted { $0.from < $1.from } }
    }

    /// The moment at which so many minutes of opening time have passed; minutes while it is closed do not count.
    ///
    /// Minutes are those that pass, not those that the clocks show: a night on which the clocks go back has more of them.
    ///
    /// - Parameter minutes: At least 1.
    /// - Returns: nil when that takes more than two years, as where it never opens.
    func due(from start: Timestamp, minutes: Int) -> Timestamp? {
        var remaining = minutes * 60_000
        var counted = Int(start.milliseconds)
        let today = day(of: start)
        // An interval of the day before may reach into the first day.
        for day in (today - 1)...(today + Self.horizonDays) {
            for interval in intervals(on: day) {
                let opens = max(moment(day, interval.from), counted)
                let closes = moment(day, interval.to)
                guard closes > opens else { continue }
                if closes - opens >= remaining { return Timestamp(milliseconds: Int64(opens + remaining)) }
                remaining -= closes - opens
                counted = closes
            }
        }
        return nil
    }

    private func intervals(on day: Int) -> [Interval] {
        if let holiday = holidays[day] { return holiday }
        // The first day of 1970 was a Thursday.
        let weekday = ((day + 3) % 7 + 7) % 7
        return weekday < weekly.count ? weekly[weekday] : []
    }

    /// The day that the clocks show, in days since 1970.
    private func day(of time: Timestamp) -> Int {
        let seconds = Int((Double(time.milliseconds) / 1000).rounded(.down))
        return Int((Double(seconds + zone.offset(at: seconds)) / 86_400).rounded(.down))
    }

    /// Milliseconds since 1970.
    private func moment(_ day: Int, _ minute: Int) -> Int { zone.moment(ofWall: day * 86_400 + minute * 60) * 1000 }
}
