import Domain
import TestTools
import Testing

@testable import Obligations

/// When an obligation is due: opening minutes alone count, on the clocks of the place.
@Suite struct DueTimeTests {
    private typealias Interval = OpeningHours.Interval

    private static func hours(
        _ weekly: [[(Int, Int)]], in zone: String = "Europe/Berlin", holidays: [Int: [(Int, Int)]] = [:]
    ) throws -> OpeningHours {
        OpeningHours(
            zone: try #require(Zones.zone(named: zone)),
            weekly: weekly.map { $0.map { Interval(from: $0.0, to: $0.1) } },
            holidays: holidays.mapValues { $0.map { Interval(from: $0.0, to: $0.1) } })
    }

    /// 09:00 to 17:00 on five days.
    private static let office: [[(Int, Int)]] = Array(repeating: [(540, 1020)], count: 5)

    private static func day(_ month: Int, _ day: Int) -> Int {
        CivilDate(year: 2026, month: month, day: day).daysSince1970
    }

    private static func at(_ text: String) throws -> Timestamp { try #require(Timestamp(wire: "2026-\(text):00Z")) }

    @Test(arguments: [
        ("03-02T08:30", 60, "03-02T09:30", "inside"),
        ("03-02T06:00", 60, "03-02T09:00", "before it opens"),
        ("03-06T17:00", 60, "03-09T09:00", "on Friday night"),
        ("03-06T15:30", 60, "03-09T08:30", "shortly before the weekend"),
        ("03-06T15:00", 60, "03-06T16:00", "the last minute is a whole one"),
        ("03-06T16:00", 60, "03-09T09:00", "when it closes"),
        ("03-27T15:30", 60, "03-30T07:30", "over the weekend on which the clocks go forward"),
        ("10-23T14:30", 60, "10-26T08:30", "over the weekend on which the clocks go back"),
        ("03-02T08:00", 480, "03-02T16:00", "a whole day"),
        ("03-02T08:00", 2400, "03-06T16:00", "a whole week"),
        ("03-02T08:00", 2401, "03-09T08:01", "a week and a minute"),
    ])
    func onlyOpeningMinutesCount(from: String, minutes: Int, due: String, why: String) throws {
        let hours = try Self.hours(Self.office)
        #expect(hours.due(from: try Self.at(from), minutes: minutes) == (try Self.at(due)), "\(why)")
    }

    @Test(arguments: [
        // Saturday night, 22:00 to 06:00: seven hours when the clocks go forward, nine when they go back.
        (1320, 1800, "03-28T20:00", 420, "03-29T04:00"), (1320, 1800, "10-24T18:00", 540, "10-25T05:00"),
        (1320, 1800, "06-06T18:00", 480, "06-07T04:00"),
    ])
    func aNightOnWhichTheClocksChangeHasTheMinutesThatPass(
        opens: Int, closes: Int, from: String, minutes: Int, due: String
    ) throws {
        let hours = try Self.hours([[], [], [], [], [], [(opens, closes)], []])
        #expect(hours.due(from: try Self.at(from), minutes: minutes) == (try Self.at(due)))
    }

    @Test(arguments: [
        // On 29 March 02:00 is followed by 03:00.
        (150, 210, "03-28T12:00", 30, "03-29T01:30"), (150, 210, "03-28T12:00", 31, "04-05T00:31"),
        (130, 170, "03-28T12:00", 10, "04-05T00:20"),
        // On 25 October 02:00 to 03:00 comes twice, and a time that does counts the first time.
        (120, 180, "10-24T12:00", 120, "10-25T02:00"), (150, 240, "10-24T12:00", 1, "10-25T00:31"),
        (60, 150, "10-24T12:00", 90, "10-25T00:30"),
    ])
    func aTimeThatTheClocksLeapOverOrRepeatIsOneMoment(
        opens: Int, closes: Int, from: String, minutes: Int, due: String
    ) throws {
        let hours = try Self.hours([[], [], [], [], [], [], [(opens, closes)]])
        #expect(hours.due(from: try Self.at(from), minutes: minutes) == (try Self.at(due)))
    }

    @Test func holidaysInARowAreSkippedAndOnesWithHoursCountTheirs() throws {
        let closed = Dictionary(
            uniqueKeysWithValues: [25, 28, 29].map { (Self.day(12, $0), [(Int, Int)]()) })
        let chain = try Self.hours(Self.office, holidays: closed)
        #expect(chain.due(from: try Self.at("12-24T15:30"), minutes: 60) == (try Self.at("12-30T08:30")))
        let short = try Self.hours(Self.office, holidays: [Self.day(12, 24): [(600, 720)]])
        #expect(short.due(from: try Self.at("12-23T15:45"), minutes: 60) == (try Self.at("12-24T09:45")))
        let weekend = try Self.hours(Self.office, holidays: [Self.day(3, 7): [(600, 660)]])
        #expect(weekend.due(from: try Self.at("03-06T17:00"), minutes: 60) == (try Self.at("03-07T10:00")))
    }

    @Test func anIntervalThatPassesMidnightBelongsToTheDayItBeginsOn() throws {
        let nights: [[(Int, Int)]] = Array(repeating: [(1320, 1560)], count: 7)
        let hours = try Self.hours(nights, in: "UTC", holidays: [Self.day(3, 3): []])
        // It is 01:00 on the holiday, in the night that began on the day before.
        #expect(hours.due(from: try Self.at("03-03T01:00"), minutes: 60) == (try Self.at("03-03T02:00")))
        #expect(hours.due(from: try Self.at("03-03T01:00"), minutes: 61) == (try Self.at("03-04T22:01")))
    }

    @Test func severalIntervalsOfADayCountOneAfterTheOther() throws {
        let hours = try Self.hours(Array(repeating: [(780, 1020), (540, 720)], count: 7), in: "UTC")
        #expect(hours.due(from: try Self.at("03-02T11:45"), minutes: 60) == (try Self.at("03-02T13:45")))
    }

    @Test func whatNeverOpensIsNeverDue() throws {
        #expect(try Self.hours([]).due(from: try Self.at("03-02T08:00"), minutes: 1) == nil)
        #expect(
            try Self.hours([[(0, 1)]]).due(from: try Self.at("03-02T08:00"), minutes: 1_000) == nil,
            "a minute a week takes twenty years")
    }

    @Test(arguments: 1...40)
    func everyMinuteIsOpenOrNotAsItsClockSays(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let zone = try #require(Zones.zone(named: seed % 2 == 0 ? "Europe/Berlin" : "Asia/Kathmandu"))
        let weekly: [[Interval]] = (0..<7).map { _ in
            (0..<Int.random(in: 0...2, using: &random)).map { place in
                let from = place * 720 + Int.random(in: 0..<600, using: &random)
                return Interval(from: from, to: from + Int.random(in: 1...110, using: &random))
            }
        }
        let hours = OpeningHours(zone: zone, weekly: weekly)
        let start = Self.day(3, 20) * 1440 + Int.random(in: 0..<20_000, using: &random)
        let minutes = Int.random(in: 1...600, using: &random)
        var (minute, left) = (start, minutes)
        let end = start + 60 * 1440
        while left > 0, minute < end {
            let wall = minute + zone.offset(at: minute * 60) / 60
            let isOpen = [0, 1440].contains { before in
                let shifted = wall - before
                let day = ((shifted / 1440 + 3) % 7)
                return weekly[day].contains { $0.from <= shifted % 1440 + before && shifted % 1440 + before < $0.to }
            }
            if isOpen { left -= 1 }
            minute += 1
        }
        guard left == 0 else { return }
        let due = hours.due(from: Timestamp(milliseconds: Int64(start) * 60_000), minutes: minutes)
        #expect(due == Timestamp(milliseconds: Int64(minute) * 60_000))
    }
}
