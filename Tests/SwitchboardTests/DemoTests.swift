import Calls
import Testing

@testable import switchboard

@Suite struct DemoTests {
    @Test func theDemosPeopleAreTheSameEveryTime() {
        let (one, other) = (DemoPeople.make(), DemoPeople.make())
        #expect(one.map(\.name) == other.map(\.name))
        #expect(one.map(\.numbers) == other.map(\.numbers))
        #expect(one.count == 300)
    }

    @Test func aNumberThatSeveralShareIsTheirOffices() {
        let people = DemoPeople.make()
        var owners: [String: [DemoPerson]] = [:]
        for person in people { for number in person.numbers { owners[number, default: []].append(person) } }
        let shared = owners.values.filter { $0.count > 1 }
        #expect(!shared.isEmpty)
        #expect(shared.allSatisfy { Set($0.map(\.business)).count == 1 })
        #expect(people.allSatisfy { $0.email?.hasSuffix("example") ?? true || $0.email?.contains("@example.") == true })
    }

    @Test func nobodyCallsBeforeTheyAreKnownOrAfterTheYear() {
        let people = DemoPeople.make()
        let calls = DemoYear(people: people, firstWeekday: 0).calls
        #expect(calls.count == 2_500)
        #expect(calls.map(\.second) == calls.map(\.second).sorted())
        for call in calls {
            guard let person = call.person else { continue }
            #expect(call.second / DemoYear.secondsPerDay >= people[person].day)
            #expect(call.second < DemoYear.days * DemoYear.secondsPerDay)
        }
        #expect(Set(calls.map(\.course)).count == DemoCall.Course.allCases.count)
    }

    @Test func theDemosCallPlanIsSound() throws {
        #expect(try CallPlan(json: DemoSetup.plan).steps.count == 6)
    }
}
