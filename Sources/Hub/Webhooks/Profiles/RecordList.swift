import Calls
import Domain
import HTTP
import JSON

/// A list of records at a provider's API, each of which is what a webhook would have said (`records` of a profile).
package struct RecordList: Sendable {
    /// Such as `calls`.
    package let name: String
    /// Path and query of the first page, with the names of ``Asked`` in braces.
    let path: String
    /// Where the records are in a page; none: the page is the list.
    let items: [String]
    /// How the next page is found.
    package let next: NextPage
    let hook: Profile.Hook

    /// How a page leads to the next one; the set is closed.
    package enum NextPage: Sendable {
        /// An address in the page, by the names on the way to it; none there: it was the last.
        case address([String])
        /// The field `Link` with `rel="next"` (RFC 8288).
        case link
        /// This parameter of the query counts pages from 1, up to the first without records.
        case page(String)
        /// This parameter of the query counts the records before the page, up to the first without records.
        case offset(String)
    }

    /// What a path asks for; the set is closed.
    enum Asked: String, CaseIterable {
        /// Of the login.
        case user, application
        /// The span, as `2025-10-14T09:15:01Z`.
        case from, to
        /// The same as `2025-10-14 09:15:01`.
        case fromPlain = "from-plain"
        case toPlain = "to-plain"
        /// The same by India's clock.
        case fromIndia = "from-india"
        case toIndia = "to-india"
        /// The first day, as `2025-10-14`.
        case fromDay = "from-day"
    }

    /// Path and query of the first page of a span, for a login.
    package func path(user: String, application: String?, from: Timestamp, to: Timestamp) -> String {
        var filled = path
        for asked in Asked.allCases {
            let value: String =
                switch asked {
                case .user: user
                case .application: application ?? ""
                case .from: "\(from.rfc3339.prefix(19))Z"
                case .to: "\(to.rfc3339.prefix(19))Z"
                case .fromPlain: Self.plain(from)
                case .toPlain: Self.plain(to)
                case .fromIndia: Self.plain(from + FieldReading.indiaOffset)
                case .toIndia: Self.plain(to + FieldReading.indiaOffset)
                case .fromDay: String(from.rfc3339.prefix(10))
                }
            filled = filled.replacing("{\(asked.rawValue)}", with: PercentCoding.encode(value))
        }
        return filled
    }

    private static func plain(_ time: Timestamp) -> String {
        String(time.rfc3339.prefix(19).replacing("T", with: " "))
    }

    /// The records of a page; nil when the page is none of this list.
    package func records(of page: JSONValue) -> [JSONValue]? { items.reduce(page) { $0[$1] }.array }
}

/// Reads what a provider says by other ways than its webhooks, by the tables of its profile.
package struct RecordReader: Sendable {
    /// The account that it speaks of.
    package let account: AccountID
    let profile: Profile
    let party: @Sendable (String) -> Party

    /// Name of the profile.
    package var provider: String { profile.provider }

    /// The lists of records that the provider has, in the order in which they are read.
    package var lists: [RecordList] { profile.records }

    /// What a record says.
    ///
    /// - Throws: ``Refusal`` with what is missing.
    package func event(
        _ record: JSONValue, of list: RecordList, at now: Timestamp
    ) throws(Refusal) -> ProviderEvent? {
        try event(record, list.hook, at: now)
    }

    /// What a message says that would else have come to a hook; nil: nothing of use, or there is no such hook.
    ///
    /// - Throws: ``Refusal`` with what is missing.
    package func event(
        _ message: JSONValue, to hook: String, at now: Timestamp
    ) throws(Refusal) -> ProviderEvent? {
        guard let hook = profile.hooks[hook] else { return nil }
        return try event(message, hook, at: now)
    }

    /// What a transcript says that was fetched from an address; nil: it is none that the profile describes.
    ///
    /// What has no text, or cannot be understood, is left out.
    ///
    /// - Parameters:
    ///   - call: The provider's id of the leg.
    ///   - session: What the utterances are known by.
    package func utterances(
        of document: JSONValue, call: String, session: String, at now: Timestamp
    ) -> [ProviderEvent]? {
        guard let page = profile.transcript, let said = page.utterances(of: document) else { return nil }
        return said.enumerated().compactMap { index, utterance in
            let json: JSONValue = [
                "call": .string(call), "session": .string(session), "sequence": .integer(Int64(index)),
                "said": utterance,
            ]
            // One that cannot be understood must not keep the others from being read.
            let event = (try? event(json, page.hook, at: now)) ?? nil
            return event?.transcript == nil ? nil : event
        }
    }

    private func event(
        _ json: JSONValue, _ hook: Profile.Hook, at now: Timestamp
    ) throws(Refusal) -> ProviderEvent? {
        var delivery = Delivery(
            profile, json: json, query: FormBody(), headers: Headers(), account: account, hook: hook.name)
        let normaliser = Normaliser(account: account, hook: hook, receivedAt: now, party: party)
        guard case .call(let event) = try normaliser.event(&delivery) else { return nil }
        return event
    }
}
