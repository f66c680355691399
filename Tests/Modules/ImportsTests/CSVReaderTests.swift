import TestTools
import Testing

@testable import Imports

@Suite struct CSVReaderTests {
    private static let cases: [(text: String, records: [[String]])] = [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a;b\n1;2,5\n", [["a", "b"], ["1", "2,5"]]), ("a|b\n1|2;5\n", [["a", "b"], ["1", "2;5"]]),
        ("a\tb\n1;1\t2\n", [["a", "b"], ["1;1", "2"]]),
        ("sep=;\r\na;b,c\r\n1;2\r\n", [["a", "b,c"], ["1", "2"]]),
        (
            "\"a\",\"b,c\"\n\"1\"\"x\"\"\",\"two\nlines\"\n3,4\n",
            [["a", "b,c"], ["1\"x\"", "two\nlines"], ["3", "4"]]
        ),
        ("a,b\n\"two\r\nlines\",x\r\n", [["a", "b"], ["two\r\nlines", "x"]]),
        ("a,b\n\n\r\n1,2\n\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n,\n", [["a", "b"], ["", ""]]),
        ("a,b\n5\" pipe,x\"y\n", [["a", "b"], ["5\" pipe", "x\"y"]]),
        ("a,b\n\"quoted\"tail,2\n", [["a", "b"], ["quotedtail", "2"]]),
        ("a,b\n\"\",\"\"\"\"\n", [["a", "b"], ["", "\""]]),
        ("a\n\"x\"", [["a"], ["x"]]),
        ("a,b\n\"open,1\nnext,2\n", [["a", "b"], ["\"open", "1"], ["next", "2"]]),
        ("a,b\n\"open,1\n\"next\",2\nlast,3\n", [["a", "b"], ["\"open", "1"], ["next", "2"], ["last", "3"]]),
        ("a,b\nÉlodie,\"é\"\n", [["a", "b"], ["Élodie", "é"]]),
        ("", []), ("a", [["a"]]), ("\n", []),
    ]

    /// All records of a text that comes in two pieces, cut at a byte.
    private static func read(_ pieces: [[UInt8]]) throws -> [[String]] {
        var reader = CSVReader()
        var records: [[String]] = []
        func drain() throws {
            while try reader.next() {
                records.append((0..<reader.count).map { String(decoding: reader.field($0), as: UTF8.self) })
            }
        }
        for piece in pieces {
            reader.append(piece)
            try drain()
        }
        reader.finish()
        try drain()
        return records
    }

    @Test(arguments: cases)
    func aFileReadsTheSameHoweverItsBytesCome(text: String, records: [[String]]) throws {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            #expect(try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])]) == records, "cut at \(cut)")
        }
        #expect(try Self.read(bytes.map { [$0] }) == records)
    }

    @Test func eachRecordKnowsTheRowThatASpreadsheetShows() throws {
        var reader = CSVReader()
        reader.append(Array("a,b\r\n\r\n1,\"two\r\nlines\"\r\n2,x\r\n\"open,y\r\n3,z\r\n".utf8))
        reader.finish()
        var rows: [Int] = []
        var broken: [Int] = []
        while try reader.next() {
            rows.append(reader.row)
            if reader.isBroken { broken.append(reader.row) }
        }
        #expect(rows == [1, 3, 4, 5, 6])
        #expect(broken == [5])
    }

    @Test func aQuoteThatNeverClosesCostsItsOwnLineOfALargeFile() throws {
        let rest = String(repeating: "Ada,+2348021234567\n", count: 30_000)
        let records = try Self.read([Array("name,phone\n\"Bode,1\n\(rest)".utf8)])
        #expect(records.count == 30_002)
        #expect(records[1] == ["\"Bode", "1"])
    }

    @Test func whatIsNoCSVIsRefused() {
        #expect(throws: CSVReader.Fault.self) {
            try Self.read([Array("a,b\n".utf8) + Array(repeating: 0x61, count: 300_000)])
        }
    }

    @Test func anyBytesAreReadWithoutATrap() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("\",;\t\r\n'ab+=é".utf8) + [0, 0xFF]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
            let whole = try? Self.read([bytes])
            let single = try? Self.read(bytes.map { [$0] })
            #expect(whole == single, "\(bytes)")
        }
    }
}
