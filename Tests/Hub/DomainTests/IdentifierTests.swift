import Domain
import JSON
import TestTools
import Testing

@Suite struct IdentifierTests {
    @Test(arguments: [
        (Int64(1), "con_1"), (31, "con_z"), (32, "con_10"), (1023, "con_zz"), (1024, "con_100"),
        (.max, "con_7zzzzzzzzzzzz"), (1 << 60, "con_1000000000000"),
    ])
    func anIdHasOneSpelling(number: Int64, wire: String) {
        #expect(ContactID(number).wire == wire)
        #expect(ContactID(wire: wire) == ContactID(number))
    }

    @Test func everyIdComesBackFromTheWire() {
        var random = SeededGenerator(seed: 17)
        for _ in 1...10_000 {
            let number = Int64.random(in: 1...(.max), using: &random) >> Int64.random(in: 0...62, using: &random)
            guard number > 0 else { continue }
            let id = CallID(number)
            #expect(CallID(wire: id.wire) == id)
            #expect(id.wire.utf8.count <= 4 + 13)
        }
    }

    @Test func theOrderOfNumbersIsTheOrderOfIds() {
        var random = SeededGenerator(seed: 5)
        let numbers = (0..<500).map { _ in Int64.random(in: 1...(.max), using: &random) }
        #expect(numbers.map { LegID($0) }.sorted().map(\.rawValue) == numbers.sorted())
    }

    @Test(arguments: [
        "", "con", "con_", "con-1", "CON_1", "Con_1", "cal_1", "cn_1", "conn_1", "_1", "1", "con__1", " con_1",
        "con_1 ",
        "con_0", "con_01", "con_-1", "con_1.0", "con_1/", "con_8000000000000", "con_zzzzzzzzzzzzz",
        "con_10000000000000",
        "con_99999999999999999999", "con_\u{0}", "con_١", "con_é",
    ])
    func whatIsNoIdOfTheKindIsRefused(wire: String) {
        #expect(ContactID(wire: wire) == nil)
    }

    @Test(arguments: Array("ilouILOUABZ*~$=!@"))
    func letterThatCrockfordLeavesOutIsRefused(letter: Character) {
        #expect(ContactID(wire: "con_1\(letter)") == nil)
        #expect(ContactID(wire: "con_\(letter)1") == nil)
    }

    @Test func everyDigitOfTheAlphabetHasItsValue() {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
        for (value, digit) in alphabet.enumerated() {
            #expect(ContactID(wire: "con_1\(digit)")?.rawValue == 32 + Int64(value))
        }
    }

    @Test func thePrefixesAreThePromisedOnes() {
        let wires = [
            CompanyID(1).wire, UserID(1).wire, KeyID(1).wire, AccountID(1).wire, LineID(1).wire, ContactID(1).wire,
            BusinessID(1).wire, CallID(1).wire, LegID(1).wire, InteractionID(1).wire, SegmentID(1).wire,
            RecordingID(1).wire,
        ]
        #expect(
            wires.map { String($0.prefix(3)) } == [
                "cmp", "usr", "key", "acc", "lin", "con", "biz", "cal", "leg", "int", "seg", "rec",
            ])
    }

    @Test func jsonCarriesTheWireForm() throws {
        #expect(CallID(33).jsonText == #""cal_11""#)
        #expect([CallID(1), CallID(2)].jsonText == #"["cal_1","cal_2"]"#)
    }
}
