import Directory
import ModuleKit

/// Everything that passed with a contact, from every module that has something to tell.
struct TimelineService: Sendable {
    let database: Database
    let sources: [TimelineSource]

    /// The lines of a contact, newest first, as many as are asked for.
    func lines(_ query: TimelineQuery, in company: CompanyID) async throws -> [TimelineItem] {
        try await database.read(company) { tx in
            try ContactDirectory.existing(query.contact, in: tx)
            let lines = try sources.filter { source in
                query.kinds.map { !source.kinds.isDisjoint(with: $0) } ?? true
            }.flatMap { try $0.read(query, tx) }
            return Array(lines.sorted { ($0.at, $0.key) > ($1.at, $1.key) }.prefix(query.limit))
        }
    }
}

/// The timeline of a contact over HTTP.
struct TimelineRoutes: Sendable {
    let service: TimelineService

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/contacts/:id/timeline", .contactsRead, show).paged().returnsPage(of: TimelineItem.schema)
            .query("kinds", Self.kinds, "Such as `call,message`; all kinds, unless told.")
            .query("from", .string(format: .dateTime), "RFC 3339; not before this.")
            .query("to", .string(format: .dateTime), "RFC 3339; before this.").problems(.notFound, .gone)
            .summary("Everything that passed with a contact, of every channel and module, newest first"),
    ]}

    private static let kinds: Schema = {
        let kind = "(" + TimelineKind.allCases.map(\.rawValue).joined(separator: "|") + ")"
        return .string(max: 200).matching(
            Pattern(source: "^\(kind)(,\(kind))*$"),
            saying: "some of \(TimelineKind.allCases.map(\.rawValue).joined(separator: ", ")) with commas between")
    }()

    private func show(_ request: Request) async throws -> Response {
        let page = try request.page()
        let kinds = request.query("kinds").map { text in
            Set(text.split(separator: ",").compactMap { TimelineKind(rawValue: String($0)) })
        }
        // What is at `to` itself is not before it.
        let end = try request.query.value("to", as: Timestamp.self).map { (at: $0, key: Int64(0)) }
        let before = try page.after.map { (at: Timestamp(milliseconds: try $0.int64(0)), key: try $0.int64(1)) }
        let query = TimelineQuery(
            contact: try request.path("id"), kinds: kinds, from: try request.query.value("from"),
            before: before ?? end ?? (at: Timestamp(milliseconds: .max), key: .max), limit: page.readLimit)
        let (items, next) = page.cut(try await service.lines(query, in: request.company)) {
            [.integer($0.at.milliseconds), .integer($0.key)]
        }
        return .page(items, next: next)
    }
}
