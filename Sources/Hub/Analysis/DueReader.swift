import Domain

/// Reads when something is due from the words of a sentence, in lower case.
struct DueReader {
    let words: [String]
    let clock: WallClock

    /// The first day and time that the words name; nil when they name none.
    func due() -> DueDate? {
        var found: DueDate?
        for place in words.indices where found == nil { found = span(place) }
        if found == nil { for place in words.indices where found == nil { found = day(place) } }
        if let found { return found }
        for place in words.indices {
            guard let (minute, end) = time(place) else { continue }
            let day = minute > clock.minute ? clock.today : clock.today + 1
            return DueDate(at: clock.moment(day: day, minute: minute), isExact: true, words: place..<end)
        }
        return nil
    }

    private func word(_ place: Int) -> String { words.indices.contains(place) ? words[place] : "" }

    // MARK: In three days

    private func span(_ place: Int) -> DueDate? {
        guard ["in", "within", "inside", "under"].contains(word(place)) else { return nil }
        var at = place + 1
        while ["the", "next", "about", "around", "another", "roughly", "just", "coming", "up", "to"].contains(word(at))
        { at += 1 }
        if word(at) == "hour" { return exact(minutes: 60, place..<(at + 1)) }
        if word(at) == "half" {
            while ["half", "an", "a", "hour"].contains(word(at)) { at += 1 }
            return exact(minutes: 30, place..<at)
        }
        guard let (count, after) = self.count(at) else { return nil }
        at = after
        if word(at) == "to" || word(at) == "or", let (upper, next) = self.count(at + 1) {
            return amount(upper, place, next)
        }
        return amount(count, place, at)
    }

    private func amount(_ count: Int, _ place: Int, _ unit: Int) -> DueDate? {
        var at = unit
        let isWorking = word(at) == "working" || word(at) == "business"
        if isWorking { at += 1 }
        switch word(at) {
        case "minute", "minutes", "mins", "min": return exact(minutes: count, place..<(at + 1))
        case "hour", "hours", "hrs": return exact(minutes: count * 60, place..<(at + 1))
        case "day", "days":
            return whole(isWorking ? clock.workingDay(after: count) : clock.today + count, place..<(at + 1))
        case "week", "weeks": return whole(clock.today + 7 * count, place..<(at + 1))
        case "fortnight": return whole(clock.today + 14 * count, place..<(at + 1))
        case "month", "months": return whole(month(after: count), place..<(at + 1))
        default: return nil
        }
    }

    private func month(after count: Int) -> Int {
        let date = CivilDate(daysSince1970: clock.today)
        let months = date.year * 12 + date.month - 1 + count
        let (year, month) = (months / 12, months % 12 + 1)
        return CivilDate(year: year, month: month, day: min(date.day, CivilDate.days(in: month, of: year)))
            .daysSince1970
    }

    /// A count in words or digits, `a couple of` too; at most 366.
    private func count(_ place: Int) -> (Int, Int)? {
        if word(place) == "a" || word(place) == "an" {
            if word(place + 1) == "couple" { return (2, place + (word(place + 2) == "of" ? 3 : 2)) }
            if word(place + 1) == "few" { return (3, place + 2) }
            return (1, place + 1)
        }
        if let number = Int(word(place)), (1...366).contains(number) { return (number, place + 1) }
        return DueWords.numbers[word(place)].map { ($0, place + 1) }
    }

    // MARK: Friday, the fifth of June

    private func day(_ place: Int) -> DueDate? {
        let first = word(place)
        switch first {
        case "today": return dated(clock.today, place, place + 1)
        case "tonight": return DueDate(at: later(clock.today, 22 * 60), isExact: false, words: place..<(place + 1))
        case "tomorrow": return dated(clock.today + (word(place - 1) == "after" ? 2 : 1), place, place + 1)
        case "eod", "cob": return whole(clock.today, place..<(place + 1))
        case "end", "close": return end(place)
        case "next", "this": return relative(place)
        case "weekend": return whole(clock.next(0, inNextWeek: false), place..<(place + 1))
        default: break
        }
        if let weekday = DueWords.weekdays[first] {
            return dated(clock.next(weekday, inNextWeek: false), place, place + 1)
        }
        return date(place)
    }

    private func relative(_ place: Int) -> DueDate? {
        let isNext = word(place) == "next"
        let second = word(place + 1)
        if let weekday = DueWords.weekdays[second] {
            let isToday = !isNext && weekday == clock.weekday(clock.today)
            return dated(isToday ? clock.today : clock.next(weekday, inNextWeek: isNext), place, place + 2)
        }
        switch second {
        case "week": return whole(isNext ? clock.next(5, inNextWeek: true) : endOfWeek, place..<(place + 2))
        case "weekend": return whole(clock.next(0, inNextWeek: isNext), place..<(place + 2))
        case "month": return whole(endOfMonth(ahead: isNext ? 1 : 0), place..<(place + 2))
        case "morning", "afternoon", "evening":
            guard !isNext, let minute = DueWords.parts[second] else { return nil }
            return DueDate(at: later(clock.today, minute), isExact: false, words: place..<(place + 2))
        default: return nil
        }
    }

    /// Friday of this week, or the coming one when that is past.
    private var endOfWeek: Int {
        clock.weekday(clock.today) == 5 ? clock.today : clock.next(5, inNextWeek: false)
    }

    private func endOfMonth(ahead: Int) -> Int {
        let date = CivilDate(daysSince1970: clock.today)
        let months = date.year * 12 + date.month - 1 + ahead
        let (year, month) = (months / 12, months % 12 + 1)
        return CivilDate(year: year, month: month, day: CivilDate.days(in: month, of: year)).daysSince1970
    }

    private func end(_ place: Int) -> DueDate? {
        var at = place + 1
        guard word(at) == "of" || word(at) == "business" else { return nil }
        while ["of", "the", "this", "business", "play"].contains(word(at)) { at += 1 }
        let isNext = word(at) == "next"
        if isNext { at += 1 }
        switch word(at) {
        case "day": return whole(clock.today, place..<(at + 1))
        case "week": return whole(isNext ? clock.next(5, inNextWeek: true) : endOfWeek, place..<(at + 1))
        case "month": return whole(endOfMonth(ahead: isNext ? 1 : 0), place..<(at + 1))
        default:
            if let day = day(at), word(place) == "end" || word(place) == "close" { return day }
            return word(at - 1) == "business" ? whole(clock.today, place..<at) : nil
        }
    }

    /// `june 5th`, `5th of june`, `the 5th`, `2026-06-05`.
    private func date(_ place: Int) -> DueDate? {
        let first = word(place)
        if let month = DueWords.months[first], let number = ordinal(word(place + 1), needsEnding: false) {
            return calendar(month, number, place, place + 2)
        }
        let parts = first.split(separator: "-").compactMap { Int($0) }
        if parts.count == 3, parts[0] > 1999, (1...12).contains(parts[1]),
            (1...CivilDate.days(in: parts[1], of: parts[0])).contains(parts[2])
        {
            let day = CivilDate(year: parts[0], month: parts[1], day: parts[2]).daysSince1970
            return day < clock.today ? nil : dated(day, place, place + 1)
        }
        guard let number = ordinal(first, needsEnding: false) else { return nil }
        let of = word(place + 1) == "of" ? 1 : 0
        if let month = DueWords.months[word(place + 1 + of)] { return calendar(month, number, place, place + 2 + of) }
        guard ordinal(first, needsEnding: true) != nil, word(place - 1) == "the" else { return nil }
        let today = CivilDate(daysSince1970: clock.today)
        let month = number > today.day ? today.month : today.month % 12 + 1
        return calendar(month, number, place, place + 1)
    }

    private func calendar(_ month: Int, _ number: Int, _ place: Int, _ end: Int) -> DueDate? {
        var year = CivilDate(daysSince1970: clock.today).year
        // A date that is past this year is meant for the next; 29 February waits for a year that has one.
        for _ in 0..<8 {
            if number <= CivilDate.days(in: month, of: year) {
                let day = CivilDate(year: year, month: month, day: number).daysSince1970
                if day >= clock.today { return dated(day, place, end) }
            }
            year += 1
        }
        return nil
    }

    private func ordinal(_ word: String, needsEnding: Bool) -> Int? {
        if let number = DueWords.ordinals[word] { return number }
        let digits = word.prefix { $0.isNumber }
        let ending = word.dropFirst(digits.count)
        guard let number = Int(digits), (1...31).contains(number), ["st", "nd", "rd", "th", ""].contains(ending) else {
            return nil
        }
        return ending.isEmpty && needsEnding ? nil : number
    }

    // MARK: Three o'clock

    /// A time of day at a place, with `at`, `by`, `before` or `around` before it or `am`, `pm` behind.
    private func time(_ place: Int) -> (minute: Int, end: Int)? {
        let isLed = ["at", "by", "before", "around", "until", "till", "about"].contains(word(place))
        let at = isLed ? place + 1 : place
        let text = word(at)
        if text == "noon" || text == "midday" || text == "lunchtime" { return (12 * 60, at + 1) }
        if text == "midnight" { return (23 * 60 + 59, at + 1) }
        let half = text == "half" && word(at + 1) == "past"
        let core = half ? word(at + 2) : text
        var end = half ? at + 3 : at + 1
        let suffix = ["am", "pm"].first { core.hasSuffix($0) && core.count > 2 }
        let digits = suffix == nil ? core : String(core.dropLast(2))
        let parts = digits.split(whereSeparator: { $0 == ":" || $0 == "." }).map { Int($0) ?? -1 }
        guard var hour = parts.first == -1 ? DueWords.numbers[core] : parts.first, hour <= 24, hour >= 0 else {
            return nil
        }
        let minute = parts.count == 2 ? parts[1] : half ? 30 : 0
        guard (0..<60).contains(minute) else { return nil }
        let named = suffix ?? (["am", "pm", "a.m", "p.m"].contains(word(end)) ? word(end) : nil)
        if suffix == nil, named != nil { end += 1 }
        let isClock = ["o'clock", "oclock"].contains(word(end))
        if isClock { end += 1 }
        guard isLed || named != nil || isClock else { return nil }
        guard !DueWords.units.contains(word(end)) else { return nil }
        if named?.hasPrefix("p") == true, hour < 12 { hour += 12 }
        if named?.hasPrefix("a") == true, hour == 12 { hour = 0 }
        // Without a word for it, one to seven is in the afternoon: that is when people call each other.
        if named == nil, parts.count < 2, (1...7).contains(hour) { hour += 12 }
        return (hour * 60 + minute, end)
    }

    // MARK: Within

    private func exact(minutes: Int, _ words: Range<Int>) -> DueDate {
        DueDate(at: clock.anchor + .seconds(60 * minutes), isExact: true, words: words)
    }

    private func whole(_ day: Int, _ words: Range<Int>) -> DueDate {
        DueDate(at: clock.end(of: day), isExact: false, words: words)
    }

    /// A day with the part of it or the time that stands beside it.
    private func dated(_ day: Int, _ start: Int, _ end: Int) -> DueDate {
        if let minute = DueWords.parts[word(end)] {
            if let (exact, after) = time(end + 1) {
                return DueDate(at: clock.moment(day: day, minute: exact), isExact: true, words: start..<after)
            }
            return DueDate(at: later(day, minute), isExact: false, words: start..<(end + 1))
        }
        for place in words.indices where !(start..<end).contains(place) {
            guard let (minute, after) = time(place), !(start..<end).contains(after - 1), minute > 0 else { continue }
            return DueDate(
                at: clock.moment(day: day, minute: minute), isExact: true,
                words: min(start, place)..<max(end, after))
        }
        return whole(day, start..<end)
    }

    private func later(_ day: Int, _ minute: Int) -> Timestamp {
        let at = clock.moment(day: day, minute: minute)
        return at > clock.anchor ? at : clock.end(of: day)
    }
}

/// The words that dates are made of.
enum DueWords {
    static let weekdays = [
        "sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "mon": 1,
        "tues": 2, "tue": 2, "weds": 3, "thurs": 4, "thu": 4, "fri": 5,
    ]
    static let months = [
        "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
        "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "aug": 8, "sept": 9,
        "sep": 9, "oct": 10, "nov": 11, "dec": 12,
    ]
    static let numbers = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40,
        "forty-five": 45, "sixty": 60, "ninety": 90,
    ]
    static let ordinals = [
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
        "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    ]
    /// Minutes after midnight at which a part of the day is over.
    static let parts = [
        "morning": 12 * 60, "afternoon": 17 * 60, "evening": 20 * 60, "night": 22 * 60, "lunchtime": 13 * 60,
    ]
    static let units: Set<String> = [
        "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
        "working", "business", "pounds", "dollars", "euros", "percent", "people", "times", "of",
    ]
}
