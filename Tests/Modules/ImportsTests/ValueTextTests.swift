import Domain
import TestTools
import Testing

@testable import Imports

@Suite struct ValueTextTests {
    @Test(arguments: [
        ("2026-11-20", ImportPlan.DateOrder.dmy, "2026-11-20T00:00:00.000Z"),
        ("2026-11-20 14:03", .mdy, "2026-11-20T14:03:00.000Z"), ("20/11/2026", .dmy, "2026-11-20T00:00:00.000Z"),
        ("11/20/2026 2:03 PM", .mdy, "2026-11-20T14:03:00.000Z"), ("1.2.26", .dmy, "2026-02-01T00:00:00.000Z"),
        ("20 Nov 2026", .dmy, "2026-11-20T00:00:00.000Z"), ("November 20, 2026", .mdy, "2026-11-20T00:00:00.000Z"),
        ("20-Nov-2026", .mdy, "2026-11-20T00:00:00.000Z"),
        ("2026-11-20T14:03:00+01:00", .dmy, "2026-11-20T13:03:00.000Z"),
        ("12/31/1999 12:00 AM", .mdy, "1999-12-31T00:00:00.000Z"),
    ])
    func datesAreReadAsTheyAreWritten(text: String, order: ImportPlan.DateOrder, time: String) {
        #expect(DateText.time(text, order)?.rfc3339 == time)
    }

    @Test(arguments: [
        "", "20", "31/02/2026", "11/20/2026", "20 Nix 2026", "1/1/1", "20/11/2026 25:00", "x/y/z", "2026-13-01",
    ])
    func whatIsNoDateIsNone(text: String) { #expect(DateText.time(text, .dmy) == nil) }

    @Test(
        arguments: [
            ("1234.5", ImportPlan.Decimal.point, "1234.5"), ("1,234.50", .point, "1234.50"),
            ("1.234,50", .comma, "1234.50"),
            ("1 234 567", .comma, "1234567"), ("-12", .point, "-12"), ("1'000", .point, "1000"), (".5", .point, "0.5"),
            ("1,23", .point, nil), ("12,34.5", .point, nil), ("1.234,5", .point, nil), ("1,2345", .point, nil),
            ("", .point, nil),
            ("5.", .point, nil), ("abc", .point, nil), ("1,", .point, nil),
        ] as [(String, ImportPlan.Decimal, String?)])
    func numbersAreReadInOneWayOfWriting(text: String, decimal: ImportPlan.Decimal, plain: String?) {
        #expect(NumberText.plain(text, decimal) == plain)
    }

    @Test(
        arguments: [
            ("1250.5", "NGN", NumberText.Amount.amount(125_050, currency: "NGN")),
            ("NGN 1,250.50", nil, .amount(125_050, currency: "NGN")),
            ("1250 jpy", "NGN", .amount(1_250, currency: "JPY")),
            ("₦1,250", "NGN", .amount(125_000, currency: "NGN")), ("1.5000", "KWD", .amount(1_500, currency: "KWD")),
            ("-3", "USD", .amount(-300, currency: "USD")), ("3", nil, .noCurrency), ("lots", "USD", .noNumber),
            ("1.005", "USD", .tooFine(currency: "USD")), ("99999999999999999999", "USD", .noNumber),
        ] as [(String, String?, NumberText.Amount)])
    func amountsAreReadInMinorUnits(text: String, currency: String?, amount: NumberText.Amount) {
        #expect(NumberText.amount(text, .point, currency: currency) == amount)
    }

    @Test func anyTextIsReadWithoutATrap() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("0123456789/.-, :'APMnov€ NGN\u{A0}é")
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0..<16, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
            _ = DateText.time(text, .dmy)
            _ = DateText.day(text, .mdy)
            _ = NumberText.amount(text, .comma, currency: "NGN")
        }
    }

    @Test(arguments: [
        ("Customer", "customer"), ("Sales Qualified Lead", "lead"), ("Open - Not Contacted", "new"),
        ("evangelist", "customer"),
    ])
    func stagesOfOtherProgramsAreKnown(text: String, status: String) {
        #expect(StatusText.status(text)?.rawValue == status)
    }
}
