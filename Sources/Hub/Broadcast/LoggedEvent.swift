import Domain
import JSON
import SQLite

/// An event as it stands in a company's log.
package struct LoggedEvent: Sendable {
    package let company: CompanyID
    /// Its place in the log.
    package let offset: Int64
    /// The whole event, as subscribers get it (protocol §3).
    package let json: [UInt8]
    /// The name of its type.
    package var type: String { EventLog.type(in: Array(json.prefix(160))) }
    /// How often it has been tried, this time counted: from 1.
    package var attempt = 1

    /// The same, read.
    ///
    /// - Throws: `JSONError`, when something else than an event stands in the log.
    package func parsed() throws -> JSONValue { try JSONParser.parse(json) }
}

extension EventLog {
    /// Events of a few types, with how far the log was looked through for them.
    package struct Selection: Sendable {
        package var events: [LoggedEvent]
        /// The last offset that was looked at; the next selection goes on after it.
        package var reached: Int64
        /// Offsets after the one asked for that retention has removed.
        package var lost: Int64
    }

    /// The next events of some types after an offset, in order.
    ///
    /// - Parameters:
    ///   - types: Their names; nil for all.
    ///   - limit: How many events at most; of others 10,000 are passed over at once.
    package static func select(
        _ types: Set<String>?, after offset: Int64, limit: Int, in tx: Transaction
    ) throws -> Selection {
        let extent = try extent(in: tx)
        var selection = Selection(events: [], reached: offset, lost: max(0, extent.first - 1 - offset))
        var wanted: [Int64] = []
        // The type stands near the beginning, so most of a long event need not be read, unless it is sealed.
        try tx.forEach(
            """
            SELECT log_offset, CASE WHEN substr(body, 1, 1) = x'7B' THEN substr(body, 1, 160)
              ELSE substr(opened('events.body', company_id, log_offset, body), 1, 160) END FROM events
            WHERE company_id = \(tx.company) AND log_offset > \(offset) ORDER BY log_offset LIMIT 10000
            """
        ) { row in
            selection.reached = row.int64(0)
            if types?.contains(type(in: row.blob(1))) ?? true { wanted.append(selection.reached) }
            return wanted.count < limit
        }
        for place in wanted {
            if let event = try event(at: place, in: tx) { selection.events.append(event) }
        }
        return selection
    }

    /// The event at an offset; nil when it is not kept any more.
    package static func event(at offset: Int64, in tx: Transaction) throws -> LoggedEvent? {
        try tx.first(
            """
            SELECT opened('events.body', company_id, log_offset, body) FROM events
            WHERE company_id = \(tx.company) AND log_offset = \(offset)
            """
        ) {
            LoggedEvent(company: tx.company, offset: offset, json: $0.blob(0))
        }
    }

    /// The name of the type, from the beginning of an event: it follows two members without such a word in them.
    static func type(in head: [UInt8]) -> String {
        let mark = Array(#""type":""#.utf8)
        guard head.count > mark.count,
            let start = (0...(head.count - mark.count)).first(where: {
                head[$0..<($0 + mark.count)].elementsEqual(mark)
            })
        else { return "" }
        return String(decoding: head[(start + mark.count)...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }
}
