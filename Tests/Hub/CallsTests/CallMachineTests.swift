import Domain
import Testing

@testable import Calls

@Suite struct CallMachineTests {
    /// Noon, and so many seconds.
    private static func at(_ seconds: Int) -> Timestamp {
        Timestamp(year: 2026, month: 3, day: 2, hour: 12) + .seconds(seconds)
    }

    private static func leg(_ status: CallStatus = .queued, answered: Int? = nil, ended: Int? = nil) -> Leg {
        Leg(
            id: LegID(1), call: CallID(1), account: AccountID(1), providerCallID: "CA1", direction: .inbound,
            party: "+12025550143", status: status, startedAt: at(0), answeredAt: answered.map(at),
            endedAt: ended.map(at),
            heardAt: at(0))
    }

    private static func event(
        _ status: CallStatus?, at second: Int, duration: Int64? = nil, reason: EndReason? = nil, word: String? = nil,
        sequence: Int64? = nil
    ) -> ProviderEvent {
        var event = ProviderEvent(account: AccountID(1), providerCallID: "CA1", receivedAt: at(second))
        event.status = status
        event.occurredAt = at(second)
        event.durationSec = duration
        event.reason = reason
        event.providerStatus = word
        event.sequence = sequence
        return event
    }

    /// Reference §1.2: which status stands when one comes after another.
    @Test(arguments: CallStatus.allCases, CallStatus.allCases)
    func rankNeverGoesDownAndTheFirstEndStays(before: CallStatus, event: CallStatus) {
        let after = CallMachine.apply(Self.event(event, at: 9), to: Self.leg(before, ended: before.isFinal ? 5 : nil))
        #expect(after.status == (event.rank > before.rank ? event : before))
        #expect((after.endedAt != nil) == after.status.isFinal)
        if before.isFinal { #expect(after.endedAt == Self.at(5)) }
    }

    @Test(arguments: CallStatus.allCases.filter(\.isFinal))
    func talkTimeBeatsAnEarlierGivingUpAndNothingElse(before: CallStatus) {
        let after = CallMachine.apply(Self.event(.completed, at: 40, duration: 30), to: Self.leg(before, ended: 5))
        let gaveUp = before == .noAnswer || before == .canceled
        #expect(after.status == (gaveUp ? .completed : before))
        #expect(after.endedAt == Self.at(gaveUp ? 40 : 5))
        #expect(after.answeredAt == Self.at(10))
    }

    @Test func anEndWithoutTalkTimeReplacesNoEnd() {
        let after = CallMachine.apply(Self.event(.completed, at: 40, duration: 0), to: Self.leg(.noAnswer, ended: 5))
        #expect(after.status == .noAnswer)
        #expect(after.answeredAt == nil)
    }

    @Test(arguments: [
        (CallStatus.completed, EndReason.normal), (.busy, .busy), (.noAnswer, .timeout), (.canceled, .callerCancel),
        (.failed, .unknown),
    ])
    func endHasAReason(status: CallStatus, reason: EndReason) {
        #expect(CallMachine.apply(Self.event(status, at: 9), to: Self.leg(.ringing)).reason == reason)
        let told = CallMachine.apply(Self.event(status, at: 9, reason: .blocked), to: Self.leg(.ringing))
        #expect(told.reason == .blocked)
    }

    @Test func theEarliestWordCountsAndAPartOfASecondIsNoNews() {
        let leg = CallMachine.apply(Self.event(.inProgress, at: 9), to: Self.leg(.ringing))
        let earlier = CallMachine.apply(Self.event(.inProgress, at: 4), to: leg)
        #expect(earlier.answeredAt == Self.at(4))
        var same = Self.event(.inProgress, at: 9)
        same.occurredAt = Self.at(9) - .milliseconds(999)
        #expect(CallMachine.differs(leg, CallMachine.apply(same, to: leg)) == false)
        let before = CallMachine.apply(Self.event(.ringing, at: -5), to: earlier)
        #expect(before.startedAt == Self.at(-5))
        #expect(before.status == .inProgress)
    }

    @Test func repeatedEventChangesNothing() {
        let story: [ProviderEvent] = [
            Self.event(.ringing, at: 1), Self.event(.inProgress, at: 4), Self.event(.completed, at: 34, duration: 30),
        ]
        var leg = Self.leg()
        for event in story {
            leg = CallMachine.apply(event, to: leg)
            var again = event
            again.receivedAt = event.receivedAt + .seconds(60)
            #expect(CallMachine.differs(leg, CallMachine.apply(again, to: leg)) == false)
        }
        #expect(leg.durationSec == 30)
    }

    @Test func talkTimeIsCountedWhereTheProviderDoesNot() {
        var leg = CallMachine.apply(Self.event(.inProgress, at: 4), to: Self.leg())
        leg = CallMachine.apply(Self.event(.completed, at: 34), to: leg)
        #expect(leg.durationSec == 30)
        let unanswered = CallMachine.apply(Self.event(.noAnswer, at: 34), to: Self.leg(.ringing))
        #expect(unanswered.durationSec == nil)
    }

    @Test func whoAnsweredMayComeAfterTheEnd() {
        var event = Self.event(nil, at: 60)
        event.answeredBy = .machine
        let before = Self.leg(.completed, answered: 4, ended: 34)
        let after = CallMachine.apply(event, to: before)
        #expect(after.answeredBy == .machine)
        #expect(after.status == .completed)
        #expect(CallMachine.differs(before, after))
    }

    @Test func whatIsOnlyHeardIsNoChange() {
        let before = Self.leg(.ringing)
        let after = CallMachine.apply(Self.event(nil, at: 60), to: before)
        #expect(after.heardAt == Self.at(60))
        #expect(CallMachine.differs(before, after) == false)
    }

    /// Stories as providers tell them, in the order things happened.
    static let stories: [[ProviderEvent]] = [
        [
            event(.queued, at: 0, sequence: 0), event(.ringing, at: 1, sequence: 1),
            event(.inProgress, at: 4, sequence: 2),
            event(.completed, at: 34, duration: 30, word: "completed", sequence: 3),
        ],
        [event(.queued, at: 0), event(.ringing, at: 1), event(.inProgress, at: 4), event(.completed, at: 34)],
        [event(.queued, at: 0), event(.ringing, at: 1), event(.busy, at: 3, reason: .declined, word: "declined")],
        [event(.ringing, at: 1), event(.ringing, at: 2), event(.canceled, at: 9), event(nil, at: 12)],
        [
            event(.ringing, at: 1), event(.noAnswer, at: 21, word: "no-answer"),
            event(.completed, at: 51, duration: 25, word: "completed"),
        ],
        [
            event(.ringing, at: 1), event(.inProgress, at: 4), event(.inProgress, at: 6),
            event(.completed, at: 34, duration: 30), event(.completed, at: 34, duration: 30),
        ],
    ]

    @Test(arguments: stories.indices)
    func everyOrderOfAStoryComesToTheSameLeg(story: Int) {
        let events = Self.stories[story]
        let expected = Self.outcome(of: events)
        for order in events.permutations() {
            let leg = Self.outcome(of: order)
            if CallMachine.differs(leg, expected) {
                Issue.record("\(order.map { $0.status?.rawValue ?? "-" }) came to \(leg), not \(expected)")
                return
            }
        }
    }

    /// As ingest does it: the first event makes the leg, at the time it tells of.
    private static func outcome(of events: [ProviderEvent]) -> Leg {
        var leg = Self.leg()
        leg.startedAt = events.first?.occurredAt ?? leg.startedAt
        return events.reduce(leg) { CallMachine.apply($1, to: $0) }
    }
}

extension Array {
    /// Every order of the elements (Heap's algorithm).
    func permutations() -> [[Element]] {
        var orders: [[Element]] = []
        var elements = self
        func arrange(_ count: Int) {
            guard count > 1 else { return orders.append(elements) }
            for index in 0..<count {
                arrange(count - 1)
                elements.swapAt(count % 2 == 0 ? index : 0, count - 1)
            }
        }
        arrange(count)
        return orders
    }
}
