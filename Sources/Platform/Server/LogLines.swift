import HTTP
import JSON
import Reactor
import Web

/// The log lines of one loop, gathered until there are many or some time has passed; owned by the loop's thread.
struct LogLines {
    private static let many = 32_768

    private var json = JSONWriter(capacity: 0)
    private var clock = LogClock()

    var isEmpty: Bool { json.bytes.isEmpty }
    var isFull: Bool { json.bytes.count >= Self.many }

    /// One answered request.
    ///
    /// The path stands there without its query, for a query may hold a token.
    mutating func access(
        _ exchange: Exchange, status: Int, bytes: UInt64, nanoseconds: UInt64
    ) {
        let time = clock.now()
        line { json in
            json.member("time", time)
            json.member("id", exchange.id)
            json.member("method", exchange.head?.method.rawValue)
            json.member("route", exchange.endpoint?.route.path)
            json.member("path", exchange.head?.pathText)
            json.member("status", status)
            json.member("bytes", Int(clamping: bytes))
            json.member("us", Int(clamping: nanoseconds / 1_000))
            json.member("remote", exchange.remoteAddress)
            json.member("caller", exchange.caller.map(Self.name))
        }
    }

    /// One error that its client was told nothing of.
    mutating func error(_ error: any Error, id: String, route: String?) {
        let time = clock.now()
        line { json in
            json.member("time", time)
            json.member("level", "error")
            json.member("id", id)
            json.member("route", route)
            json.member("error", String(describing: error))
        }
    }

    /// Hands the lines over.
    mutating func take() -> [UInt8] {
        let lines = json.bytes
        json = JSONWriter(capacity: 0)
        return lines
    }

    private mutating func line(_ members: (inout JSONWriter) -> Void) {
        if json.bytes.capacity == 0 { json.bytes.reserveCapacity(Self.many + 1_024) }
        var one = JSONWriter(capacity: 0)
        // The writer is new for each line, since a line is a JSON text by itself; the memory is the same.
        swap(&one.bytes, &json.bytes)
        one.object(members)
        one.bytes.append(0x0A)
        swap(&one.bytes, &json.bytes)
    }

    private static func name(_ caller: Caller) -> String {
        switch caller.subject {
        case .user(let number): "user:\(number)"
        case .key(let number): "key:\(number)"
        case .program: "program"
        }
    }
}

/// RFC 3339 in UTC with milliseconds; the date is made once a second.
struct LogClock {
    private var second: Int64 = -1
    private var text = ""

    mutating func now() -> String { at(WallClock.milliseconds()) }

    mutating func at(_ milliseconds: Int64) -> String {
        if milliseconds / 1_000 != second {
            second = milliseconds / 1_000
            text = Self.format(second)
        }
        return text + "." + Self.digits(milliseconds % 1_000, 3) + "Z"
    }

    private static func format(_ seconds: Int64) -> String {
        // Days to a civil date, counted in eras of 400 years that begin in March.
        let day = seconds / 86_400 + 719_468
        let era = day / 146_097
        let dayOfEra = day % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(dayOfMonth, 2))T\(time.joined(separator: ":"))"
    }

    private static func digits(_ value: Int64, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
