import Accounts
import Domain
import JSON
import SQLite
import Web

/// What another part of the program knows of a call, for its page.
package struct CallPart: Sendable {
    let name: String
    let schema: Schema
    /// Writes one JSON value.
    let read: @Sendable (CallID, Transaction) throws -> [UInt8]

    /// - Parameter name: Of the member; one for each part.
    package init(
        _ name: String, _ schema: Schema, _ read: @escaping @Sendable (CallID, Transaction) throws -> [UInt8]
    ) {
        (self.name, self.schema, self.read) = (name, schema, read)
    }
}

/// A call as a record: all that is known of it, in one read.
struct CallRecord: Sendable, JSONEncodable {
    private let page: CallPage
    private let versions: [TranscriptVersion]
    private let segments: [Segment]
    private let note: CallNotes.Page
    private let tree: DispositionTree
    private let audit: [AuditEntry]
    private let parts: [(name: String, json: [UInt8])]

    private static let mostSegments = 200

    init(_ name: String, parts: [CallPart], in tx: Transaction) throws {
        let page = try CallService.page(name, in: tx)
        let call = page.call
        self.page = page
        versions = try TranscriptVersionStore.versions(of: call.id, in: tx)
        segments = try TranscriptStore.segments(
            of: call.id, source: nil, after: nil, limit: Self.mostSegments, in: tx)
        note = try CallNotes.page(of: call.id, in: tx)
        tree = try DispositionStore.tree(of: call.line, in: tx).tree
        audit = try Audit.entries(about: call.id.wire, limit: 50, in: tx)
        self.parts = try parts.map { ($0.name, try $0.read(call.id, tx)) }
    }

    func encode(to json: inout JSONWriter) {
        let call = page.call
        json.object {
            $0.member("call", call)
            $0.member("legs", page.legs)
            $0.member("recordings", page.recordings)
            $0.object("transcript") {
                $0.member("versions", versions)
                $0.member("segments", segments)
                if segments.count == Self.mostSegments { $0.member("more", "/api/crm/call-transcript/\(call.id)") }
            }
            $0.member("note", note)
            $0.object("disposition") {
                $0.member("value", call.disposition)
                $0.member("labels", call.disposition.flatMap { tree.nodes(of: $0) }?.map(\.label) ?? [])
                $0.member("required", tree.required)
                $0.member("missing", tree.required && call.answeredAt != nil && call.disposition == nil)
            }
            $0.member("costs", page.costs)
            $0.member("audit", audit)
            for part in parts {
                $0.key(part.name)
                $0.raw(part.json)
            }
        }
    }

    static func schema(_ parts: [CallPart]) -> Schema {
        .object(
            [
                .required("call", Call.schema), .required("legs", .array(of: Leg.schema)),
                .required("recordings", .array(of: Recording.schema)),
                .required(
                    "transcript",
                    .object([
                        .required("versions", .array(of: TranscriptVersion.schema)),
                        .required("segments", .array(of: Segment.schema), "The first \(mostSegments)."),
                        .optional("more", .string(), "Where the whole transcript is, when it is longer."),
                    ])),
                .required("note", CallNotes.Page.schema),
                .required(
                    "disposition",
                    .object([
                        .optional("value", .string()),
                        .required("labels", .array(of: .string()), "From the tree, outermost first."),
                        .required("required", .boolean), .required("missing", .boolean),
                    ])),
                .required("costs", .array(of: CallCost.schema), "What is known of its price by now."),
                .required("audit", .array(of: AuditEntry.schema), "Who changed what, newest first; at most fifty."),
            ] + parts.map { .required($0.name, $0.schema) })
    }
}
