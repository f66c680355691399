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

    /// A kind of record that is told.
    enum Kind: String, CaseIterable, Sendable {
        case business, contact, interaction, call, message

        private var prefix: StaticString {
            switch self {
            case .business: Kinds.Business.prefix
            case .contact: Kinds.Contact.prefix
            case .interaction: Kinds.Interaction.prefix
            case .call: Kinds.Call.prefix
            case .message: Kinds.Message.prefix
            }
        }

        /// The record's number in an id of this kind.
        func number(_ id: String) -> Int64? { Crockford.decode(id, after: prefix) }

        func wire(_ number: Int64) -> String {
            var bytes: [UInt8] = []
            Crockford.append(number, after: prefix, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }

        /// The table whose line of JSON the record is.
        var table: any ExportTable {
            switch self {
            case .business: BusinessTable(format: .lines(type: "business"), columns: BusinessTable.columns)
            case .contact: ContactTable(format: .lines(type: "contact"), columns: ContactTable.columns)
            case .interaction: InteractionTable(format: .lines(type: "interaction"), columns: InteractionTable.columns)
            case .call: CallTable(format: .lines(type: "call"), columns: CallTable.columns)
            case .message: MessageTable(format: .lines(type: "message"), columns: MessageTable.columns)
            }
        }
    }

    /// A record, by what names it.
    private struct Name: Hashable {
        let kind: Kind
        let number: Int64
    }

    /// What a page says of one record.
    struct Change: JSONEncodable, Sendable {
        let kind: Kind
        let id: String
        /// Of the newest event in this page that concerned it.
        let offset: Int64
        /// As it stands now; nil when it is gone.
        let record: [UInt8]?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("kind", kind.rawValue)
                $0.member("id", id)
                $0.member("offset", offset)
                if let record { $0.member("record", raw: record) } else { $0.member("deleted", true) }
            }
        }

        static let schema: Schema = .object([
            .required("kind", .enumeration(Kind.self)), .required("id", .string),
            .required("offset", .integer(min: 1), "Of the newest event in this page that concerned it."),
            .optional(
                "record", .object([.required("type", .string)], unknown: .ignored), "As it stands now, as in NDJSON."),
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
    static func page(after offset: Int64, limit: Int, in tx: Transaction) throws -> Page {
        let extent = try EventLog.extent(in: tx)
        guard offset >= extent.first - 1 else { throw Lost(reason: .retention, last: extent.last) }
        guard offset <= extent.last else { throw Lost(reason: .ahead, last: extent.last) }
        var page = Page(reached: offset, last: extent.last)
        var newest: [Name: Int64] = [:]
        var order: [Name] = []
        var bound = EventLog.PageLimit(events: mostEvents)
        bound.bytes = mostEventBytes
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
            let read = try name.kind.table.page(
                after: ExportPlace(id: name.number - 1), through: name.number, in: tx)
            page.changes.append(
                Change(
                    kind: name.kind, id: name.kind.wire(name.number), offset: newest[name] ?? page.reached,
                    record: read.records == 0 ? nil : Array(read.bytes.dropLast())))
        }
        return page
    }

    /// The records that an event names, wherever it does.
    private static func names(in event: JSONValue, _ tx: Transaction) throws -> [Name] {
        var names: [Name] = []
        func add(_ text: Substring) {
            guard text.utf8.count > 4, text.utf8.count <= 17, text.utf8.dropFirst(3).first == UInt8(ascii: "_") else {
                return
            }
            for kind in Kind.allCases {
                guard let number = kind.number(String(text)) else { continue }
                let name = Name(kind: kind, number: number)
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
            let made = try ContactReading.contacts(within: first...last, limit: mostMade, in: tx)
            names = made.map { Name(kind: .contact, number: $0) }
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
