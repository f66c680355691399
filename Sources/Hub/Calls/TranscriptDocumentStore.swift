import Domain
import SQLite

/// Every SQL statement on `transcript_documents`: transcripts of which a provider has said where they are.
package enum TranscriptDocumentStore {
    static let migration = Migration(
        "calls/transcript-documents",
        """
        CREATE TABLE transcript_documents (
          company_id INTEGER NOT NULL,
          call_id    INTEGER NOT NULL,
          session    TEXT    NOT NULL CHECK (length(session) BETWEEN 1 AND 255),   -- the provider's name of it
          url        TEXT    NOT NULL CHECK (length(url) <= 4096),
          PRIMARY KEY (company_id, call_id, session),
          FOREIGN KEY (company_id, call_id) REFERENCES calls (company_id, id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
        """)

    /// Notes where a transcript of a call is, once however often the provider says it.
    ///
    /// - Returns: Whether it is new.
    static func note(_ document: ProviderEvent.TranscriptDocument, of call: Call, in tx: Transaction) throws -> Bool {
        let isNew =
            try tx.execute(
                """
                INSERT INTO transcript_documents (company_id, call_id, session, url)
                VALUES (\(tx.company), \(call.id), \(document.session), \(document.url)) ON CONFLICT DO NOTHING
                """) == 1
        guard isNew else { return false }
        try tx.publish(
            TranscriptDocumentEvent(TranscriptDocumentEvent.available, call: call.id, session: document.session),
            on: call.topics)
        return true
    }

    /// Where a transcript is; nil: nobody has said so, or its call is to leave no trace.
    package static func url(of session: String, call: CallID, in tx: Transaction) throws -> String? {
        try tx.first(
            """
            SELECT url FROM transcript_documents
            WHERE company_id = \(tx.company) AND call_id = \(call) AND session = \(session)
            """
        ) { $0.string(0) }
    }
}
