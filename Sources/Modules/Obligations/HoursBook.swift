import FoundationEssentials
import ModuleKit
import Reactor

/// The opening hours that count for a line, read once for each text: hours are few and missed calls are many.
final class HoursBook: Sendable {
    /// What counts for obligations of a line.
    struct Rules: Sendable {
        let hours: OpeningHours
        let document: HoursDocument

        /// When an obligation is due that began at a moment; a place that never opens counts as always open.
        func due(from start: Timestamp) -> Timestamp {
            hours.due(from: start, minutes: document.serviceLevelMinutes)
                ?? start + .seconds(60 * document.serviceLevelMinutes)
        }
    }

    /// Whose words count.
    enum Source: String, Sendable, CaseIterable, JSONEncodable {
        case line, company
        case builtIn = "built-in"
    }

    private static let bound = 4096
    private let zone: @Sendable (CompanyID) -> String
    private let known = Lock<[String: Rules]>([:])

    /// - Parameter zone: A company's time zone, as an IANA name: what counts where nobody has set hours.
    init(zone: @escaping @Sendable (CompanyID) -> String) { self.zone = zone }

    /// The line's own, else the company's, else open all day.
    func rules(of line: LineID?, in tx: Transaction) throws -> Rules { read(try text(of: line, in: tx).text) }

    /// The text that counts, and whose it is.
    func text(of line: LineID?, in tx: Transaction) throws -> (text: String, source: Source) {
        if let line, let own = try HoursStore.hours(of: line, in: tx)?.text { return (own, .line) }
        if let common = try HoursStore.hours(of: nil, in: tx)?.text { return (common, .company) }
        return (HoursDocument.builtIn(timeZone: zone(tx.company)).jsonText, .builtIn)
    }

    private func read(_ text: String) -> Rules {
        if let rules = known.withLock({ $0[text] }) { return rules }
        // The text was checked when it was stored; somebody waits in any case.
        let document =
            (try? JSONDecoder().decode(HoursDocument.self, from: Data(text.utf8))) ?? .builtIn(timeZone: "UTC")
        let rules = Rules(hours: document.hours(), document: document)
        known.withLock { known in
            // Forgetting everything at the bound is rare, and needs no order of use on each look-up.
            if known.count >= Self.bound { known.removeAll() }
            known[text] = rules
        }
        return rules
    }
}
