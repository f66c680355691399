import Glibc
import JSON
import SQLite

/// An instant: milliseconds since 1970, UTC; RFC 3339 with milliseconds on the wire.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    /// Takes milliseconds since 1970, UTC.
    @inlinable
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The wall clock's time.
    package static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant so many milliseconds later.
    package static func + (time: Self, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: time.milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// The instant so many milliseconds earlier.
    package static func - (time: Self, duration: Duration) -> Timestamp { time + (.zero - duration) }

    /// The instant at a civil date and time of UTC (proleptic Gregorian; no leap seconds).
    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0)
    {
        let days = CivilDate(year: year, month: month, day: day).daysSince1970
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1000 + Int64(millisecond))
    }

    /// Such as `2026-11-20T09:41:07.123Z`.
    package var rfc3339: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the RFC 3339 form as ASCII.
    package func append(to bytes: inout [UInt8]) {
        let (day, rest) = milliseconds.floored(by: 86_400_000)
        let date = CivilDate(daysSince1970: Int(day))
        bytes.append(digits: date.year, 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: date.month, 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: date.day, 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(digits: Int(rest / 3_600_000), 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: Int(rest / 60_000 % 60), 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: Int(rest / 1000 % 60), 2)
        bytes.append(UInt8(ascii: "."))
        bytes.append(digits: Int(rest % 1000), 3)
        bytes.append(UInt8(ascii: "Z"))
    }
}

extension Timestamp: CustomStringConvertible {
    package var description: String { rfc3339 }
}

extension Timestamp: JSONEncodable {
    package func encode(to json: inout JSONWriter) { json.ascii { append(to: &$0) } }
}

extension Timestamp: Decodable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let time = TimestampParser.parse(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is not an RFC 3339 time."))
        }
        self = time
    }
}

extension Timestamp: SQLBindable {
    package var sqlValue: SQLValue { .integer(milliseconds) }
}

/// A day of the Gregorian calendar; the arithmetic counts eras of 400 years from March, so that leap days come last.
package struct CivilDate: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    package init(daysSince1970 days: Int) {
        let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01, negative before it.
    package var daysSince1970: Int {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).floored(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Days in a month of a year, 28…31.
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension BinaryInteger {
    /// Quotient and remainder with the remainder never negative.
    func floored(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    /// Appends a number in at least `width` decimal digits.
    fileprivate mutating func append(digits number: Int, _ width: Int) {
        var scale = 1
        for _ in 1..<width { scale *= 10 }
        while scale > 0 {
            append(UInt8(ascii: "0") + UInt8(number / scale % 10))
            scale /= 10
        }
    }
}
