import Broadcast
import Domain
import SQLite

/// What people want of each channel: every change is kept, and the newest one counts.
package enum ConsentBook {
    /// What counts now; unknown where nobody ever said.
    package static func state(
        of address: String, _ channel: ContactChannel, _ purpose: ConsentPurpose, in tx: Transaction
    ) throws -> ConsentState {
        try tx.first(
            """
            SELECT state FROM consent_changes
            WHERE company_id = \(tx.company) AND address = \(address) AND channel = \(channel) AND purpose = \(purpose)
            ORDER BY id DESC LIMIT 1
            """
        ) { ConsentState(rawValue: $0.string(0)) ?? .unknown } ?? .unknown
    }

    /// The newest word of each channel and purpose that there is one of.
    ///
    /// - Parameter addresses: At least one; at most a contact's.
    package static func current(of addresses: [String], in tx: Transaction) throws -> [Consent] {
        try tx.rows(
            """
            SELECT address, channel, purpose, state, source, word, note, author, at, id FROM consent_changes
            WHERE company_id = \(tx.company) AND address IN (\(SQL.list(addresses)))
              AND id = (SELECT MAX(n.id) FROM consent_changes n
                        WHERE n.company_id = consent_changes.company_id AND n.address = consent_changes.address
                          AND n.channel = consent_changes.channel AND n.purpose = consent_changes.purpose)
            ORDER BY address, channel, purpose
            """
        ) { read($0).consent }
    }

    /// All that was ever said, newest first, older than a place in the list.
    package static func history(
        of addresses: [String], before: Int64?, limit: Int, in tx: Transaction
    ) throws -> [(id: Int64, consent: Consent)] {
        try tx.rows(
            """
            SELECT address, channel, purpose, state, source, word, note, author, at, id FROM consent_changes
            WHERE company_id = \(tx.company) AND address IN (\(SQL.list(addresses))) AND id < \(before ?? .max)
            ORDER BY id DESC LIMIT \(limit)
            """, read)
    }

    /// Notes what somebody wants, where that is news, and says so to whoever listens.
    ///
    /// - Returns: false when it stood so already.
    @discardableResult
    package static func record(_ consent: Consent, contact: ContactID?, in tx: Transaction) throws -> Bool {
        guard try state(of: consent.address, consent.channel, consent.purpose, in: tx) != consent.state else {
            return false
        }
        let id: Int64 = try tx.newID()
        try tx.execute(
            """
            INSERT INTO consent_changes (company_id, address, channel, purpose, id, state, source, word, note, author, at)
            VALUES (\(tx.company), \(consent.address), \(consent.channel), \(consent.purpose), \(id), \(consent.state),
                    \(consent.source), \(consent.word), \(consent.note), \(consent.author), \(consent.at))
            """)
        let event = ConsentChanged(
            address: consent.address, channel: consent.channel, purpose: consent.purpose, state: consent.state,
            source: consent.source, contact: contact, word: consent.word, author: consent.author)
        try tx.publish(event, on: [.conversations, .contacts] + (contact.map { [.contact($0)] } ?? []))
        return true
    }

    /// Takes a keyword that somebody wrote: it counts for every purpose of the channel.
    ///
    /// - Parameter word: As written, in capitals. `YES` says so only to who has said stop; else it answers something.
    /// - Returns: Whether the word was a keyword at all.
    package static func heard(
        _ keyword: OptOut, word: String?, from number: PhoneNumber, over channel: ContactChannel, contact: ContactID?,
        at: Timestamp, in tx: Transaction
    ) throws -> Bool {
        guard keyword != .help else { return true }
        var counts = word != "YES"
        for purpose in ConsentPurpose.allCases {
            if word == "YES" {
                guard try state(of: number.e164, channel, purpose, in: tx) == .withdrawn else { continue }
                counts = true
            }
            let consent = Consent(
                address: number.e164, channel: channel, purpose: purpose,
                state: keyword == .stop ? .withdrawn : .granted, source: .message, word: word, at: at)
            try record(consent, contact: contact, in: tx)
        }
        return counts
    }

    private static func read(_ row: Row) -> (id: Int64, consent: Consent) {
        let consent = Consent(
            address: row.string(0), channel: ContactChannel(rawValue: row.string(1)) ?? .sms,
            purpose: ConsentPurpose(rawValue: row.string(2)) ?? .service,
            state: ConsentState(rawValue: row.string(3)) ?? .unknown,
            source: ConsentSource(rawValue: row.string(4)) ?? .person, word: row.stringOrNil(5),
            note: row.stringOrNil(6), author: row.stringOrNil(7), at: Timestamp(milliseconds: row.int64(8)))
        return (row.int64(9), consent)
    }
}
