import ModuleKit

/// One record of Salesforce: every field of its object in its order, those without a value too, as a row of CSV needs them.
struct SalesforceRecord {
    enum Value {
        case none
        case text(String)
        case number(Int64)
        /// The record of another object, by its external id.
        case relation(SalesforceRecords.Object, id: String)
    }

    let object: SalesforceRecords.Object
    /// The external id.
    let id: String
    private(set) var fields: [(name: StaticString, value: Value)] = []

    init(_ object: SalesforceRecords.Object, id: String) {
        self.object = object
        self.id = id
        fields.reserveCapacity(12)
    }

    /// A text cut to its field's length; none when it is empty.
    mutating func text(_ name: StaticString, _ text: String?, _ limit: Int) {
        let text = text ?? ""
        fields.append((name, text.isEmpty ? .none : .text(SalesforceText.cut(text, to: limit))))
    }

    mutating func number(_ name: StaticString, _ number: Int64?) {
        fields.append((name, number.map { .number($0) } ?? .none))
    }

    /// The record that this one belongs to.
    mutating func relation(_ name: StaticString, _ object: SalesforceRecords.Object, id: String?) {
        fields.append((name, id.map { .relation(object, id: $0) } ?? .none))
    }
}

/// Writes records into a page: as members of a JSON document, each after a comma, or as rows of CSV.
struct SalesforceWriter {
    enum Form: Sendable { case json, csv }

    private var json: [UInt8] = []
    private var csv: CSVWriter
    private let form: Form
    private(set) var count = 0

    init(_ form: Form) {
        self.form = form
        csv = CSVWriter(.exact, capacity: form == .csv ? 256 * 1_024 : 0)
        if form == .json { json.reserveCapacity(256 * 1_024) }
    }

    /// What has been written.
    var bytes: [UInt8] { form == .csv ? csv.bytes : json }

    /// How much that is.
    var size: Int { form == .csv ? csv.bytes.count : json.count }

    /// Adds a record.
    mutating func add(_ record: SalesforceRecord) {
        count += 1
        switch form {
        case .csv: addRow(record)
        case .json: addObject(record)
        }
    }

    private mutating func addRow(_ record: SalesforceRecord) {
        csv.text(record.id)
        for (_, value) in record.fields {
            switch value {
            case .none: csv.empty()
            case .text(let text): csv.text(text)
            case .number(let number): csv.number(number)
            case .relation(_, let id): csv.text(id)
            }
        }
        csv.endRecord()
    }

    private mutating func addObject(_ record: SalesforceRecord) {
        var json = JSONWriter(capacity: 384)
        json.object { json in
            json.object("attributes") { $0.member("type", record.object.rawValue) }
            json.member("Hub_Id__c", record.id)
            for (name, value) in record.fields {
                switch value {
                case .none: continue
                case .text(let text): json.member(name, text)
                case .number(let number): json.member(name, number)
                case .relation(let object, let id):
                    json.object(name) { json in
                        json.object("attributes") { $0.member("type", object.rawValue) }
                        json.member("Hub_Id__c", id)
                    }
                }
            }
        }
        self.json.append(contentsOf: [UInt8(ascii: ","), 0x0A])
        self.json.append(contentsOf: json.bytes)
    }
}
