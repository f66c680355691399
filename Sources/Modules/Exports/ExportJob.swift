import ModuleKit

/// A file that somebody has ordered, and how far it is.
struct ExportJob: Sendable {
    let id: ExportID
    let order: ExportOrder
    /// Of the file as it is downloaded.
    let name: String
    let type: String
    var state: ExportState
    var done = 0
    var total: Int?
    var bytes: Int64?
    var error: String?
    let author: String
    let createdAt: Timestamp
    var startedAt: Timestamp?
    var endedAt: Timestamp?
    /// When the file and the job go.
    var expiresAt: Timestamp?

    /// Who hears of it.
    var topics: [Topic] { [.admin] + (AgentID(wire: author).map { [.agent($0)] } ?? []) }

    var event: ExportUpdated {
        ExportUpdated(
            export: id, what: order.what.rawValue, state: state, done: done, total: total, bytes: bytes, error: error)
    }
}

extension ExportJob: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("kind", "export")
            $0.member("what", order.what.rawValue)
            $0.member("choices", order.choices)
            $0.member("name", name)
            $0.member("state", state)
            $0.member("done", done)
            $0.member("total", total)
            $0.member("bytes", bytes)
            $0.member("createdAt", createdAt)
            $0.member("startedAt", startedAt)
            $0.member("endedAt", endedAt)
            $0.member("expiresAt", expiresAt)
            $0.member("error", error)
            $0.member("by", author)
        }
    }

    static let schema: Schema = .object([
        .required("id", ExportID.schema), .required("kind", .enumeration(["export"])),
        .required("what", .enumeration(ExportKind.self)),
        .required("choices", .object(ExportOrder.choiceSchemas), "As they were ordered."),
        .required("name", .string, "Of the file."), .required("state", .enumeration(ExportState.self)),
        .required("done", .integer(min: 0), "Records that are written."),
        .optional("total", .integer(min: 0), "About how many records there are."),
        .optional("bytes", .integer(min: 0), "Of the file, when it is whole."),
        .required("createdAt", .string(format: .dateTime)), .optional("startedAt", .string(format: .dateTime)),
        .optional("endedAt", .string(format: .dateTime)),
        .optional("expiresAt", .string(format: .dateTime), "When the file and the job are removed."),
        .optional("error", .string, "Why it failed."), .required("by", .string, "Who ordered it."),
    ])
}

extension ExportOrder {
    /// What was chosen besides what it is, as JSON.
    var choices: JSONValue {
        var choices = JSONObject()
        if !what.columns.isEmpty { choices["mode"] = .string(mode.rawValue) }
        choices["columns"] = columns.map { .string($0) }
        choices["object"] = object.map { .string($0) }
        choices["from"] = span.from.map { .string($0.rfc3339) }
        choices["to"] = span.to.map { .string($0.rfc3339) }
        return .object(choices)
    }

    /// The order that a job's row tells of.
    init(what: ExportKind, choices: JSONValue) {
        self.init(
            what: what, mode: choices["mode"].string.flatMap(CSVWriter.Mode.init) ?? .spreadsheet,
            columns: choices["columns"].string, object: choices["object"].string,
            span: ExportSpan(
                from: choices["from"].string.flatMap { TimestampParser.parse($0) },
                to: choices["to"].string.flatMap { TimestampParser.parse($0) }))
    }

    static let choiceSchemas: [Schema.Property] = [
        .optional("mode", .enumeration(CSVWriter.Mode.self), "Of CSV: for people, or for programs."),
        .optional(
            "columns", .string(min: 1, max: 1_000), "Names of columns with commas between them; all, unless told."),
        .optional(
            "object", .string(min: 1, max: 100), "Salesforce's objects with commas between them; all, unless told."),
        .optional("from", .string(format: .dateTime), "Nothing before this moment."),
        .optional("to", .string(format: .dateTime), "Nothing from this moment on."),
    ]
}

/// What `POST /api/crm/exports` is sent.
struct ExportRequest: JSONBody {
    let what: String
    let mode: String?
    let columns: String?
    let object: String?
    let from: Timestamp?
    let to: Timestamp?

    static let schema: Schema = .object(
        [.required("what", .enumeration(ExportKind.self))] + ExportOrder.choiceSchemas)

    /// The order that this asks for; its words have been checked.
    var order: ExportOrder {
        ExportOrder(
            what: ExportKind(rawValue: what) ?? .contacts,
            mode: mode.flatMap(CSVWriter.Mode.init) ?? .spreadsheet, columns: columns, object: object,
            span: ExportSpan(from: from, to: to))
    }
}
