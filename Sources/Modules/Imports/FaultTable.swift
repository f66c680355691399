/// What was wrong with a file, as CSV for a spreadsheet: nothing in it is a formula.
enum FaultTable {
    static let head = Array("\u{FEFF}row,field,value,detail\r\n".utf8)

    static func row(_ fault: ImportFault) -> [UInt8] {
        let cells = ["\(fault.row)", fault.field ?? "", fault.value ?? "", fault.detail].map(cell)
        return Array((cells.joined(separator: ",") + "\r\n").utf8)
    }

    private static func cell(_ text: String) -> String {
        let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        return
            "\"\(isFormula ? "'" : "")\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\""
    }
}
