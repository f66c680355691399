import Analysis
import Domain
import Testing

/// What is promised, and when it is due, on the wall clock of the company.
@Suite struct PromiseTests {
    /// Said on Saturday, 21 November 2026, at 11:00 in Lagos (UTC+1).
    @Test(
        arguments: [
            ("I will send the quote by Friday.", "2026-11-27T16:00:00.000Z"),
            ("I'll send it tomorrow.", "2026-11-22T16:00:00.000Z"),
            ("We'll call you back tomorrow morning.", "2026-11-22T11:00:00.000Z"),
            ("I will call you at 3 pm.", "2026-11-21T14:00:00.000Z"),
            ("I will call you tomorrow at half past three.", "2026-11-22T14:30:00.000Z"),
            ("We will refund you within 3 days.", "2026-11-24T16:00:00.000Z"),
            ("We will refund you in three to five working days.", "2026-11-27T16:00:00.000Z"),
            ("I'll ring you in two hours.", "2026-11-21T12:00:00.000Z"),
            ("I'll ring you in half an hour.", "2026-11-21T10:30:00.000Z"),
            ("I'll get back to you by the end of the week.", "2026-11-27T16:00:00.000Z"),
            ("I'll get back to you by end of day.", "2026-11-21T16:00:00.000Z"),
            ("We will deliver it next Tuesday.", "2026-11-24T16:00:00.000Z"),
            ("We will ship it on June 5th.", "2027-06-05T16:00:00.000Z"),
            ("We will ship it by the 5th of December.", "2026-12-05T16:00:00.000Z"),
            ("We will ship it on 2026-12-24.", "2026-12-24T16:00:00.000Z"),
            ("The engineer will visit on Monday at 9am.", "2026-11-23T08:00:00.000Z"),
            ("You will receive it by the end of the month.", "2026-11-30T16:00:00.000Z"),
            ("I will email you the day after tomorrow.", "2026-11-23T16:00:00.000Z"),
            ("I'll call you tonight.", "2026-11-21T21:00:00.000Z"),
            ("I'll call you by noon.", "2026-11-21T11:00:00.000Z"),
        ])
    func aPromiseIsDueWhenItsWordsSay(text: String, due: String) throws {
        let found = try Documents.analyse(text).promises
        #expect(found.count == 1, "\(text)")
        #expect(found.first?.due?.at.rfc3339 == due, "\(text)")
    }

    @Test(arguments: [
        "Will you send the quote by Friday?", "I will not send it.", "I won't be sending it by Friday.",
        "You said you sent it on Friday.", "If I call by Friday, is that okay?", "My name is Will Friday.",
    ])
    func whatIsNoPromiseIsNone(text: String) throws {
        #expect(try Documents.analyse(text).promises.isEmpty)
    }

    @Test func aPromiseWithoutATimeHasNoDueDate() throws {
        let found = try Documents.analyse("I will send you the details.").promises
        #expect(found.count == 1 && found.first?.due == nil)
    }

    @Test func theSameWordsAreDueAtAnotherMomentInAnotherZoneAndAcrossTheChangeOfClocks() throws {
        // Friday before the clocks of New York go back on Sunday, 1 November 2026.
        let friday = Timestamp(year: 2026, month: 10, day: 30, hour: 15)
        let found = try Documents.analyse("I will call you on Monday at 9am.", at: friday, zone: "America/New_York")
        #expect(found.promises.first?.due?.at.rfc3339 == "2026-11-02T14:00:00.000Z")
    }

    @Test func fridaySaidOnAFridayIsTheNextOne() throws {
        let friday = Timestamp(year: 2026, month: 11, day: 20, hour: 8)
        let found = try Documents.analyse("I will send it by Friday.", at: friday)
        #expect(found.promises.first?.due?.at.rfc3339 == "2026-11-27T16:00:00.000Z")
    }
}
