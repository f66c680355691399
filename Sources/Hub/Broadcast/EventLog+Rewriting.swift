import Domain
import JSON
import SQLite

extension Transaction {
    /// Changes the `data` of an event that stands in the log, for words that must be gone wherever they stand.
    ///
    /// Its offset, time, type and topics stay, so whoever resumes misses nothing. What subscribers have heard already they
    /// have heard: publish an event that tells them. Nothing happens when the log has been trimmed past it.
    package func rewriteEvent(at offset: Int64, _ change: (inout JSONObject) -> Void) throws {
        let body = try first(
            """
            SELECT opened('events.body', company_id, log_offset, body) FROM events
            WHERE company_id = \(company) AND log_offset = \(offset)
            """
        ) { $0.blob(0) }
        guard let body, case .object(var event) = try JSONParser.parse(body), case .object(var data) = event["data"]
        else { return }
        change(&data)
        event["data"] = .object(data)
        try execute(
            """
            UPDATE events SET body = sealed('events.body', company_id, log_offset, \(JSONValue.object(event).jsonBytes))
            WHERE company_id = \(company) AND log_offset = \(offset)
            """)
    }
}
