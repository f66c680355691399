import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// The note of a call: what its authors wrote while it went on and after, so that none takes another's words away.
///
/// The call carries the newest text. Each author's last text stays beside it: whoever writes after another begins a new
/// row, and whoever goes on writing changes their own.
enum CallNotes {
    /// One author's text.
    struct Entry: Sendable, JSONEncodable {
        let version: Int64
        let text: String
        let author: String
        let at: Timestamp

        func encode(to json: inout JSONWriter) { json.object { encodeMembers(to: &$0) } }

        func encodeMembers(to json: inout JSONWriter) {
            json.member("version", version)
            json.member("text", text)
            json.member("by", author)
            json.member("at", at)
        }

        static let properties: [Schema.Property] = [
            .required("version", .integer(min: 0)), .required("text", .string()),
            .optional("by", .string(), "`usr_…` or `key_…`."), .optional("at", .string(format: .dateTime)),
        ]
    }

    /// The note as it stands, and what others wrote before, newest first.
    struct Page: Sendable, JSONEncodable {
        let call: CallID
        let entries: [Entry]

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("call", call)
                if let newest = entries.first {
                    newest.encodeMembers(to: &$0)
                } else {
                    $0.member("version", 0)
                    $0.member("text", "")
                }
                $0.member("earlier", Array(entries.dropFirst()))
            }
        }

        static let schema: Schema = .object(
            [.required("call", CallID.schema)] + Entry.properties + [
                .required("earlier", .array(of: .object(Entry.properties)), "What others wrote before, newest first.")
            ])
    }

    /// The newest fifty texts.
    static func page(of call: CallID, in tx: Transaction) throws -> Page {
        Page(call: call, entries: try entries(of: call, limit: 50, in: tx))
    }

    /// Writes a text over the one with the version that the author has read, and puts it on the call.
    ///
    /// - Parameter expected: nil: whoever writes has read nothing, and what another wrote is kept beside it.
    /// - Returns: Whether the author begins to write, rather than going on.
    /// - Throws: 409 with the present text, when it is another version.
    @discardableResult
    static func write(
        _ text: String, of call: inout Call, expecting expected: Int64?, by author: String, at: Timestamp,
        in tx: Transaction
    ) throws -> Bool {
        let newest = try entries(of: call.id, limit: 1, in: tx).first
        guard text != newest?.text ?? call.note ?? "" else { return false }
        if let expected, expected != call.noteVersion {
            throw Problem.conflict(
                "The note has been changed since version \(expected); bring both texts together and write again.",
                extra: [
                    "version": call.noteVersion, "text": newest?.text ?? call.note ?? "", "by": newest?.author ?? "",
                ])
        }
        let goesOn = newest?.author == author
        if let newest, goesOn {
            try tx.execute(
                """
                DELETE FROM call_notes
                WHERE company_id = \(tx.company) AND call_id = \(call.id) AND version = \(newest.version)
                """)
        }
        call.note = text.isEmpty ? nil : text
        call.noteVersion += 1
        try tx.execute(
            """
            INSERT INTO call_notes (company_id, call_id, version, text, author, at)
            VALUES (\(tx.company), \(call.id), \(call.noteVersion),
                    sealed('call_notes.text', \(tx.company), \("\(call.id.rawValue)/\(call.noteVersion)"), \(text)),
                    \(author), \(at))
            """)
        return !goesOn
    }

    private static func entries(of call: CallID, limit: Int, in tx: Transaction) throws -> [Entry] {
        try tx.rows(
            """
            SELECT version, opened('call_notes.text', company_id, call_id || '/' || version, text), author, at
            FROM call_notes
            WHERE company_id = \(tx.company) AND call_id = \(call) ORDER BY version DESC LIMIT \(limit)
            """
        ) { row in
            Entry(
                version: row.int64(0), text: row.string(1), author: row.string(2),
                at: Timestamp(milliseconds: row.int64(3)))
        }
    }
}

/// A text while somebody types it.
struct NoteDraft: JSONBody {
    var text: String
    var version: Int64?

    static let schema: Schema = .object([
        .required("text", .string(max: 20_000)),
        .optional("version", .integer(min: 0), "The one that was read; absent: 0, there was none."),
    ])
}
