import Domain
import ModuleKit
import SQLite

/// Makes calls and messages be nobody's: what is counted stays, who it was and what was said does not.
package enum CallErasure {
    /// The same person with the numbers that their calls were made from, and with calls that never had a contact.
    ///
    /// - Parameter isShared: Whether somebody else has a number too.
    package static func completed(
        _ person: Person, in tx: Transaction, isShared: (String) throws -> Bool
    ) throws -> Person {
        var person = person
        for call in person.calls {
            let number = try tx.first(
                "SELECT remote_number FROM calls WHERE company_id = \(tx.company) AND id = \(call)"
            ) { $0.stringOrNil(0) }
            guard let number = number ?? nil, !person.numbers.contains(number), try !isShared(number) else { continue }
            person.numbers.append(number)
        }
        for number in person.numbers {
            let more = try tx.rows(
                """
                SELECT id FROM calls
                WHERE company_id = \(tx.company) AND remote_number = \(number) AND contact_id IS NULL
                """
            ) { CallID($0.int64(0)) }
            person.calls += more.filter { !person.calls.contains($0) }
        }
        return person
    }

    /// Numbers of calls that have no contact, for who knows them by no id.
    package static func numbers(in tx: Transaction, where passes: (String) -> Bool) throws -> Set<String> {
        var found: Set<String> = []
        try tx.forEach(
            """
            SELECT DISTINCT remote_number FROM calls
            WHERE company_id = \(tx.company) AND contact_id IS NULL AND remote_number IS NOT NULL
            """
        ) { row in
            if passes(row.string(0)) { found.insert(row.string(0)) }
            return true
        }
        return found
    }

    /// One of them that goes on; nil: none does.
    package static func openCall(of person: Person, in tx: Transaction) throws -> CallID? {
        for call in person.calls {
            let isOpen = try tx.exists(
                "SELECT 1 FROM calls WHERE company_id = \(tx.company) AND id = \(call) AND ended_at IS NULL")
            if isOpen { return call }
        }
        return nil
    }

    /// Messages to and from a person.
    package static func messages(of person: Person, in tx: Transaction) throws -> [MessageID] {
        var found = try tx.rows(
            "SELECT id FROM messages WHERE company_id = \(tx.company) AND contact_id = \(person.contact?.rawValue ?? 0)"
        ) { MessageID($0.int64(0)) }
        for address in person.addresses {
            found += try tx.rows(
                "SELECT id FROM messages WHERE company_id = \(tx.company) AND remote = \(address)"
            ) { MessageID($0.int64(0)) }
        }
        return found
    }

    /// Words, names and numbers of a person's calls and messages; when, how long and how it ended stay.
    package static func erase(_ person: Person, in tx: Transaction) throws {
        for message in try messages(of: person, in: tx) {
            try tx.execute("DELETE FROM messages WHERE company_id = \(tx.company) AND id = \(message)")
        }
        for call in person.calls {
            try tx.execute(
                """
                UPDATE calls SET contact_id = NULL, contact_match = 'none', interaction_id = NULL, caller_name = NULL,
                    geo = NULL, remote_number = NULL, summary = NULL, note = NULL,
                    from_raw = CASE direction WHEN 'inbound' THEN 'anonymous' ELSE from_raw END,
                    from_kind = CASE direction WHEN 'inbound' THEN 'anonymous' ELSE from_kind END,
                    to_raw = CASE direction WHEN 'inbound' THEN to_raw ELSE 'anonymous' END,
                    to_kind = CASE direction WHEN 'inbound' THEN to_kind ELSE 'anonymous' END
                WHERE company_id = \(tx.company) AND id = \(call)
                """)
            for number in person.numbers {
                try tx.execute(
                    """
                    UPDATE legs SET party = 'anonymous'
                    WHERE company_id = \(tx.company) AND call_id = \(call) AND party = \(number)
                    """)
            }
            try tx.execute("DELETE FROM call_notes WHERE company_id = \(tx.company) AND call_id = \(call)")
            try tx.execute("UPDATE recordings SET url = NULL WHERE company_id = \(tx.company) AND call_id = \(call)")
            try forgetWords(of: call, in: tx)
        }
    }

    /// What was said in a call, in every version; the search forgets it with the rows.
    private static func forgetWords(of call: CallID, in tx: Transaction) throws {
        try tx.execute("DELETE FROM transcript_segments WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute("DELETE FROM transcript_versions WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute("DELETE FROM transcript_documents WHERE company_id = \(tx.company) AND call_id = \(call)")
        try tx.execute(
            "UPDATE transcript_redactions SET reason = NULL WHERE company_id = \(tx.company) AND call_id = \(call)")
    }

    /// Removes the words of calls that began before a moment.
    ///
    /// - Returns: How many calls had any, and the place to go on after; nil at the end.
    package static func forgetTranscripts(
        after start: Int64, before end: Int64, limit: Int, in tx: Transaction
    ) throws -> (count: Int, reached: Int64?) {
        let calls = try tx.rows(
            """
            SELECT id FROM calls WHERE company_id = \(tx.company) AND id > \(start) AND id < \(end)
              AND ended_at IS NOT NULL ORDER BY id LIMIT \(limit)
            """
        ) { CallID($0.int64(0)) }
        var count = 0
        for call in calls {
            let had = try tx.exists(
                "SELECT 1 FROM transcript_versions WHERE company_id = \(tx.company) AND call_id = \(call) LIMIT 1")
            guard had else { continue }
            try forgetWords(of: call, in: tx)
            count += 1
        }
        return (count, calls.count < limit ? nil : calls.last?.rawValue)
    }

    /// Removes messages that were heard of before a moment and are settled.
    package static func forgetMessages(
        after start: Int64, before end: Int64, limit: Int, in tx: Transaction
    ) throws -> (count: Int, reached: Int64?) {
        let ids = try tx.rows(
            """
            SELECT id FROM messages WHERE company_id = \(tx.company) AND id > \(start) AND id < \(end)
            ORDER BY id LIMIT \(limit)
            """
        ) { $0.int64(0) }
        guard let last = ids.last else { return (0, nil) }
        let count = try tx.execute(
            "DELETE FROM messages WHERE company_id = \(tx.company) AND id > \(start) AND id <= \(last)")
        return (count, ids.count < limit ? nil : last)
    }
}
