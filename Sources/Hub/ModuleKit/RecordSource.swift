import Domain
import JSON
import SQLite

/// A kind of record that the feed of changes tells of, and how it stands now; whoever owns its table gives one.
package struct RecordSource: Sendable {
    /// As on the wire, such as `task`.
    package let kind: String
    /// Of the ids by which events name it.
    package let prefix: StaticString
    /// The only events that tell of it; nil: all that name it.
    package let types: [EventType]?
    /// One JSON object with the kind as its `type`; nil when the record is gone.
    package let read: @Sendable (_ number: Int64, _ tx: Transaction) throws -> [UInt8]?

    package init<Kind: IdentifierKind>(
        _ kind: String, _ ids: ID<Kind>.Type, only types: [EventType]? = nil,
        read: @escaping @Sendable (_ id: ID<Kind>, _ tx: Transaction) throws -> [UInt8]?
    ) {
        (self.kind, prefix, self.types) = (kind, Kind.prefix, types)
        self.read = { number, tx in try read(ID(number), tx) }
    }

    /// - Parameter members: Writes those of a record beside its type; nil when it is gone.
    package init<Kind: IdentifierKind>(
        _ kind: String, _ ids: ID<Kind>.Type, only types: [EventType]? = nil,
        members: @escaping @Sendable (_ id: ID<Kind>, _ tx: Transaction) throws -> ((inout JSONWriter) -> Void)?
    ) {
        self.init(
            kind, ids, only: types,
            read: { id, tx in
                guard let write = try members(id, tx) else { return nil }
                var json = JSONWriter(capacity: 512)
                json.object {
                    $0.member("type", kind)
                    write(&$0)
                }
                return json.bytes
            })
    }

    /// The record's number in an id of this kind.
    package func number(_ id: String) -> Int64? { Crockford.decode(id, after: prefix) }

    /// The id of a record.
    package func wire(_ number: Int64) -> String {
        var bytes: [UInt8] = []
        Crockford.append(number, after: prefix, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
