import Testing

@testable import Exports

@Suite struct CSVWriterTests {
    private static func cell(_ text: String, _ mode: CSVWriter.Mode) -> String {
        var csv = CSVWriter(mode)
        csv.text(text)
        return String(decoding: csv.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("+12025550143", "\"'+12025550143\"", "+12025550143"),
        (
            "=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"",
            "\"=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""
        ),
        ("-5", "\"'-5\"", "-5"),
        ("O'Neil, Pat", "\"O'Neil, Pat\"", "\"O'Neil, Pat\""),
        ("two\nlines", "\"two\nlines\"", "\"two\nlines\""),
        ("@sum(A1)", "\"'@sum(A1)\"", "@sum(A1)"),
        ("  =1+1", "\"'  =1+1\"", "  =1+1"),
        ("\u{A0}=1", "\"'\u{A0}=1\"", "\u{A0}=1"),
        ("\tx", "\"'\tx\"", "\tx"),
        ("\rx", "\"'\rx\"", "\"\rx\""),
        ("\u{FF1D}1", "\"'\u{FF1D}1\"", "\u{FF1D}1"),
        ("\u{FF0B}1", "\"'\u{FF0B}1\"", "\u{FF0B}1"),
        ("\u{FF0D}1", "\"'\u{FF0D}1\"", "\u{FF0D}1"),
        ("\u{FF20}x", "\"'\u{FF20}x\"", "\u{FF20}x"),
        ("line\n=cmd", "\"'line\n=cmd\"", "\"line\n=cmd\""),
        ("x;=cmd", "\"'x;=cmd\"", "x;=cmd"), ("x,@cmd", "\"'x,@cmd\"", "\"x,@cmd\""),
        ("x\",=cmd", "\"'x\"\",=cmd\"", "\"x\"\",=cmd\""),
        ("\u{0}=1", "\"'=1\"", "=1"),
        ("a\u{0}b\u{1B}c", "abc", "abc"),
        ("one\r\n\r\ntwo", "\"one\r\n\r\ntwo\"", "\"one\r\n\r\ntwo\""),
        ("ada-obi@example.com", "ada-obi@example.com", "ada-obi@example.com"),
        ("ｆｕｌｌ", "ｆｕｌｌ", "ｆｕｌｌ"), ("", "", ""),
    ])
    func aCellIsDefusedForPeopleAndExactForMachines(text: String, spreadsheet: String, exact: String) {
        #expect(Self.cell(text, .spreadsheet) == spreadsheet)
        #expect(Self.cell(text, .exact) == exact)
    }

    @Test func aNumericCellKeepsItsSign() {
        var csv = CSVWriter(.spreadsheet)
        csv.number(-5)
        csv.plain { CurrencyDigits.append(-12_550, digits: 2, to: &$0) }
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "-5,-125.50")
    }

    @Test func recordsEndWithCRLFAndOnlySpreadsheetsGetAMark() {
        for (mode, start) in [(CSVWriter.Mode.spreadsheet, "\u{FEFF}"), (.exact, "")] {
            var csv = CSVWriter(mode)
            csv.header(["a", "b"])
            csv.text("1")
            csv.empty()
            csv.endRecord()
            #expect(Array(csv.bytes) == Array("\(start)a,b\r\n1,\r\n".utf8))
        }
    }

    @Test func aCellFitsIntoExcelWithoutACutCharacter() {
        let family = "👩‍👩‍👧"
        let long = String(repeating: "x", count: CSVWriter.cellLimit - 3) + family + "end"
        #expect(Self.cell(long, .spreadsheet).utf16.count == CSVWriter.cellLimit - 3)
        #expect(Self.cell(long, .exact).utf16.count == long.utf16.count)
        let formula = "=" + String(repeating: "x", count: CSVWriter.cellLimit)
        #expect(Self.cell(formula, .spreadsheet).utf16.count == CSVWriter.cellLimit + 2)
    }

    @Test(arguments: [(0, 2, "0.00"), (5, 2, "0.05"), (12_550, 2, "125.50"), (-7, 3, "-0.007"), (125, 0, "125")])
    func minorUnitsAreDecimals(amount: Int64, digits: Int, text: String) {
        var bytes: [UInt8] = []
        CurrencyDigits.append(amount, digits: digits, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func salesforceTextIsCutOnACharacter() {
        #expect(SalesforceText.cut("Adé", to: 3) == "Adé")
        #expect(SalesforceText.cut("Ad👩‍👩‍👧x", to: 5) == "Ad")
        #expect(SalesforceText.cut("abcdef", to: 4) == "abcd")
        #expect(SalesforceText.names("Ada Ngozi Obi") == ("Ada Ngozi", "Obi"))
        #expect(SalesforceText.names("Ada") == (nil, "Ada"))
    }
}
