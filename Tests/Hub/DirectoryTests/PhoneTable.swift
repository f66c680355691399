import Foundation
import Testing

/// One row of fixtures/phones.csv: what a text must be read as.
struct PhoneRow: Sendable, CustomTestStringConvertible {
    let fields: [String: String]

    subscript(_ column: String) -> String { fields[column] ?? "" }

    var testDescription: String { "#\(self["id"]) \(self["raw"]) in \(self["default_region"])" }

    static let all: [PhoneRow] = {
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        // A missing table is no row, and a test counts them.
        let text = (try? String(contentsOf: top.appending(path: "fixtures/phones.csv"), encoding: .utf8)) ?? ""
        var lines = text.split(whereSeparator: \.isNewline).map(cells)
        guard !lines.isEmpty else { return [] }
        let header = lines.removeFirst()
        return lines.map { PhoneRow(fields: Dictionary(uniqueKeysWithValues: zip(header, $0))) }
    }()

    /// The cells of one line (RFC 4180, without line breaks in cells).
    private static func cells(_ line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        var previous: Character = ","
        for character in line {
            if character == "\"" {
                if !isQuoted, previous == "\"" { cells[cells.count - 1].append("\"") }
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
            previous = character
        }
        return cells
    }
}
