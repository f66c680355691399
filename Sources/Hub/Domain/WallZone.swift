/// How far the clocks of a place are from UTC, at any moment: a compiled time zone (RFC 9636).
///
/// What the file says of its last change counts for all moments after it; compiled with all years, that is 2037.
package struct WallZone: Sendable {
    /// UTC.
    package static let utc = WallZone()

    /// Seconds since 1970 at which the clocks change, ascending.
    private var changes: [Int64] = []
    /// Seconds east of UTC after each change.
    private var offsets: [Int] = []
    private var first = 0

    private init() {}

    /// Reads a compiled zone of version 2 or later; nil when the bytes are none.
    package init?(tzif bytes: [UInt8]) {
        guard let old = Header(bytes, at: 0), bytes[4] >= UInt8(ascii: "2"),
            let header = Header(bytes, at: old.end(timeBytes: 4)), header.types > 0,
            bytes.count >= header.end(timeBytes: 8)
        else { return nil }
        let kinds = header.start + 8 * header.times
        let types = kinds + header.times
        let zones = (0..<header.types).map { Int(Self.number(bytes, types + 6 * $0, 4)) }
        for place in 0..<header.times {
            let kind = Int(bytes[kinds + place])
            guard kind < zones.count else { return nil }
            changes.append(Self.number(bytes, header.start + 8 * place, 8))
            offsets.append(zones[kind])
        }
        first = zones[0]
    }

    /// Seconds east of UTC at a moment, in seconds since 1970.
    package func offset(at seconds: Int) -> Int { offset(after: changesUntil(seconds)) }

    /// The moment at which the clocks first show a time: seconds since 1970, as `wall` would be if they showed UTC.
    ///
    /// A time that the clocks leap over is the moment of the leap; one that they show twice is its first moment.
    package func moment(ofWall wall: Int) -> Int {
        // Clocks are never further from UTC than 26 hours, so that no moment that counts comes before this one.
        var passed = changesUntil(wall - 26 * 3600)
        while true {
            let begins = passed == 0 ? Int.min : Int(changes[passed - 1])
            let candidate = max(begins, wall - offset(after: passed))
            guard passed < changes.count, candidate >= Int(changes[passed]) else { return candidate }
            passed += 1
        }
    }

    /// How many changes the clocks have seen at a moment.
    private func changesUntil(_ seconds: Int) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= Int64(seconds) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func offset(after changes: Int) -> Int { changes == 0 ? first : offsets[changes - 1] }

    private static func number(_ bytes: [UInt8], _ start: Int, _ count: Int) -> Int64 {
        let raw = bytes[start..<(start + count)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return count == 4 ? Int64(Int32(truncatingIfNeeded: raw)) : raw
    }

    /// The counts that stand before each of the file's two parts.
    private struct Header {
        let start: Int
        let times: Int
        let types: Int
        private let leaps: Int
        private let marks: Int
        private let letters: Int

        init?(_ bytes: [UInt8], at place: Int) {
            guard bytes.count >= place + 44, bytes[place..<(place + 4)].elementsEqual("TZif".utf8) else { return nil }
            let counts = (0..<6).map { Int(WallZone.number(bytes, place + 20 + 4 * $0, 4)) }
            guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
            start = place + 44
            (marks, leaps, times, types, letters) = (counts[0] + counts[1], counts[2], counts[3], counts[4], counts[5])
        }

        func end(timeBytes: Int) -> Int {
            start + times * (timeBytes + 1) + types * 6 + letters + leaps * (timeBytes + 4) + marks
        }
    }
}

extension WallZone {
    /// What the clocks show at a moment: days since 1970, the day of the week (1 is Monday), and the hour.
    package func wall(_ at: Timestamp) -> (day: Int, weekday: Int, hour: Int) {
        let seconds = Int(at.milliseconds.floored(by: 1000).quotient)
        let (day, rest) = (seconds + offset(at: seconds)).floored(by: 86_400)
        // The first of January 1970 was a Thursday.
        return (day, (day + 3).floored(by: 7).remainder + 1, rest / 3600)
    }

    /// The moment at which a day begins, in days since 1970 on these clocks.
    package func start(ofDay day: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(moment(ofWall: day * 86_400)) * 1000)
    }
}
