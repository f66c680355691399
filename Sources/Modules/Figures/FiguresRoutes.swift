import ModuleKit

/// Figures over HTTP: decodes, reads, encodes.
struct FiguresRoutes: Sendable {
    let service: FiguresService
    let epoch: String

    // swift-format-ignore
    var table: [Route] {[
        .get("/api/crm/dashboard-stats", .callsRead, dashboard).returns(DashboardFigures.schema)
            .summary("Contacts, revenue and calls at a glance; names its offset",
                details: "Every number is kept with each change; `rows` is the page whose rows it counts."),
        .get("/api/crm/analytics", .callsRead, summary).asked
            .query("within", .enumeration(ServiceLevel.allCases.map { "\($0.rawValue)" }).standard("20"),
                "The seconds of the service level.")
            .returns(AnalyticsSummary.schema)
            .summary("How well calls were served: service level, speed of answer, abandoned, repeated, resolved, cost",
                details: "Each number says its formula, and the page of its rows."),
        .get("/api/crm/analytics/days",   .callsRead) { .json(try await service.days(question($0), in: $0.company)) }
            .asked.returns(.array(of: AnalyticsRow.schema([.required("day", .string(format: .date))])))
            .summary("Calls by day on the company's clock, oldest first"),
        .get("/api/crm/analytics/hours",  .callsRead) { .json(try await service.hours(question($0), in: $0.company)) }
            .asked.returns(.array(of: AnalyticsRow.schema([
                .required("weekday", .integer(min: 1, max: 7), "1 is Monday."),
                .required("hour", .integer(min: 0, max: 23)),
            ])))
            .summary("Calls by hour of the week on the company's clock, for a heat map"),
        .get("/api/crm/analytics/lines",  .callsRead) { .json(try await service.lines(question($0), in: $0.company)) }
            .asked.returns(.array(of: AnalyticsRow.schema([.optional("line", LineID.schema, "Absent: on none.")])))
            .summary("Calls by line, the busiest first"),
        .get("/api/crm/analytics/agents", .callsRead) { .json(try await service.agents(question($0), in: $0.company)) }
            .asked.returns(.array(of: AnalyticsRow.schema([
                .optional("agent", .string(), "`usr_…`, `key_…` or a telephone; absent: nobody took them."),
                .optional("name", .string()),
            ])))
            .summary("Calls by who took them, the busiest first"),
        .get("/api/crm/analytics/sentiment", .callsRead) {
                .json(try await service.words(.sentiment, question($0), in: $0.company)) }
            .asked.returns(.array(of: WordRow.schema(.sentiment))).summary("The mood of calls by day"),
        .get("/api/crm/analytics/intents", .callsRead) {
                .json(try await service.words(.intent, question($0), in: $0.company)) }
            .asked.returns(.array(of: WordRow.schema(.intent))).summary("What callers wanted, by day"),
    ]}

    private func dashboard(_ request: Request) async throws -> Response {
        let (figures, offset) = try await service.dashboard(in: request.company)
        return Response.json(figures).offset(epoch: epoch, offset)
    }

    private func summary(_ request: Request) async throws -> Response {
        let level = request.query.int("within").flatMap(ServiceLevel.init) ?? .twenty
        return .json(try await service.summary(try question(request), level, in: request.company))
    }

    private func question(_ request: Request) throws -> FiguresService.Question {
        FiguresService.Question(
            from: try day("from", request), to: try day("to", request), line: try request.query.value("line"),
            agent: request.query("agent").map { $0 == "me" ? request.author : $0 == "none" ? "" : $0 })
    }

    private func day(_ name: String, _ request: Request) throws -> Int? {
        try request.query(name).map { text in
            guard let at = TimestampParser.parse("\(text)T00:00:00Z") else {
                throw Problem.invalid(name, "`\(name)` must be a day such as 2026-11-01.")
            }
            return Int(at.milliseconds / 86_400_000)
        }
    }
}

extension Route {
    /// The same with what all figures are narrowed to.
    fileprivate var asked: Route {
        query("from", .string(format: .date), "The first day on the company's clock; 30 days up to `to` unless told.")
            .query("to", .string(format: .date), "The last day; today unless told.")
            .query("line", LineID.schema)
            .query("agent", .string(min: 1, max: 255), "`me`, `none`, `usr_…`, `key_…`, or a telephone.")
    }
}
