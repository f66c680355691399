import Domain
import JSON
import TestTools
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_078_012_800_000, "2004-02-29T00:00:00.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_763_629_267_123, "2025-11-20T09:01:07.123Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
    func anInstantHasOneSpelling(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(TimestampParser.parse(text)?.milliseconds == milliseconds)
    }

    @Test func everyInstantOfTenThousandYearsComesBack() {
        var random = SeededGenerator(seed: 3)
        for _ in 1...20_000 {
            let time = Timestamp(milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
            #expect(TimestampParser.parse(time.rfc3339) == time)
        }
    }

    @Test func everyDayFollowsTheOneBefore() {
        var before = CivilDate(daysSince1970: -800_001)
        for day in -800_000...800_000 {
            let date = CivilDate(daysSince1970: day)
            let isNextDay = date.year == before.year && date.month == before.month && date.day == before.day + 1
            let isNextMonth = date.day == 1 && before.day == CivilDate.days(in: before.month, of: before.year)
            guard isNextDay || isNextMonth, date.daysSince1970 == day else {
                Issue.record("\(date) after \(before) on day \(day)")
                return
            }
            before = date
        }
    }

    @Test(arguments: [
        ("2025-10-14T09:15:01Z", 0), ("2025-10-14t09:15:01z", 0), ("2025-10-14 09:15:01Z", 0),
        ("2025-10-14T09:15:01", 0),
        ("2025-10-14 09:15:01", 0), ("2025-10-14T09:15:01+00:00", 0), ("2025-10-14T09:15:01-0000", 0),
        ("2025-10-14T10:15:01+01:00", 0), ("2025-10-14T14:45:01+0530", 0), ("2025-10-13T23:15:01-10:00", 0),
        ("2025-10-14T09:15:01.1Z", 100), ("2025-10-14T09:15:01.123Z", 123), ("2025-10-14T09:15:01.123999999Z", 123),
        ("2025-10-14T09:15:01.000000001Z", 0), ("2025-10-14 09:15:01.731479Z", 731),
        ("2025-10-14T09:15:01.5+00:00", 500),
    ])
    func providersTimesAreRead(text: String, milliseconds: Int64) {
        let second = Timestamp(year: 2025, month: 10, day: 14, hour: 9, minute: 15, second: 1)
        #expect(TimestampParser.parse(text)?.milliseconds == second.milliseconds + milliseconds)
    }

    @Test func leapSecondIsTheSecondBeforeIt() {
        #expect(TimestampParser.parse("2016-12-31T23:59:60Z") == TimestampParser.parse("2016-12-31T23:59:59Z"))
    }

    @Test(arguments: [
        "", "2025", "2025-10-14", "2025-10-14T", "2025-10-14T09", "2025-10-14T09:15", "2025-10-14T9:15:01Z",
        "2025-1-14T09:15:01Z", "25-10-14T09:15:01Z", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2025-04-31T00:00:00Z", "2025-10-00T00:00:00Z", "2025-10-32T00:00:00Z",
        "2025-10-14T24:00:00Z", "2025-10-14T09:60:00Z", "2025-10-14T09:15:61Z", "2025-10-14T09:15:01.Z",
        "2025-10-14T09:15:01.1234567890Z", "2025-10-14T09:15:01ZZ", "2025-10-14T09:15:01 Z", "2025-10-14T09:15:01+1:00",
        "2025-10-14T09:15:01+01:60", "2025-10-14T09:15:01+24:00", "2025-10-14T09:15:01+", " 2025-10-14T09:15:01Z",
        "2025-10-14x09:15:01Z", "+2025-10-14T09:15:01Z", "2025-10-14T09:15:01Z\n", "2025/10/14T09:15:01Z",
        "²025-10-14T09:15:01Z",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(TimestampParser.parse(text) == nil)
    }

    @Test(arguments: [
        "Tue, 14 Oct 2025 09:15:01 +0000", "14 Oct 2025 09:15:01 +0000", "Tue, 14 Oct 2025 09:15:01 GMT",
        "Tue,14 Oct 2025 09:15:01 +0000", "Tue, 14 OCT 2025 10:15:01 +0100", "Tue, 14 Oct 2025 09:15:01 UTC",
        "Mon, 13 Oct 2025 23:15:01 -1000",
    ])
    func twiliosTimesAreRead(text: String) {
        let time = Timestamp(year: 2025, month: 10, day: 14, hour: 9, minute: 15, second: 1)
        #expect(TimestampParser.parseRFC2822(text) == time)
    }

    @Test func dayOfOneDigitIsRead() {
        #expect(
            TimestampParser.parseRFC2822("Wed, 1 Jan 2025 00:00:00 +0000") == Timestamp(year: 2025, month: 1, day: 1))
    }

    @Test func everyMonthOfTwilioIsRead() {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        for (index, name) in names.enumerated() {
            let read = TimestampParser.parseRFC2822("02 \(name) 2025 00:00:00 +0000")
            #expect(read == Timestamp(year: 2025, month: index + 1, day: 2))
        }
    }

    @Test(arguments: [
        "", "Tue", "Tue, ", "Tue, 14 Oct 2025", "Tue, 14 Oktober 2025 09:15:01 +0000", "Tue, 14 Oct 25 09:15:01 +0000",
        "Tue, 31 Feb 2025 09:15:01 +0000", "Tue, 14 Oct 2025 25:15:01 +0000", "Tue, 14 Oct 2025 09:15:01 +0000 x",
        "2025-10-14T09:15:01Z",
    ])
    func whatIsNoTimeOfTwilioIsRefused(text: String) {
        #expect(TimestampParser.parseRFC2822(text) == nil)
    }

    @Test func timeMovesByDurations() {
        let time = Timestamp(year: 2024, month: 2, day: 28, hour: 23, minute: 59, second: 59, millisecond: 999)
        #expect((time + .milliseconds(1)).rfc3339 == "2024-02-29T00:00:00.000Z")
        #expect(time + .seconds(86_400) - .seconds(86_400) == time)
        #expect((time - .seconds(3600)).rfc3339 == "2024-02-28T22:59:59.999Z")
        #expect(time < time + .milliseconds(1))
        #expect(time.jsonText == #""2024-02-28T23:59:59.999Z""#)
    }
}
