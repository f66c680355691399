import Directory
import ModuleKit

/// How far an import is: counts of what is on disk.
package struct ImportCounts: Sendable, Equatable {
    /// Rows with anything in them, the first one left out; the sum of the next five.
    package var rows = 0
    /// Rows that made a contact.
    package var created = 0
    /// Rows that changed a contact that was there.
    package var updated = 0
    /// Rows that told nothing new.
    package var unchanged = 0
    /// Rows of somebody who is better left alone.
    package var skipped = 0
    /// Rows of which nothing can be made.
    package var failed = 0
    /// Everything that was wrong; a row can have several, and be imported all the same.
    package var faults = 0

    static func + (one: Self, other: Self) -> Self {
        ImportCounts(
            rows: one.rows + other.rows, created: one.created + other.created, updated: one.updated + other.updated,
            unchanged: one.unchanged + other.unchanged, skipped: one.skipped + other.skipped,
            failed: one.failed + other.failed, faults: one.faults + other.faults)
    }

    func encode(to json: inout JSONWriter) {
        json.member("created", created)
        json.member("updated", updated)
        json.member("unchanged", unchanged)
        json.member("skipped", skipped)
        json.member("failed", failed)
        json.member("faults", faults)
    }

    static let properties: [Schema.Property] = [
        .required("created", .integer(min: 0), "Rows that made a contact."),
        .required("updated", .integer(min: 0), "Rows that changed a contact that was there."),
        .required("unchanged", .integer(min: 0), "Rows that told nothing new."),
        .required("skipped", .integer(min: 0), "Rows of somebody who is better left alone."),
        .required("failed", .integer(min: 0), "Rows of which nothing can be made."),
        .required("faults", .integer(min: 0), "Everything that was wrong; a row can be imported all the same."),
    ]
}

/// What came of an import, or would come of it.
package struct ImportResult: Sendable, JSONEncodable {
    /// nil for a dry run.
    package var id: ImportID?
    package var counts = ImportCounts()
    /// The first faults, by row: at most as many as were asked for.
    package var errors: [ImportFault] = []
    /// Columns of the file that were not read.
    package var ignoredColumns: [String] = []

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("rows", counts.rows)
            counts.encode(to: &$0)
            $0.key("errors")
            $0.elements(errors)
            if !ignoredColumns.isEmpty { $0.member("ignoredColumns", ignoredColumns) }
        }
    }

    /// The shape of a result on the wire.
    package static let schema: Schema = .object(
        [
            .optional("id", ImportID.schema, "The import, which can be undone."),
            .required("rows", .integer(min: 0), "Rows with anything in them."),
        ] + ImportCounts.properties + [
            .required("errors", .array(of: ImportFault.schema), "The first hundred faults."),
            .optional("ignoredColumns", .array(of: .string()), "Columns of the file that were not read."),
        ])
}

/// A file of contacts: what it is, how it is to be read, how far it is, and what came of it.
struct Import: Sendable {
    enum State: String, Sendable, CaseIterable {
        /// The columns do not say who a contact is.
        case new
        case ready, waiting, running, done, failed, cancelled, undoing, undone
    }

    /// What an undo has done so far.
    struct Undo: Sendable, Equatable {
        /// Contacts that the import had made, and that are removed.
        var removed = 0
        /// Contacts that got back at least one field.
        var restored = 0
        /// Contacts that the import had made and somebody has touched since: they stay.
        var kept = 0
        /// Fields that somebody has changed since: they stay as they are.
        var keptFields = 0
    }

    let id: ImportID
    let name: String
    var state: State
    let source: ImportSource
    let encoding: TextDecoder.Encoding
    let delimiter: UInt8?
    let bytes: Int64
    /// Its name in the folder, while it is needed.
    var file: String?
    let columns: [String]
    let sample: [[String]]
    var plan: ImportPlan
    let total: Int?
    var counts = ImportCounts()
    var undo = Undo()
    var error: String?
    let author: String
    let createdAt: Timestamp
    var startedAt: Timestamp?
    var endedAt: Timestamp?
    /// How long what an undo needs is kept, and what was wrong; nil before the end, and afterwards.
    var keepUntil: Timestamp?

    /// So long an import can be undone, and its errors can be read.
    static let recordLifetime = Duration.seconds(30 * 86_400)

    /// Whether it can be taken back.
    var isUndoable: Bool {
        keepUntil != nil && counts.rows > 0 && (state == .done || state == .failed || state == .cancelled)
    }
}

extension Import: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("kind", "contacts")
            json.member("name", name)
            json.member("state", state.rawValue)
            json.member("format", source.rawValue)
            json.member("encoding", encoding.rawValue)
            json.member("delimiter", delimiter.map { String(UnicodeScalar($0)) })
            json.member("bytes", bytes)
            json.member("columns", columns)
            json.member("sample", sample)
            json.object("mapping") { json in
                for (column, field) in zip(columns, plan.mapping) {
                    json.key(column)
                    json.value(field?.wire)
                }
            }
            plan.encodeTerms(to: &json)
            json.member("done", counts.rows)
            json.member("total", total.map(Int64.init))
            counts.encode(to: &json)
            if state == .undoing || state == .undone {
                json.object("undo") {
                    $0.member("removed", undo.removed)
                    $0.member("restored", undo.restored)
                    $0.member("kept", undo.kept)
                    $0.member("keptFields", undo.keptFields)
                }
            }
            if isUndoable { json.member("undoableUntil", keepUntil) }
            json.member("by", author)
            json.member("createdAt", createdAt)
            json.member("startedAt", startedAt)
            json.member("endedAt", endedAt)
            json.member("error", error)
        }
    }

    /// The shape of an import on the wire.
    static let schema: Schema = .object(
        [
            .required("id", ImportID.schema), .required("kind", .enumeration(["contacts"])),
            .required("name", .string()), .required("state", .enumeration(State.self)),
            .required("format", .enumeration(ImportSource.self), "Who wrote the file, as its columns tell."),
            .required("encoding", .enumeration(TextDecoder.Encoding.self)),
            .optional("delimiter", .string(), "What stands between the fields of CSV."),
            .required("bytes", .integer(min: 0)), .required("columns", .array(of: .string())),
            .required("sample", .array(of: .array(of: .string())), "The first rows."),
            .required("mapping", .map(of: .string().nullable), "What each column becomes; `null` is not read."),
        ] + ImportTerms.properties(areRequired: true) + [
            .required("done", .integer(min: 0), "Rows that are on disk."),
            .optional("total", .integer(min: 0), "Rows of the file; absent where it was read while it came."),
        ] + ImportCounts.properties + [
            .optional(
                "undo",
                .object([
                    .required("removed", .integer(min: 0), "Contacts that the import had made, and that are removed."),
                    .required("restored", .integer(min: 0), "Contacts that got back what stood before."),
                    .required("kept", .integer(min: 0), "Contacts that stay, for somebody has touched them since."),
                    .required("keptFields", .integer(min: 0), "Fields that stay, for somebody has changed them since."),
                ])),
            .optional("undoableUntil", .string(format: .dateTime), "Absent where there is nothing to take back."),
            .required("by", .string(), "Who brought it: a user, a key, or `program`."),
            .required("createdAt", .string(format: .dateTime)), .optional("startedAt", .string(format: .dateTime)),
            .optional("endedAt", .string(format: .dateTime)), .optional("error", .string(), "Why it failed."),
        ])
}
