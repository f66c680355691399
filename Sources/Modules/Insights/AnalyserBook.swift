import Analysis
import ModuleKit
import Reactor

/// Each company's analyser: the built-in one, or one compiled of its own documents.
///
/// Its locks guard the analysers compiled so far, and the time zones that were read; the versions of the documents stand in
/// the database.
package final class AnalyserBook: Sendable {
    private struct Entry {
        var versions: DocumentVersions
        var analyser: Analyser
    }

    private let entries = Lock<[CompanyID: Entry]>([:])
    private let zones = Lock<[String: WallZone]>([:])
    /// Companies whose analysers are kept; beyond, one of them goes.
    private static let most = 256

    package init() {}

    /// The analyser of the transaction's company, as its documents stand in this transaction.
    func analyser(in tx: Transaction) throws -> Analyser {
        let versions = try DocumentStore.versions(in: tx)
        guard versions.isOwn else { return try BuiltIn.analyser() }
        let company = tx.company
        let known = entries.withLock { entries in
            entries[company].flatMap { $0.versions == versions ? $0.analyser : nil }
        }
        if let known { return known }
        let analyser = try Self.compile(
            lexicon: try DocumentStore.own(.lexicon, in: tx), rules: try DocumentStore.own(.rules, in: tx),
            versions: versions)
        // What is compiled in a transaction that is rolled back is found to be of other versions, and made again.
        entries.withLock { entries in
            if entries.count >= Self.most, let first = entries.keys.first { entries[first] = nil }
            entries[company] = Entry(versions: versions, analyser: analyser)
        }
        return analyser
    }

    /// The same for whoever writes, looked up once a company and batch: utterances come by the hundred.
    func writersAnalyser(in tx: Transaction) throws -> Analyser {
        try tx.batch.with(BatchAnalysers.self) { batch in
            if let known = batch.analysers[tx.company] { return known }
            let analyser = try analyser(in: tx)
            batch.analysers[tx.company] = analyser
            return analyser
        }
    }

    /// The clock of a time zone, by its IANA name; UTC for one that this machine does not know.
    func wall(_ name: String) -> WallZone {
        if let known = zones.withLock({ $0[name] }) { return known }
        let zone = Zones.zone(named: name) ?? .utc
        zones.withLock { $0[name] = zone }
        return zone
    }

    /// Compiles documents; the built-in one stands in for each that is nil.
    ///
    /// - Throws: `LexiconFaults` that name the fields.
    static func compile(lexicon: JSONValue?, rules: JSONValue?, versions: DocumentVersions) throws -> Analyser {
        try Analyser(
            lexicon: try lexicon ?? BuiltIn.document("lexicon"),
            lexiconVersion: lexicon == nil ? Lexicon.builtInVersion : "company-\(versions.lexicon)",
            rules: try rules ?? BuiltIn.document("rules"),
            rulesVersion: rules == nil ? Rules.builtInVersion : "company-\(versions.rules)",
            languages: try BuiltIn.languages())
    }
}

/// The analysers that a batch has used.
private struct BatchAnalysers: BatchState {
    var analysers: [CompanyID: Analyser] = [:]

    mutating func beforeCommit(_ tx: Transaction) {}
}
