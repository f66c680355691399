/// Dates of HTTP (RFC 9110 §5.6.7), as seconds since 1970 UTC.
package enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, always 29 bytes; for the years 0...9999.
    package static func format(_ seconds: Int64) -> String {
        String(decoding: bytes(seconds), as: UTF8.self)
    }

    /// ``format(_:)`` as bytes.
    package static func bytes(_ seconds: Int64) -> [UInt8] {
        let day = floorDivide(seconds, 86_400)
        let (year, month, dayOfMonth) = civil(fromDay: day)
        let second = Int(seconds - day * 86_400)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(29)
        func append(_ value: Int, digits: Int) {
            var divisor = digits == 4 ? 1000 : 10
            for _ in 0..<digits {
                bytes.append(UInt8(truncatingIfNeeded: value / divisor % 10) + 0x30)
                divisor /= 10
            }
        }
        bytes.append(contentsOf: days[Int((day % 7 + 11) % 7)].utf8)
        bytes.append(contentsOf: ", ".utf8)
        append(dayOfMonth, digits: 2)
        bytes.append(0x20)
        bytes.append(contentsOf: months[month - 1].utf8)
        bytes.append(0x20)
        append(min(max(year, 0), 9_999), digits: 4)
        bytes.append(0x20)
        append(second / 3_600, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(second / 60 % 60, digits: 2)
        bytes.append(UInt8(ascii: ":"))
        append(second % 60, digits: 2)
        bytes.append(contentsOf: " GMT".utf8)
        return bytes
    }

    /// Reads the three forms: IMF-fixdate, and the obsolete ones of RFC 850 and asctime; nil for anything else.
    ///
    /// - Parameter now: Decides the century of RFC 850's two digits: at most 50 years ahead of it.
    package static func parse(_ text: String, now: Int64 = 946_684_800) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 6 where parts[0].hasSuffix(",") && days.contains(String(parts[0].dropLast())) && parts[5] == "GMT":
            return seconds(number(parts[3], 4), month(parts[2]), number(parts[1], 2), parts[4])
        case 4 where parts[0].hasSuffix(",") && longDays.contains(String(parts[0].dropLast())) && parts[3] == "GMT":
            let date = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard date.count == 3, let short = number(date[2], 2) else { return nil }
            return seconds(fullYear(short, now: now), month(date[1]), number(date[0], 2), parts[2])
        case 5 where days.contains(parts[0]):
            return seconds(number(parts[4], 4), month(parts[1]), number(parts[2], 2), parts[3])
        case 6 where days.contains(parts[0]) && parts[2].isEmpty:
            return seconds(number(parts[5], 4), month(parts[1]), number(parts[3], 1), parts[4])
        default: return nil
        }
    }

    private static func fullYear(_ short: Int, now: Int64) -> Int {
        let current = civil(fromDay: floorDivide(now, 86_400)).year
        let candidate = current - current % 100 + short
        if candidate > current + 50 { return candidate - 100 }
        return candidate <= current - 50 ? candidate + 100 : candidate
    }

    private static func month(_ text: String) -> Int? { months.firstIndex(of: text).map { $0 + 1 } }

    private static func number(_ text: String, _ digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy(\.isDigit) else { return nil }
        return Int(text)
    }

    private static func seconds(_ year: Int?, _ month: Int?, _ day: Int?, _ clock: String) -> Int64? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0), 2) }
        guard let year, let month, let day, parts.count == 3, let hour = parts[0], let minute = parts[1],
            let second = parts[2], hour < 24, minute < 60, second <= 60, day >= 1, day <= daysIn(month, year)
        else { return nil }
        // A leap second counts as the one before it: seconds since 1970 know none.
        return dayNumber(year, month, day) * 86_400 + Int64(hour * 3_600 + minute * 60 + min(second, 59))
    }

    private static func daysIn(_ month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    // Days are counted in 400-year eras of years that begin in March, so that the leap day comes last.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = Int(floorDivide(Int64(shifted), 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    private static func civil(fromDay day: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }
}

/// The `Date` line of responses, made once a second; one per event loop, which owns it.
package struct DateLine: Sendable {
    private var second: Int64 = .min
    private var line: [UInt8] = []

    /// None made yet.
    package init() {}

    /// `Date: …` with its CRLF, at a time in seconds since 1970.
    package mutating func at(_ seconds: Int64) -> [UInt8] {
        if seconds != second {
            second = seconds
            line = Array("Date: ".utf8) + HTTPDate.bytes(seconds) + [0x0d, 0x0a]
        }
        return line
    }
}
