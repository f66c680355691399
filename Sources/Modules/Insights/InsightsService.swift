import Analysis
import ModuleKit

/// The rules of analysing texts, and of what a company may change about it.
struct InsightsService: Sendable {
    let database: Database
    let book: AnalyserBook
    let now: @Sendable () -> Timestamp
    /// A company's time zone, as an IANA name.
    let zone: @Sendable (CompanyID) -> String
    let audit: AuditWriter

    /// Analyses one text as it would be if it were said in a call.
    func analyse(_ text: String, speaker: String?, at: Timestamp?, in company: CompanyID) async throws -> TextAnalysis {
        let name = zone(company)
        let (analyser, wall) = try await database.read(company) { tx in (try book.analyser(in: tx), book.wall(name)) }
        let context = TextContext(speaker: speaker, at: at ?? now(), zone: wall)
        return analyser.analyse(text, context)
    }

    /// The lexicon or the rules that count for a company.
    func document(_ kind: DocumentKind, in company: CompanyID) async throws -> AnalysisDocument {
        try await database.read(company) { try DocumentStore.newest(kind, in: $0) }
    }

    /// Puts a document of the company's own in the place of the one that counts; nil for the built-in one.
    ///
    /// - Throws: 422 with every part that cannot be read, 412 when it has changed since.
    func replace(_ kind: DocumentKind, by body: JSONValue?, request: Request) async throws -> AnalysisDocument {
        if let body {
            do {
                _ = try AnalyserBook.compile(
                    lexicon: kind == .lexicon ? body : nil, rules: kind == .rules ? body : nil,
                    versions: DocumentVersions())
            } catch let faults as LexiconFaults {
                throw Problem.invalid(Array(faults.problems.prefix(50)))
            }
        }
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try DocumentStore.newest(kind, in: tx)
            try request.requireMatch("\(before.change)", required: false)
            guard body != before.own else { return before }
            // A company's rules may name classes of a lexicon that is its own as well.
            try check(kind, body, in: tx)
            try DocumentStore.insert(
                kind, version: before.change + 1, body: body?.jsonText, author: request.author, at: at, in: tx)
            try audit(
                body == nil ? "analysis.reset" : "analysis.changed", kind.rawValue,
                ["version": .integer(before.change + 1)], request, tx)
            return try DocumentStore.newest(kind, in: tx)
        }
    }

    private func check(_ kind: DocumentKind, _ body: JSONValue?, in tx: Transaction) throws {
        let other = try DocumentStore.own(kind == .lexicon ? .rules : .lexicon, in: tx)
        guard other != nil || body == nil else { return }
        do {
            _ = try AnalyserBook.compile(
                lexicon: kind == .lexicon ? body : other, rules: kind == .rules ? body : other,
                versions: DocumentVersions())
        } catch let faults as LexiconFaults {
            throw Problem.conflict(
                "With the company's other document it cannot be read: \(faults.problems.first?.detail ?? "")")
        }
    }
}
