/// Takes the bytes of a file as they come, and gives the rows of its table, whichever format and encoding it has; pure.
struct TableReader {
    /// The file is no table that can be read.
    typealias Fault = CSVReader.Fault

    /// How the rows are written.
    enum Form { case csv, vcard }

    static let columnBound = 500
    private static let titleBound = 100

    /// nil until the first bytes are known.
    private(set) var form: Form?
    /// What the columns are called, each once; nil until the first row is known.
    private(set) var columns: [String]?
    private var decoder = TextDecoder()
    private var beginning: [UInt8] = []
    private var csv = CSVReader()
    private var cards = VCardReader()

    /// How the text is written, as far as it has come.
    var encoding: TextDecoder.Encoding { decoder.encoding }
    /// What stands between the fields of CSV.
    var delimiter: UInt8? { form == .csv ? csv.delimiter : nil }

    /// Takes the next bytes of the file.
    mutating func append(_ bytes: [UInt8]) { take(decoder.decode(bytes)) }

    /// Says that the file has no more bytes.
    mutating func finish() {
        take(decoder.finish())
        if form == nil { begin(as: .csv) }
        csv.finish()
        cards.finish()
    }

    /// Reads what the columns are called.
    ///
    /// - Returns: false when it takes more bytes, and when the file ends before.
    mutating func readColumns() throws(Fault) -> Bool {
        if form == .csv, columns == nil, try csv.next() { columns = try titles() }
        return columns != nil
    }

    /// Reads the next row after that of the titles.
    ///
    /// - Returns: false when it takes more bytes, and at the end.
    mutating func next() throws(Fault) -> Bool {
        guard try readColumns() else { return false }
        return form == .vcard ? cards.next() : try csv.next()
    }

    /// Which row of the file it is, from 1; cards are counted alone.
    var row: Int { form == .vcard ? cards.row : csv.row }
    /// Number of fields of the row; it may have fewer than there are columns.
    var count: Int { form == .vcard ? cards.count : csv.count }

    /// The bytes of a field; valid until the next row is read.
    func field(_ index: Int) -> ArraySlice<UInt8> { form == .vcard ? cards.field(index) : csv.field(index) }

    /// What was wrong with how the row is written; it was read as well as it could be.
    var flaw: String? {
        if form == .csv, csv.isBroken {
            return "A quote opens and never closes; the row was read as if its quotes were characters."
        }
        return form == .vcard && cards.isBroken ? "The card has no END:VCARD; it was read as far as it goes." : nil
    }

    // MARK: Within

    private mutating func take(_ text: [UInt8]) {
        switch form {
        case .csv: csv.append(text)
        case .vcard: cards.append(text)
        case nil:
            beginning += text
            let start = beginning.drop { $0 <= 0x20 }
            let word = "BEGIN:VCARD".utf8
            guard start.count >= word.count else { return }
            begin(as: zip(start, word).allSatisfy { $0 & 0xDF == $1 & 0xDF } ? .vcard : .csv)
        }
    }

    private mutating func begin(as form: Form) {
        self.form = form
        if form == .vcard { columns = VCardReader.Column.allCases.map(\.title) }
        take(beginning)
        beginning = []
    }

    private func titles() throws(Fault) -> [String] {
        guard csv.count <= Self.columnBound else {
            throw Fault(detail: "The first row has \(csv.count) columns; \(Self.columnBound) are the most.")
        }
        var titles: [String] = []
        var known: Set<String> = []
        for index in 0..<csv.count {
            let text = FieldText.read(csv.field(index)) ?? "column \(index + 1)"
            let title = String(text.prefix(Self.titleBound))
            var (unique, number) = (title, 2)
            while !known.insert(unique).inserted { (unique, number) = ("\(title) (\(number))", number + 1) }
            titles.append(unique)
        }
        return titles
    }
}
