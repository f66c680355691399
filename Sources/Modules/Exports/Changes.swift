import Directory
import ModuleKit

/// What has changed in a company since an offset of its log: each record once a page, as it stands now.
///
/// The log says which records were concerned, the tables what has become of them; so a record that changed ten times is
/// told once, and one that is gone as a tombstone.
struct Changes: Sendable {
    /// Records of one page, and about as many events are looked through for them as take a tenth of a second.
    static let mostRecords = 1_000
    private static let mostEvents = 10_000
    private static let mostEventBytes = 8 << 20
    /// More than any event of an import tells of.
    private static let mostMade = 100_000

    /// Every kind of record that is told.
    let sources: [RecordSource]

    /// - Parameter more: Records of other modules.
    init(with more: [RecordSource]) {
        sources =
            [
                Self.source("business", BusinessID.self) {
                    BusinessTable(format: $0, columns: BusinessTable.columns)
                },
                Self.source("contact", ContactID.self) { ContactTable(format: $0, columns: ContactTable.columns) },
                Self.source("interaction", InteractionID.self) {
                    InteractionTable(format: $0, columns: InteractionTable.columns)
                },
                Self.source("call", CallID.self) { CallTable(format: $0, columns: CallTable.columns) },
                Self.source("message", MessageID.self) { MessageTable(format: $0, columns: MessageTable.columns) },
            ] + more
    }

    /// Records that are lines of a table.
    private static func source<Kind: IdentifierKind>(
        _ kind: StaticString, _ ids: ID<Kind>.Type, _ table: (RecordFormat) -> any ExportTable
    ) -> RecordSource {
        let table = table(.lines(type: kind))
        return RecordSource("\(kind)", ids) { id, tx in
            let line = try table.page(after: ExportPlace(id: id.rawValue - 1), through: id.rawValue, in: tx)
            return line.records == 0 ? nil : Array(line.bytes.dropLast())
        }
    }

    /// A record, by what names it.
    private struct Name: Hashable {
        /// Among ``sources``.
        let source: Int
        let number: Int64
    }

    /// What a page says of one record.
    struct Change: JSONEncodable, Sendable {
        let kind: String
        let id: String
        /// Of the newest event in this page that concerned it.
        let offset: Int64
        /// As it stands now; nil when it is gone.
        let record: [UInt8]?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("kind", kind)
                $0.member("id", id)
                $0.member("offset", offset)
                if let record { $0.member("record", raw: record) } else { $0.member("deleted", true) }
            }
        }

    }

    /// The shape of a change on the wire.
    var schema: Schema {
        .object([
            .required("kind", .enumeration(sources.map(\.kind))), .required("id", .string),
            .required("offset", .integer(min: 1), "Of the newest event in this page that concerned it."),
            .optional(
                "record", .object([.required("type", .string)], unknown: .ignored),
                "As it stands now; what NDJSON has, as there."),
            .optional("deleted", .boolean, "It is gone, and so is what belonged to it."),
        ])
    }

    struct Page: Sendable {
        var changes: [Change] = []
        /// Where the next page goes on.
        var reached: Int64
        /// The log's newest offset.
        var last: Int64
    }

    /// Why the log cannot be gone on with.
    struct Lost: Error {
        let reason: ResetReason
        let last: Int64
    }

    /// The records that were concerned after an offset, in the order of the log.
    ///
    /// - Throws: ``Lost``
    func page(after offset: Int64, limit: Int, in tx: Transaction) throws -> Page {
        let extent = try EventLog.extent(in: tx)
        guard offset >= extent.first - 1 else { throw Lost(reason: .retention, last: extent.last) }
        guard offset <= extent.last else { throw Lost(reason: .ahead, last: extent.last) }
        var page = Page(reached: offset, last: extent.last)
        var newest: [Name: Int64] = [:]
        var order: [Name] = []
        var bound = EventLog.PageLimit(events: Self.mostEvents)
        bound.bytes = Self.mostEventBytes
        let events = try EventLog.page(after: offset, wanted: nil, limit: bound, in: tx)
        for (at, frame) in events.events {
            let named = try names(in: try JSONParser.parse(Array(frame.payload)), tx)
            // An event is told whole or in the next page; the first is always.
            guard order.isEmpty || order.count + named.count <= limit else { break }
            for name in named where newest.updateValue(at, forKey: name) == nil { order.append(name) }
            page.reached = at
        }
        if events.events.isEmpty { page.reached = events.reached }
        for name in order {
            let source = sources[name.source]
            page.changes.append(
                Change(
                    kind: source.kind, id: source.wire(name.number), offset: newest[name] ?? page.reached,
                    record: try source.read(name.number, tx)))
        }
        return page
    }

    /// The records that an event names, wherever it does.
    private func names(in event: JSONValue, _ tx: Transaction) throws -> [Name] {
        var names: [Name] = []
        let told = sources.indices.filter { place in
            sources[place].types.map { $0.contains { $0.name == event["type"].string } } ?? true
        }
        func add(_ text: Substring) {
            guard text.utf8.count > 4, text.utf8.count <= 17, text.utf8.dropFirst(3).first == UInt8(ascii: "_") else {
                return
            }
            for source in told {
                guard let number = sources[source].number(String(text)) else { continue }
                let name = Name(source: source, number: number)
                if !names.contains(name) { names.append(name) }
            }
        }
        func walk(_ value: JSONValue) {
            switch value {
            case .string(let text): add(text[...])
            case .array(let elements): for element in elements { walk(element) }
            case .object(let object): for member in object.members { walk(member.value) }
            case .null, .bool, .integer, .number: break
            }
        }
        let data = event["data"]
        if let first = data["first"].string.flatMap({ ContactID(wire: $0) }),
            let last = data["last"].string.flatMap({ ContactID(wire: $0) }), first <= last
        {
            // An import tells of those it made by their range alone; the two ends are no contacts.
            let made = try ContactReading.contacts(within: first...last, limit: Self.mostMade, in: tx)
            let contacts = sources.firstIndex { $0.kind == "contact" } ?? 0
            names = made.map { Name(source: contacts, number: $0) }
            for id in (data["contacts"].array ?? []).compactMap(\.string) { add(id[...]) }
            return names
        }
        walk(data)
        for topic in event["topics"].array ?? [] {
            if let text = topic.string, let slash = text.firstIndex(of: "/") { add(text[text.index(after: slash)...]) }
        }
        return names
    }
}
