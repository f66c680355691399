import ModuleKit
import OpenSSL

/// CSV files for Salesforce's Bulk API 2.0, in the order in which they are to be upserted by `Hub_Id__c`.
///
/// Salesforce makes a batch of every 10,000 records, takes at most 150 MB a file as base64 (100 MB before) and 32,000
/// characters a field: each file here is one batch at most and far below, so that what fails is sent again alone.
enum BulkSet {
    /// One file's kind: an object, and for tasks whose they are, for a column names one kind of person.
    enum Step: String, CaseIterable, Sendable {
        case account = "Account"
        case contact = "Contact"
        case lead = "Lead"
        case task = "Task"
        case leadTask = "LeadTask"

        var object: SalesforceRecords.Object {
            switch self {
            case .account: .account
            case .contact: .contact
            case .lead: .lead
            case .task, .leadTask: .task
            }
        }

        var tables: [any ExportTable] {
            switch self {
            case .account: [AccountRecords(form: .csv)]
            case .contact: [PersonRecords(form: .csv, object: .contact)]
            case .lead: [PersonRecords(form: .csv, object: .lead)]
            case .task: [CallRecords(form: .csv, person: .contact), InteractionRecords(form: .csv, person: .contact)]
            case .leadTask: [CallRecords(form: .csv, person: .lead), InteractionRecords(form: .csv, person: .lead)]
            }
        }

        /// The columns, by Salesforce's own names; relations by the other record's external id.
        var columns: [String] {
            switch self {
            case .account: ["Hub_Id__c", "Name", "Website", "Phone", "BillingStreet", "Description"]
            case .contact: Self.person + ["Account.Hub_Id__c"]
            case .lead: Self.person + ["Company", "Status"]
            case .task: Self.activity + ["Contact:Who.Hub_Id__c"]
            case .leadTask: Self.activity + ["Lead:Who.Hub_Id__c"]
            }
        }

        private static let person = [
            "Hub_Id__c", "FirstName", "LastName", "Email", "Phone", "MobilePhone", "LeadSource", "Description",
        ]
        private static let activity = [
            "Hub_Id__c", "Subject", "Status", "Priority", "ActivityDate", "TaskSubtype", "CallType",
            "CallDurationInSeconds", "CallDisposition", "CallObject", "Description",
        ]

        /// The first line of its files.
        var header: [UInt8] {
            var csv = CSVWriter(.exact)
            csv.header(columns)
            return csv.bytes
        }
    }

    /// Records of one file: what Salesforce makes one batch of.
    static let partRecords = 10_000
    /// A file of long texts ends here, in memory as it is until then.
    static let partBytes = 16 << 20

    static let details = """
        Without `object` a tar file: `01-Account-0001.csv` and so on in the order in which they are to be upserted, each of at \
        most 10,000 records (one batch of Salesforce's) and 17 MB, then `manifest.json` with each file's object, \
        `externalIdFieldName`, `lineEnding`, `columnDelimiter`, records, bytes and SHA-256, and the custom fields that have \
        to be there before. With `object` that one CSV. `Task` has the activities of contacts and of nobody, `LeadTask` \
        those of leads, for a column of a polymorphic relation names one kind of person.
        """
}

/// Cuts the rows of a step into files, and notes each in the manifest.
struct BulkSetWriter {
    private var files: [JSONValue] = []
    private var part: [UInt8] = []
    private var records = 0
    private var number = 0
    private let time: Timestamp

    init(at time: Timestamp) { self.time = time }

    /// Takes a page of a step; gives a whole file of the set when there is one.
    mutating func add(_ page: ExportPage, of step: BulkSet.Step) -> [UInt8] {
        guard page.records > 0 else { return [] }
        // A page may not be cut: the file ends before the one that it has no room for.
        let isFull = records + page.records > BulkSet.partRecords || part.count + page.bytes.count > BulkSet.partBytes
        let whole = isFull ? finish(step) : []
        if part.isEmpty { part = step.header }
        part += page.bytes
        records += page.records
        return whole
    }

    /// Ends the file that is being written.
    mutating func finish(_ step: BulkSet.Step) -> [UInt8] {
        guard records > 0 else { return [] }
        number += 1
        let place = (BulkSet.Step.allCases.firstIndex(of: step) ?? 0) + 1
        let name = "0\(place)-\(step.rawValue)-\(Self.padded(number)).csv"
        files.append([
            "file": .string(name), "object": .string(step.object.rawValue), "operation": "upsert",
            "externalIdFieldName": "Hub_Id__c", "contentType": "CSV", "lineEnding": "CRLF", "columnDelimiter": "COMMA",
            "records": .integer(Int64(records)), "bytes": .integer(Int64(part.count)),
            "sha256": .string(Hex.encode(Digest.sha256(part))),
        ])
        defer { (part, records) = ([], 0) }
        return TarWriter.entry(name, part, at: time)
    }

    /// Begins the files of the next step.
    mutating func nextStep() { number = 0 }

    /// The manifest, and the end of the set.
    func end() -> [UInt8] {
        let needed = SalesforceRecords.Object.allCases.map { object -> JSONValue in
            [
                "object": .string(object.rawValue), "field": "Hub_Id__c", "type": "Text(32)", "externalId": true,
                "unique": true,
            ]
        }
        let manifest: JSONValue = [
            "format": "salesforce-bulk-2.0", "at": .string(time.rfc3339), "needs": .array(needed),
            "files": .array(files),
        ]
        return TarWriter.entry("manifest.json", manifest.jsonBytes, at: time) + TarWriter.end
    }

    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 4 - "\(number)".utf8.count)) + "\(number)"
    }
}
