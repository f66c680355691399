import ModuleKit

/// What was wrong with a line of a file, and what would be right.
package struct ImportFault: Sendable, JSONEncodable {
    /// From 1, the first line of the record.
    package let line: Int
    /// `phone`, `email`, `name` or `business`; nil for the whole line.
    package let column: String?
    package let detail: String

    init(_ line: Int, _ column: String?, _ detail: String) {
        self.line = line
        self.column = column
        self.detail = detail
    }

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("line", line)
            $0.member("column", column)
            $0.member("detail", detail)
        }
    }
}

/// How far an import is: counts of what is on disk.
package struct ImportCounts: Sendable, Equatable {
    /// Lines with anything in them, the first line left out.
    package var rows = 0
    /// Contacts that were made.
    package var created = 0
    /// Contacts that were there and have learned something.
    package var updated = 0
    /// Lines that told nothing new.
    package var unchanged = 0
    /// Lines with nothing to know a contact by.
    package var refused = 0
    /// Everything that was wrong; a line can have several, and be imported all the same.
    package var faults = 0
}

/// What came of an import.
package struct ImportResult: Sendable, JSONEncodable {
    package var counts = ImportCounts()
    /// The first faults, by line: at most as many as were asked for.
    package var errors: [ImportFault] = []
    /// Columns of the file that were not read.
    package var ignoredColumns: [String] = []

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("rows", counts.rows)
            $0.member("created", counts.created)
            $0.member("updated", counts.updated)
            $0.member("unchanged", counts.unchanged)
            $0.member("refused", counts.refused)
            $0.member("faults", counts.faults)
            $0.key("errors")
            $0.elements(errors)
            if !ignoredColumns.isEmpty { $0.member("ignoredColumns", ignoredColumns) }
        }
    }

    /// The shape of a result on the wire.
    package static let schema: Schema = .object([
        .required("rows", .integer(min: 0), "Lines with anything in them."),
        .required("created", .integer(min: 0), "Contacts that were made."),
        .required("updated", .integer(min: 0), "Contacts that were there and have learned something."),
        .required("unchanged", .integer(min: 0), "Lines that told nothing new."),
        .required("refused", .integer(min: 0), "Lines with nothing to know a contact by."),
        .required("faults", .integer(min: 0), "Everything that was wrong."),
        .required(
            "errors",
            .array(
                of: .object([
                    .required("line", .integer(min: 1)), .optional("column", .string()), .required("detail", .string()),
                ])), "The first hundred faults."),
        .optional("ignoredColumns", .array(of: .string()), "Columns of the file that were not read."),
    ])
}
