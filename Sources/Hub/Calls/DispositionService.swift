import Broadcast
import Domain
import JSON
import ModuleKit
import SQLite
import Web

/// The rules of dispositions: each call is one transaction.
struct DispositionService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    let followUp: FollowUpWriter
    let audit: AuditWriter

    /// The tree that counts for a line or for the company, and whose it is.
    struct Page: Sendable, JSONEncodable {
        let source: DispositionStore.Source
        let tree: DispositionTree
        let own: DispositionStore.Stored?

        func encode(to json: inout JSONWriter) {
            json.object {
                $0.member("source", source)
                $0.member("version", own?.version ?? 0)
                $0.member("author", own?.author)
                $0.member("changedAt", own?.changedAt)
                tree.encodeMembers(to: &$0)
            }
        }

        static let schema: Schema = .object([
            .required("source", .enumeration(DispositionStore.Source.self), "Whose tree counts."),
            .required("version", .integer(min: 0), "Counts the changes of its own; the entity tag."),
            .optional("author", .string(), "Who changed it last."), .optional("changedAt", .string(format: .dateTime)),
            .required("required", .boolean, "Whether an answered call needs a disposition."),
            .required("tree", .array(of: .reference("Disposition"))),
        ])
    }

    func page(of line: LineID?, in company: CompanyID) async throws -> Page {
        try await database.read(company) { try Self.page(of: line, in: $0) }
    }

    /// Draws the tree of a line, or of the company; nil: what is wider counts again.
    ///
    /// Calls keep what they have.
    ///
    /// - Throws: 422 with every fault, 412 when it has changed since.
    func set(_ tree: DispositionTree?, of line: LineID?, by request: Request) async throws -> Page {
        let at = now()
        if let problems = tree?.problems(), !problems.isEmpty { throw Problem.invalid(Array(problems.prefix(50))) }
        return try await database.write(request.company) { tx in
            let before = try Self.page(of: line, in: tx).own
            try request.requireMatch("\(before?.version ?? 0)", required: false)
            let text = tree?.jsonText
            guard text != before?.text else { return try Self.page(of: line, in: tx) }
            let version = (before?.version ?? 0) + 1
            try DispositionStore.set(
                .init(text: text, author: request.author, changedAt: at, version: version), of: line, in: tx)
            try audit(
                tree == nil ? "dispositions.reset" : "dispositions.changed", line?.wire ?? tx.company.wire,
                ["version": .integer(version)], request, tx)
            return try Self.page(of: line, in: tx)
        }
    }

    /// Says what a call came to, and has its follow-up made a task, once for each call.
    ///
    /// - Throws: 422 for what is not in the line's tree, or for taking away what is required.
    func give(_ draft: DispositionDraft, to name: String, by request: Request) async throws -> Call {
        let at = now()
        return try await database.write(request.company) { tx in
            let before = try CallService.call(named: name, in: tx)
            return try give(draft.disposition, draft.note, to: before, at: at, by: request, in: tx)
        }
    }

    /// The same within a transaction.
    ///
    /// - Parameter note: Taken down with it; nil: nothing is.
    func give(
        _ path: String?, _ note: String?, to before: Call, at: Timestamp, by request: Request, in tx: Transaction
    ) throws -> Call {
        let tree = try DispositionStore.tree(of: before.line, in: tx).tree
        try Self.check(path, tree, before)
        let call = try CallService.amend(before.id, in: tx) { call in
            call.disposition = path
            if let note {
                try CallNotes.write(note, of: &call, expecting: nil, by: request.author, at: at, in: tx)
            }
        }
        guard path != before.disposition else { return call }
        try audit(
            "call.disposed", call.id.wire,
            [
                "from": before.disposition.map { .string($0) } ?? .null, "to": path.map { .string($0) } ?? .null,
            ], request, tx)
        if let path, let wanted = tree.nodes(of: path)?.last?.followUp,
            try DispositionStore.noteFollowUp(path, of: call.id, in: tx)
        {
            let owner = call.agent.flatMap { UserID(wire: $0) } ?? UserID(wire: request.author)
            try followUp(
                FollowUpTask(
                    title: wanted.title, dueAt: at + .seconds(wanted.hours * 3600), disposition: path, call: call.id,
                    contact: call.contact, owner: owner), request, tx)
        }
        return call
    }

    private static func check(_ path: String?, _ tree: DispositionTree, _ call: Call) throws {
        guard let path else {
            guard tree.required, call.answeredAt != nil else { return }
            throw Problem.invalid("disposition", "An answered call on this line needs a disposition.")
        }
        guard !tree.tree.isEmpty, !tree.paths.contains(path) else { return }
        let some = tree.paths.prefix(20).map { "`\($0)`" }.joined(separator: ", ")
        throw Problem.invalid("disposition", "`\(path)` is no disposition of this line; it must be one of \(some).")
    }

    private static func page(of line: LineID?, in tx: Transaction) throws -> Page {
        if let line { _ = try LineService.line(line, in: tx) }
        let (tree, source) = try DispositionStore.tree(of: line, in: tx)
        return Page(source: source, tree: tree, own: try DispositionStore.stored(of: line, in: tx))
    }
}

/// What a call came to, as somebody says.
struct DispositionDraft: JSONBody {
    var disposition: String?
    var note: String?

    static let schema: Schema = .object([
        .required(
            "disposition", .string(min: 1, max: 100).nullable,
            "A path in the line's tree such as `interested/later`; any text where it has none; null takes it back."),
        .optional(
            "note", .string(max: 20_000), "Takes the place of the caller's own note; another's is kept beside it."),
    ])
}
