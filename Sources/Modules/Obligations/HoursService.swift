import Accounts
import Calls
import ModuleKit

/// The rules of opening hours: each call is one transaction.
struct HoursService: Sendable {
    let database: Database
    let book: HoursBook
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// The hours that count for a line or for the company, and whose they are.
    struct Page: Sendable, JSONEncodable {
        let source: HoursBook.Source
        let text: String
        /// What was set for the very line or company; nil: nothing yet.
        let own: StoredHours?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("source", source)
                $0.member("version", own?.version ?? 0)
                $0.member("author", own?.author)
                $0.member("changedAt", own?.changedAt)
                $0.member("hours", raw: text.utf8)
            }
        }

        static let schema: Schema = .object([
            .required("source", .enumeration(HoursBook.Source.self), "Whose hours these are."),
            .required("version", .integer(min: 0), "Counts the changes of its own; the entity tag."),
            .optional("author", .string(), "Who changed it last."), .optional("changedAt", .string(format: .dateTime)),
            .required("hours", HoursDocument.schema),
        ])
    }

    func page(of line: LineID?, in company: CompanyID) async throws -> Page {
        try await database.read(company) { try page(of: line, in: $0) }
    }

    /// Sets the hours of a line, or of the company; nil: what is wider counts again.
    ///
    /// What is due already stays so.
    ///
    /// - Throws: 422 with every fault, 412 when they have changed since.
    func set(_ document: HoursDocument?, of line: LineID?, by request: Request) async throws -> Page {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try page(of: line, in: tx).own
            try request.requireMatch("\(before?.version ?? 0)", required: false)
            if let document {
                let problems = document.problems(at: at)
                if !problems.isEmpty { throw Problem.invalid(Array(problems.prefix(50))) }
                if let owner = document.owner, try !UserService.isMember(owner, in: tx) {
                    throw ObligationsError.noMember(field: "owner")
                }
            }
            let text = document?.jsonText
            guard text != before?.text else { return try page(of: line, in: tx) }
            let version = (before?.version ?? 0) + 1
            try HoursStore.set(
                StoredHours(text: text, author: request.author, changedAt: at, version: version), of: line, in: tx)
            try audit(
                document == nil ? "hours.reset" : "hours.changed", (line?.wire ?? tx.company.wire),
                ["version": .integer(version)], request, tx)
            return try page(of: line, in: tx)
        }
    }

    private func page(of line: LineID?, in tx: Transaction) throws -> Page {
        if let line { _ = try LineService.line(line, in: tx) }
        let (text, source) = try book.text(of: line, in: tx)
        return Page(source: source, text: text, own: try HoursStore.hours(of: line, in: tx))
    }
}
