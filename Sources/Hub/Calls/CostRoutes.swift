import Domain
import JSON
import SQLite
import Web

/// What calls cost, over HTTP: decodes, reads, encodes.
struct CostRoutes: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp

    /// The longest span of days.
    private static let mostDays: Int64 = 366

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/costs", .callsRead, sums)
            .paged().returnsPage(of: CostSum.schema)
            .query("from", .string(format: .date), "The first day, such as 2026-11-01; 30 days before `to` unless told.")
            .query("to", .string(format: .date), "The last day; tomorrow unless told.")
            .query("line", LineID.schema).query("kind", .enumeration(CostKind.self))
            .summary("What calls cost by day, line, kind and currency, oldest first"),
    ]}

    private func sums(_ request: Request) async throws -> Response {
        let page = try request.page()
        let filter = try filter(request)
        let after = try page.after.map {
            CostPlace(day: try $0.int64(0), line: try $0.int64(1), kind: try $0.string(2), currency: try $0.string(3))
        }
        let found = try await database.read(request.company) {
            try CostStore.sums(filter, after: after, limit: page.readLimit, in: $0)
        }
        let (items, next) = page.cut(found) {
            [.integer($0.day), .integer($0.line?.rawValue ?? 0), .string($0.kind.rawValue), .string($0.currency)]
        }
        return .page(items, next: next)
    }

    private func filter(_ request: Request) throws -> CostFilter {
        // A day ahead of UTC is the farthest that a company's clock can be.
        let to = try day("to", request) ?? now().milliseconds / 86_400_000 + 1
        let from = try day("from", request) ?? to - 30
        guard from <= to else { throw Problem.invalid("from", "`from` must not be after `to`.") }
        guard to - from < Self.mostDays else {
            throw Problem.invalid("from", "`from` and `to` may be \(Self.mostDays) days apart at most.")
        }
        return CostFilter(
            days: from...to, line: try request.query.value("line"),
            kind: request.query("kind").flatMap(CostKind.init(rawValue:)))
    }

    private func day(_ name: String, _ request: Request) throws -> Int64? {
        try request.query(name).map { text in
            guard let at = TimestampParser.parse("\(text)T00:00:00Z") else {
                throw Problem.invalid(name, "`\(name)` must be a day such as 2026-11-01.")
            }
            return at.milliseconds / 86_400_000
        }
    }
}
