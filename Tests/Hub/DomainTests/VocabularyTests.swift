import Domain
import JSON
import Testing

@Suite struct VocabularyTests {
    @Test(arguments: [
        (CallStatus.queued, 0), (.ringing, 1), (.inProgress, 2), (.completed, 3), (.busy, 3), (.noAnswer, 3),
        (.failed, 3),
        (.canceled, 3),
    ])
    func statusHasItsRank(status: CallStatus, rank: Int) {
        #expect(status.rank == rank)
        #expect(status.isFinal == (rank == 3))
    }

    @Test func statusesAreSpeltAsProvidersSpellThem() {
        #expect(
            CallStatus.allCases.map(\.rawValue)
                == ["queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "canceled"])
        #expect(CallStatus.inProgress.jsonText == #""in-progress""#)
    }

    @Test func partyIsShownByItsNumberOrAsTheProviderWroteIt() {
        let number = Party(raw: "0802 123 4567", kind: .number, number: PhoneNumber(e164: "+2348021234567"))
        #expect(number.display == "+2348021234567")
        #expect(Party(raw: "sip:alice@example.com", kind: .sip).display == "sip:alice@example.com")
        #expect(Party(raw: "+266696687", kind: .anonymous).display == "anonymous")
        #expect(Party(raw: "", kind: .unknown).display == "")
    }

    @Test func moneyIsMinorUnitsAndACurrency() {
        #expect(Money(amount: 12_550, currency: "NGN").jsonText == #"{"amount":12550,"currency":"NGN"}"#)
        #expect(Money.schema.problems(in: ["amount": 1, "currency": "ngn"]).map(\.field) == ["currency"])
        #expect(Money.schema.problems(in: ["amount": 1.5, "currency": "NGN"]).map(\.field) == ["amount"])
        #expect(Money.schema.problems(in: ["amount": -1, "currency": "NGN"]).isEmpty)
    }

    @Test func everyEventOfTheCatalogueIsANounAndAPastTenseAndStandsOnce() {
        let names = EventCatalogue.all.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.wholeMatch(of: /[a-z]+\.[a-z_-]+/) != nil) }
        #expect(names.contains("call.ringing"))
        let pushed = EventCatalogue.all.filter { !$0.logged }.map(\.name)
        #expect(pushed == ["transcript.partial", "media.level", "figures.changed"])
    }
}
