import ModuleKit

/// A move to Salesforce, rehearsed: which records of the export an org would refuse, and why, before anything is sent.
///
/// Records go by one at a time; what is kept is counts, a few examples, and bounded sets of numbers.
struct Rehearsal: Sendable {
    /// Examples that each reason tells.
    private static let mostExamples = 5
    /// Values of one unique field, and refused records, that are remembered; beyond, equal ones are not noticed.
    private static let mostRemembered = 2_000_000

    /// Why records are refused: Salesforce's own code, and the field.
    fileprivate struct Reason: Hashable {
        let code: String
        let field: String
    }

    /// One thing that is wrong with one record.
    fileprivate struct Refusal {
        let reason: Reason
        let detail: String
        let value: String?

        init(_ code: String, _ field: String, _ detail: String, _ value: String? = nil) {
            reason = Reason(code: code, field: field)
            self.detail = detail
            self.value = value
        }
    }

    fileprivate struct Finding: Sendable {
        var count = 0
        var detail: String
        var examples: [JSONValue] = []
    }

    /// What was found of one object.
    struct Report: Sendable, JSONEncodable {
        let object: SalesforceRecords.Object
        var records = 0
        var failing = 0
        fileprivate var findings: [Reason: Finding] = [:]

        fileprivate mutating func note(_ refusal: Refusal, of id: String, most: Int) {
            var finding = findings[refusal.reason] ?? Finding(detail: refusal.detail)
            finding.count += 1
            if finding.examples.count < most {
                var example: JSONObject = ["id": .string(id)]
                example["value"] = refusal.value.map { .string(String($0.prefix(100))) }
                finding.examples.append(.object(example))
            }
            findings[refusal.reason] = finding
        }

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("object", object.rawValue)
                $0.member("records", records)
                $0.member("failing", failing)
                $0.array("reasons") { list in
                    let order = findings.sorted {
                        ($1.value.count, $0.key.field, $0.key.code) < ($0.value.count, $1.key.field, $1.key.code)
                    }
                    for (reason, finding) in order {
                        list.object {
                            $0.member("code", reason.code)
                            $0.member("field", reason.field)
                            $0.member("count", finding.count)
                            $0.member("detail", finding.detail)
                            $0.member("examples", finding.examples)
                        }
                    }
                }
            }
        }

        static let schema: Schema = .object([
            .required("object", .enumeration(SalesforceRecords.Object.self)), .required("records", .integer(min: 0)),
            .required("failing", .integer(min: 0), "Records that would be refused, for one reason or several."),
            .required(
                "reasons",
                .array(
                    of: .object([
                        .required("code", .string, "As Salesforce's result of the job would name it."),
                        .required("field", .string), .required("count", .integer(min: 1)), .required("detail", .string),
                        .required(
                            "examples",
                            .array(
                                of: .object([.required("id", .string), .optional("value", .string)]), max: mostExamples)
                        ),
                    ])), "The most frequent first."),
        ])
    }

    private let described: [SalesforceDescribe]
    private(set) var reports: [Report] = []
    private var values: [String: Set<Int>] = [:]
    private var refused: Set<Int> = []

    init(_ described: [SalesforceDescribe]) { self.described = described }

    /// The objects that can be rehearsed, in their order.
    var objects: [SalesforceRecords.Object] { described.map(\.object) }

    /// Begins the records of the next object.
    mutating func begin(_ object: SalesforceRecords.Object) {
        reports.append(Report(object: object))
        values = [:]
    }

    /// Holds one record against its object's description.
    mutating func take(_ record: JSONValue) {
        guard let members = record.object?.members, let place = reports.indices.last,
            let description = described.first(where: { $0.object == reports[place].object })
        else { return }
        let id = record["Hub_Id__c"].string ?? ""
        var refusals: [Refusal] = []
        for member in members where member.name != "attributes" {
            if case .object = member.value {
                refusals += relation(member.name, member.value, description)
            } else {
                refusals += field(member.name, member.value, description)
                refusals += repeated(member.name, member.value, description)
            }
        }
        for field in description.fields.values where field.isRequired && field.type != "reference" {
            guard record[field.name].isNull else { continue }
            refusals.append(
                Refusal("REQUIRED_FIELD_MISSING", field.name, "The org requires it, and the record has none."))
        }
        reports[place].records += 1
        guard !refusals.isEmpty else { return }
        reports[place].failing += 1
        for refusal in refusals { reports[place].note(refusal, of: id, most: Self.mostExamples) }
        if refused.count < Self.mostRemembered { refused.insert(id.hashValue) }
    }

    private func field(_ name: String, _ value: JSONValue, _ description: SalesforceDescribe) -> [Refusal] {
        let text = value.string ?? value.jsonText
        guard let field = description.fields[name] else {
            return [Refusal("INVALID_FIELD", name, "The org's \(description.object.rawValue) has no such field.", text)]
        }
        guard field.isWritable else {
            return [Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", name, "Whoever signs in may not set it.", text)]
        }
        var refusals: [Refusal] = []
        if name == "Hub_Id__c", !field.isExternalID {
            refusals.append(
                Refusal("INVALID_FIELD", name, "It must be an external id, for records are upserted by it.", text))
        }
        if field.length > 0, value.string != nil, text.utf16.count > field.length {
            refusals.append(Refusal("STRING_TOO_LONG", name, "It takes \(field.length) characters.", text))
        }
        if let choices = field.choices, !choices.contains(text) {
            let known = choices.sorted().prefix(20).joined(separator: ", ")
            refusals.append(
                Refusal("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", name, "It takes one of \(known).", text))
        }
        if !Self.fits(value, field.type) {
            refusals.append(Refusal("INVALID_TYPE", name, "It is no \(field.type).", text))
        }
        return refusals
    }

    /// A value of a unique field that another record had.
    private mutating func repeated(_ name: String, _ value: JSONValue, _ description: SalesforceDescribe) -> [Refusal] {
        guard description.fields[name]?.isUnique == true, (values[name]?.count ?? 0) < Self.mostRemembered else {
            return []
        }
        let text = value.string ?? value.jsonText
        // Salesforce compares without regard to case, unless told.
        guard !values[name, default: []].insert(text.lowercased().hashValue).inserted else { return [] }
        return [
            Refusal("DUPLICATE_VALUE", name, "It is unique in the org, and another record here has the same.", text)
        ]
    }

    private func relation(_ name: String, _ value: JSONValue, _ description: SalesforceDescribe) -> [Refusal] {
        let parent = value["Hub_Id__c"].string ?? ""
        guard let field = description.fields.values.first(where: { $0.relationship == name }) else {
            return [
                Refusal("INVALID_FIELD", name, "The org's \(description.object.rawValue) has no such relation.", parent)
            ]
        }
        guard field.isWritable else {
            return [Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", name, "Whoever signs in may not set it.", parent)]
        }
        guard refused.contains(parent.hashValue) else { return [] }
        return [Refusal("INVALID_FIELD", name, "The record that it belongs to would be refused itself.", parent)]
    }

    private static func fits(_ value: JSONValue, _ type: String) -> Bool {
        switch type {
        case "int": value.int64 != nil
        case "double", "currency", "percent": value.double != nil
        case "boolean": value.bool != nil
        case "date": value.string.map { TimestampParser.parse("\($0)T00:00:00Z") != nil } ?? false
        case "email": value.string.map(isAddress) ?? false
        default: true
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".") && text.allSatisfy { !$0.isWhitespace }
    }
}

extension ExportService {
    /// Goes through every record that the export for Salesforce would have.
    func rehearse(_ described: [SalesforceDescribe], of company: CompanyID) async throws -> [Rehearsal.Report] {
        var rehearsal = Rehearsal(described)
        for object in rehearsal.objects {
            rehearsal.begin(object)
            try await forEachPage(of: object.tables, in: company) { page in
                guard !page.bytes.isEmpty else { return }
                // A page is records with a comma before each.
                let records = try JSONParser.parse([UInt8(ascii: "[")] + page.bytes.dropFirst() + [UInt8(ascii: "]")])
                for record in records.array ?? [] { rehearsal.take(record) }
            }
        }
        return rehearsal.reports
    }
}
