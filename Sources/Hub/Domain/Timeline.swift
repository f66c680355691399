import JSON
import SQLite

/// What can stand in the timeline of a contact.
package enum TimelineKind: String, Sendable, CaseIterable, JSONEncodable {
    case call, message, email, appointment, note, task, obligation, consent, stage, merge, `import`, created
}

/// One line of the timeline of a contact: what passed, of whatever channel or module.
package struct TimelineItem: Sendable {
    package let at: Timestamp
    package let kind: TimelineKind
    /// The id on the wire.
    package let id: String
    /// The same as a number, unique in the whole file: of two at once the younger comes first.
    package let key: Int64
    /// A few words, such as `Missed call`.
    package let title: String
    /// What was said or written.
    package var text: String?
    /// Who did it: `usr_…`, `key_…`.
    package var author: String?
    package var call: CallID?
    /// What else whoever shows it may want.
    package var data: JSONObject = [:]

    package init<ItemKind>(at: Timestamp, _ kind: TimelineKind, _ id: ID<ItemKind>, title: String) {
        self.init(at: at, kind, id: id.wire, key: id.rawValue, title: title)
    }

    /// For things without a kind of id of their own.
    package init(at: Timestamp, _ kind: TimelineKind, id: String, key: Int64, title: String) {
        (self.at, self.kind, self.id, self.key, self.title) = (at, kind, id, key, title)
    }
}

extension TimelineItem: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("at", at)
            $0.member("kind", kind)
            $0.member("id", id)
            $0.member("title", title)
            $0.member("text", text)
            $0.member("by", author)
            $0.member("call", call)
            if !data.isEmpty { $0.member("data", data) }
        }
    }

    /// The shape of a line on the wire.
    package static let schema: Schema = .object([
        .required("at", .string(format: .dateTime)), .required("kind", .enumeration(TimelineKind.self)),
        .required("id", .string()), .required("title", .string(), "A few words, such as `Missed call`."),
        .optional("text", .string(), "What was said or written."), .optional("by", .string(), "Who did it."),
        .optional("call", CallID.schema), .optional("data", .map(of: .any), "What else there is, by its kind."),
    ])
}

/// Which part of a timeline is asked for.
package struct TimelineQuery: Sendable {
    package let contact: ContactID
    /// nil: all kinds.
    package let kinds: Set<TimelineKind>?
    /// Not before this.
    package let from: Timestamp
    /// Only lines before this one.
    package let before: (at: Timestamp, key: Int64)
    /// The most to return.
    package let limit: Int

    package init(
        contact: ContactID, kinds: Set<TimelineKind>?, from: Timestamp?, before: (at: Timestamp, key: Int64),
        limit: Int
    ) {
        (self.contact, self.kinds, self.before, self.limit) = (contact, kinds, before, limit)
        self.from = from ?? Timestamp(milliseconds: .min)
    }
}

/// What one module adds to the timeline of a contact.
package struct TimelineSource: Sendable {
    /// The kinds that it may return.
    package let kinds: Set<TimelineKind>
    /// Newest first by ``TimelineItem/at`` and ``TimelineItem/key``, at most as many as are asked for.
    package let read: @Sendable (_ query: TimelineQuery, _ tx: Transaction) throws -> [TimelineItem]

    package init(
        _ kinds: Set<TimelineKind>,
        _ read: @escaping @Sendable (_ query: TimelineQuery, _ tx: Transaction) throws -> [TimelineItem]
    ) {
        (self.kinds, self.read) = (kinds, read)
    }
}
