import JSON
import SQLite

/// How far a file is that is made of a company's data.
package enum ExportState: String, Sendable, CaseIterable, JSONEncodable, SQLBindable {
    case waiting, running, done, failed, cancelled
}

/// An export was ordered, got further, or ended.
package struct ExportUpdated: Event {
    package static let type = EventType(
        "export.updated", "An export was ordered, got further, or ended.",
        .object([
            .required("export", .string()), .required("what", .string()),
            .required("state", .enumeration(ExportState.self)),
            .required("done", .integer(min: 0)), .optional("total", .integer(min: 0)),
            .optional("bytes", .integer(min: 0)),
            .optional("error", .string()),
        ]))

    package var type: EventType { Self.type }
    package let export: ExportID
    /// What is in it, such as `contacts`.
    package let what: String
    package let state: ExportState
    /// Records that are written.
    package let done: Int
    /// About how many there are.
    package let total: Int?
    package let bytes: Int64?
    package let error: String?

    package init(
        export: ExportID, what: String, state: ExportState, done: Int, total: Int?, bytes: Int64?, error: String?
    ) {
        self.export = export
        self.what = what
        self.state = state
        self.done = done
        self.total = total
        self.bytes = bytes
        self.error = error
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("export", export)
            $0.member("what", what)
            $0.member("state", state)
            $0.member("done", done)
            $0.member("total", total)
            $0.member("bytes", bytes)
            $0.member("error", error)
        }
    }
}

/// A company's archive was read into it: what lists anything of the company should read it again.
package struct ArchiveImported: Event {
    package static let type = EventType(
        "archive.imported", "A company's archive was read into it; what lists anything should read it again.",
        .object([
            .required("contacts", .integer(min: 0)), .required("calls", .integer(min: 0)),
            .required("recordings", .integer(min: 0)),
        ]))

    package var type: EventType { Self.type }
    package let contacts: Int
    package let calls: Int
    package let recordings: Int

    package init(contacts: Int, calls: Int, recordings: Int) {
        self.contacts = contacts
        self.calls = calls
        self.recordings = recordings
    }

    package func encodeData(to json: inout JSONWriter) {
        json.object {
            $0.member("contacts", contacts)
            $0.member("calls", calls)
            $0.member("recordings", recordings)
        }
    }
}
