import Domain
import SQLite

extension Transaction {
    /// Writes an event into the company's log in this very transaction; subscribers hear it after the commit.
    ///
    /// - Returns: The event's offset.
    @discardableResult
    package func publish(_ event: some Event, on topics: Topic...) throws -> Int64 {
        try publish(event, on: topics)
    }

    /// Writes an event into the company's log in this very transaction; subscribers hear it after the commit.
    @discardableResult
    package func publish(_ event: some Event, on topics: [Topic]) throws -> Int64 {
        let offset = try batch.with(LogHeads.self) { heads in try heads.next(of: company, in: self) }
        let at = Timestamp(milliseconds: now)
        let frame = EventFrame(event, offset: offset, at: at, topics: topics)
        try execute(
            """
            INSERT INTO events (company_id, log_offset, at, topics, body)
            VALUES (\(company), \(offset), \(at), \(TopicCoding.encode(topics)),
                    sealed('events.body', \(company), \(offset), \(Array(frame.payload))))
            """)
        afterCommit(CommittedEvent(company: company, offset: offset, type: event.type, topics: topics, frame: frame))
        try react(to: event)
        return offset
    }
}

/// Each company's newest offset while a batch is written, so that it is read once a commit.
private struct LogHeads: BatchState {
    private var last: [CompanyID: Int64] = [:]

    mutating func next(of company: CompanyID, in tx: Transaction) throws -> Int64 {
        let offset = try (last[company] ?? EventLog.extent(in: tx).last) + 1
        if offset == 1 { try tx.execute("INSERT INTO event_heads (company_id, first_offset) VALUES (\(company), 1)") }
        last[company] = offset
        return offset
    }

    mutating func beforeCommit(_ tx: Transaction) {}
}

extension Transaction {
    /// Pushes an event after the commit that is never kept: it has no offset, and whoever is away misses it.
    package func push(_ event: some Event, on topics: [Topic]) throws {
        try react(to: event)
        let frame = EventFrame(event, offset: nil, at: Timestamp(milliseconds: now), topics: topics)
        afterCommit(CommittedEvent(company: company, offset: nil, type: event.type, topics: topics, frame: frame))
    }
}
