import Domain

/// When something is due, as words of a sentence say it.
package struct DueDate: Sendable, Equatable {
    /// The last moment at which it is kept.
    package var at: Timestamp
    /// Whether a time was said, not only a day.
    package var isExact: Bool
    /// The words that say it, as indices of the sentence's words.
    var words: Range<Int>
}

/// The moment that words are measured from: when they were said, by the clock on the company's wall.
struct WallClock {
    let zone: WallZone
    let anchor: Timestamp
    /// Minutes after midnight.
    let dayEnds: Int
    /// The day it was said, counted from 1970-01-01.
    let today: Int
    /// Minutes after that day's midnight.
    let minute: Int

    init(zone: WallZone, anchor: Timestamp, dayEnds: Int) {
        self.zone = zone
        self.anchor = anchor
        self.dayEnds = dayEnds
        let offset = zone.offset(at: Int(anchor.milliseconds / 1000))
        let local = Int(anchor.milliseconds / 1000) + offset
        today = Int((Double(local) / 86_400).rounded(.down))
        minute = (local - today * 86_400) / 60
    }

    /// 0 is Sunday.
    func weekday(_ day: Int) -> Int { ((day + 4) % 7 + 7) % 7 }

    /// The moment at which the wall clock shows this; where a clock is put forward over it, the moment after.
    func moment(day: Int, minute: Int) -> Timestamp {
        let wall = day * 86_400 + minute * 60
        var seconds = wall - zone.offset(at: Int(anchor.milliseconds / 1000))
        for _ in 1...2 { seconds = wall - zone.offset(at: seconds) }
        return Timestamp(milliseconds: Int64(seconds) * 1000)
    }

    /// The end of a day's work, or of the day itself once that is over.
    func end(of day: Int) -> Timestamp {
        let at = moment(day: day, minute: dayEnds)
        return at > anchor ? at : moment(day: day, minute: 23 * 60 + 59)
    }

    /// The day after so many working days, Monday to Friday.
    func workingDay(after count: Int) -> Int {
        var (day, left) = (today, count)
        while left > 0 {
            day += 1
            if (1...5).contains(weekday(day)) { left -= 1 }
        }
        return day
    }

    /// The next such weekday; the one of next week, Monday first, when that is asked for.
    func next(_ wanted: Int, inNextWeek: Bool) -> Int {
        if inNextWeek {
            let monday = today - (weekday(today) + 6) % 7 + 7
            return monday + (wanted + 6) % 7
        }
        let ahead = (wanted - weekday(today) + 7) % 7
        return today + (ahead == 0 ? 7 : ahead)
    }
}
