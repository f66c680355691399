import Accounts
import Calls
import ModuleKit

extension Permission {
    /// Say which programs hear calls and speak with callers.
    static let programsWrite = Self("programs:write", least: .admin)
}

/// Recognisers and agents over HTTP: decodes, calls the service, encodes.
struct ProgramRoutes: Sendable {
    let service: ProgramService

    // swift-format-ignore
    var table: [Route] {[
        .get   ("/api/media/recogniser", .programsWrite) { try await show(.recogniser, $0) }.ofLine
            .returns(Program.view).problems(.notFound).summary("Which program makes text of calls' sound"),
        .put   ("/api/media/recogniser", .programsWrite, setRecogniser).ofLine.body(RecogniserDraft.self)
            .returns(Program.view).problems(.notFound).summary("Hand the sound of streams on to a recogniser"),
        .delete("/api/media/recogniser", .programsWrite) { try await remove(.recogniser, $0) }.ofLine
            .returnsNothing().problems(.notFound).summary("Hand no sound on any more"),
        .get   ("/api/media/agent", .programsWrite) { try await show(.agent, $0) }.ofLine
            .returns(Program.view).problems(.notFound).summary("Which program speaks with callers"),
        .put   ("/api/media/agent", .programsWrite, setAgent).ofLine.body(AgentDraft.self)
            .returns(Program.view).problems(.notFound).summary("Let a program speak with callers"),
        .delete("/api/media/agent", .programsWrite) { try await remove(.agent, $0) }.ofLine
            .returnsNothing().problems(.notFound).summary("Let no program speak with callers any more"),
    ]}

    private func show(_ kind: ProgramKind, _ request: Request) async throws -> Response {
        .json(try await service.program(try place(kind, request)))
    }

    private func setRecogniser(_ request: Request) async throws -> Response {
        let draft = try request.json(RecogniserDraft.self)
        return .json(
            try await service.set(draft.program(at: service.now()), of: place(.recogniser, request), by: request))
    }

    private func setAgent(_ request: Request) async throws -> Response {
        let draft = try request.json(AgentDraft.self)
        return .json(try await service.set(draft.program(at: service.now()), of: place(.agent, request), by: request))
    }

    private func remove(_ kind: ProgramKind, _ request: Request) async throws -> Response {
        try await service.remove(try place(kind, request), by: request)
        return .noContent
    }

    private func place(_ kind: ProgramKind, _ request: Request) throws -> ProgramPlace {
        ProgramPlace(company: request.company, kind: kind, line: try request.query.value("line"))
    }
}

extension Route {
    fileprivate var ofLine: Route {
        tag("media").query(
            "line", LineID.schema, "The one of this line; without it, that of all lines without their own.")
    }
}

/// The rules of recognisers and agents: each call is one transaction.
struct ProgramService: Sendable {
    let database: Database
    let store: ProgramStore
    let book: ProgramBook
    let audit: AuditWriter
    let now: @Sendable () -> Timestamp

    /// - Throws: 404 where there is none at that very place.
    func program(_ place: ProgramPlace) async throws -> Program {
        try await database.read(place.company) { try Self.check(place, in: $0) }
        guard let program = book.program(at: place) else { throw Self.none(place) }
        return program
    }

    func set(_ program: Program, of place: ProgramPlace, by request: Request) async throws -> Program {
        try await database.write(place.company) { tx in
            try Self.check(place, in: tx)
            try store.set(program, of: place, in: tx)
            try audit("\(place.kind.rawValue).set", place.subject, ["url": .string(program.url)], request, tx)
            return program
        }
    }

    func remove(_ place: ProgramPlace, by request: Request) async throws {
        try await database.write(place.company) { tx in
            try Self.check(place, in: tx)
            guard try store.remove(place, in: tx) else { throw Self.none(place) }
            try audit("\(place.kind.rawValue).removed", place.subject, [:], request, tx)
        }
    }

    private static func none(_ place: ProgramPlace) -> Problem {
        .notFound("There is no \(place.kind.rawValue) for \(place.line?.wire ?? "the company").")
    }

    /// The line must be the company's own.
    private static func check(_ place: ProgramPlace, in tx: Transaction) throws {
        if let line = place.line { _ = try LineService.line(line, in: tx) }
    }
}
