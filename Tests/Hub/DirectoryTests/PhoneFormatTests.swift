import Domain
import Testing

@testable import Directory

@Suite struct PhoneFormatTests {
    @Test(
        arguments: [
            ("+2348021234567", "0802 123 4567", "+234 802 123 4567"),
            ("+12025550143", "(202) 555-0143", "+1 202-555-0143"),
            ("+442079460018", "020 7946 0018", "+44 20 7946 0018"),
            ("+5491123456789", "011 15-2345-6789", "+54 9 11 2345-6789"),
            ("+4915123456789", "01512 3456789", "+49 1512 3456789"),
            ("+390236618300", "02 3661 8300", "+39 02 3661 8300"),
            ("+36301234567", "06 30 123 4567", "+36 30 123 4567"),
            ("+80012345678", "1234 5678", "+800 1234 5678"),
            ("+12", "2", "+1 2"),
        ])
    func aNumberIsWrittenAsItsCountryWritesIt(e164: String, national: String, international: String) {
        let number = PhoneNumber(e164: e164)
        #expect(PhoneParser.shared.format(number, as: .national) == national)
        #expect(PhoneParser.shared.format(number, as: .international) == international)
        #expect(PhoneParser.shared.format(number, as: .e164) == e164)
    }

    @Test func theNationalFormIsForReadersOfTheSameCallingCode() {
        let number = PhoneNumber(e164: "+12025550143")
        #expect(PhoneParser.shared.format(number, as: .national, in: "CA") == "(202) 555-0143")
        #expect(PhoneParser.shared.format(number, as: .national, in: "NG") == "+1 202-555-0143")
        #expect(PhoneParser.shared.format(number, as: .national, in: "??") == "+1 202-555-0143")
    }

    @Test(arguments: ["", "+", "+999123", "12025550143", "+1x2", "anonymous"])
    func whatIsNoNumberStaysAsItIs(text: String) {
        #expect(PhoneParser.shared.format(PhoneNumber(e164: text), as: .national) == text)
    }
}
