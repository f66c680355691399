/// Reads the times that clients and providers write; pure, and lenient where providers differ (reference §1.6).
package enum TimestampParser {
    /// RFC 3339, also with a space or a plus for `T`, 0…9 fraction digits, an offset with or without colon, or no zone (UTC).
    package static func parse(_ text: some StringProtocol) -> Timestamp? {
        var reader = Reader(text)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" ") || reader.skip("+")
        else { return nil }
        guard let time = reader.time(), let milliseconds = reader.fraction(), let offset = reader.zone(), reader.isAtEnd
        else { return nil }
        return instant(year, month, day, time, milliseconds, offset)
    }

    /// RFC 2822, such as `Tue, 14 Oct 2025 09:15:01 +0000`; the weekday may be left out.
    package static func parseRFC2822(_ text: some StringProtocol) -> Timestamp? {
        var reader = Reader(text)
        if let comma = reader.position(of: ",") { reader.jump(past: comma) }
        reader.skipSpaces()
        guard let day = reader.number(1...2), reader.skip(" "), let month = reader.month(), reader.skip(" "),
            let year = reader.number(4), reader.skip(" "), let time = reader.time()
        else { return nil }
        reader.skipSpaces()
        guard let offset = reader.zone(), reader.isAtEnd else { return nil }
        return instant(year, month, day, time, 0, offset)
    }

    private static func instant(
        _ year: Int, _ month: Int, _ day: Int, _ time: (hour: Int, minute: Int, second: Int), _ millisecond: Int,
        _ offset: Int
    ) -> Timestamp? {
        guard (1...12).contains(month), day >= 1, day <= CivilDate.days(in: month, of: year) else { return nil }
        let local = Timestamp(
            year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: min(time.second, 59),
            millisecond: millisecond)
        return Timestamp(milliseconds: local.milliseconds - Int64(offset) * 60_000)
    }
}

/// Walks over ASCII; every reader moves only when it succeeds.
private struct Reader {
    private let bytes: [UInt8]
    private var next = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { next == bytes.count }

    func position(of byte: Unicode.Scalar) -> Int? { bytes[next...].firstIndex(of: UInt8(ascii: byte)) }

    mutating func jump(past position: Int) { next = position + 1 }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard next < bytes.count, bytes[next] == UInt8(ascii: scalar) else { return false }
        next += 1
        return true
    }

    mutating func skipSpaces() { while skip(" ") {} }

    mutating func number(_ width: Int) -> Int? { number(width...width) }

    mutating func number(_ widths: ClosedRange<Int>) -> Int? {
        let digits = bytes[next...].prefix(widths.upperBound).prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard digits.count >= widths.lowerBound else { return nil }
        next += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    mutating func month() -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let name = String(decoding: bytes[next...].prefix(3), as: UTF8.self).lowercased()
        guard let index = names.firstIndex(of: name) else { return nil }
        next += 3
        return index + 1
    }

    mutating func time() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(2), skip(":"), let minute = number(2), skip(":"), let second = number(2) else {
            return nil
        }
        return hour < 24 && minute < 60 && second < 61 ? (hour, minute, second) : nil
    }

    /// Milliseconds of a fraction of 0…9 digits; 0 where there is none.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        let start = next
        guard let value = number(1...9) else { return nil }
        var scaled = value
        for _ in (next - start)..<9 { scaled *= 10 }
        return scaled / 1_000_000
    }

    /// Minutes east of UTC; no zone counts as UTC.
    mutating func zone() -> Int? {
        if isAtEnd || skip("Z") || skip("z") || skipName("GMT") || skipName("UTC") { return 0 }
        let sign = skip("-") ? -1 : skip("+") ? 1 : 0
        guard sign != 0, let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private mutating func skipName(_ name: String) -> Bool {
        guard bytes[next...].elementsEqual(name.utf8) else { return false }
        next = bytes.count
        return true
    }
}
