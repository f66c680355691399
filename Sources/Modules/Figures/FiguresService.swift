import Accounts
import Calls
import HTTP
import ModuleKit

/// Reads figures: each call is one read of rows that are bounded by the days asked for.
struct FiguresService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp

    /// What is asked for; days are RFC 3339 dates on the company's clock.
    struct Question: Sendable {
        var from: Int?
        var to: Int?
        var line: LineID?
        var agent: String?
    }

    /// The longest span.
    private static let mostDays = 366
    private static let usualDays = 30

    func dashboard(in company: CompanyID) async throws -> (figures: DashboardFigures, offset: Int64) {
        let at = now()
        return try await database.read(company) { tx in
            (try DashboardFigures(at: at, in: tx), try EventLog.extent(in: tx).last)
        }
    }

    func summary(_ question: Question, _ level: ServiceLevel, in company: CompanyID) async throws -> AnalyticsSummary {
        try await read(question, company) { span, tx in
            AnalyticsSummary(
                span: span, level: level, figures: try FiguresStore.total(span, in: tx),
                cost: span.agent == nil ? try CostStore.total(span.days, line: span.line, in: tx) : nil)
        }
    }

    /// Every day of the span, those without calls too.
    func days(_ question: Question, in company: CompanyID) async throws -> [AnalyticsRow] {
        try await read(question, company) { span, tx in
            let sums = Dictionary(
                try FiguresStore.quarters(span, in: tx).map { (span.zone.wall($0.at).day, $0.figures) },
                uniquingKeysWith: +)
            return span.days.map { day in
                AnalyticsRow(
                    key: .day(AnalyticsSummary.date(day)), figures: sums[day] ?? CallFigures(),
                    rows: span.day(day).rows())
            }
        }
    }

    /// The 168 hours of the week, Monday's first.
    func hours(_ question: Question, in company: CompanyID) async throws -> [AnalyticsRow] {
        try await read(question, company) { span, tx in
            let sums = Dictionary(
                try FiguresStore.quarters(span, in: tx).map { quarter in
                    let wall = span.zone.wall(quarter.at)
                    return (wall.weekday * 24 + wall.hour, quarter.figures)
                }, uniquingKeysWith: +)
            return (24..<192).map { place in
                let (weekday, hour) = (place / 24, place % 24)
                return AnalyticsRow(
                    key: .hour(weekday: weekday, hour: hour), figures: sums[place] ?? CallFigures(),
                    rows: span.rows("weekday=\(weekday)", "hour=\(hour)"))
            }
        }
    }

    func lines(_ question: Question, in company: CompanyID) async throws -> [AnalyticsRow] {
        try await read(question, company) { span, tx in
            try FiguresStore.lines(span, in: tx).map { line, figures in
                var own = span
                own.line = line
                return AnalyticsRow(
                    key: .line(line), figures: figures, rows: own.rows(line == nil ? "line=none" : ""))
            }
        }
    }

    func agents(_ question: Question, in company: CompanyID) async throws -> [AnalyticsRow] {
        try await read(question, company) { span, tx in
            try FiguresStore.agents(span, in: tx).map { agent, figures in
                var own = span
                own.agent = agent
                let name = try AgentID(wire: agent).flatMap { try Agents.name(of: $0, in: tx) }
                return AnalyticsRow(key: .agent(agent, name: name), figures: figures, rows: own.rows())
            }
        }
    }

    /// What was found in calls, by day.
    func words(_ kind: FigureWord, _ question: Question, in company: CompanyID) async throws -> [WordRow] {
        try await read(question, company) { span, tx in
            var sums: [Int: [String: Int64]] = [:]
            for found in try FiguresStore.words(kind, span, in: tx) {
                sums[span.zone.wall(found.at).day, default: [:]][found.value, default: 0] += found.calls
            }
            return sums.sorted { $0.key < $1.key }.flatMap { day, values in
                values.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map { value, calls in
                    WordRow(
                        day: AnalyticsSummary.date(day), kind: kind, value: value, calls: calls,
                        rows: span.day(day).rows("\(kind.rawValue)=\(PercentCoding.encode(value, .form))"))
                }
            }
        }
    }

    private func read<Answer: Sendable>(
        _ question: Question, _ company: CompanyID,
        _ body: @escaping @Sendable (FiguresSpan, Transaction) throws -> Answer
    ) async throws -> Answer {
        let at = now()
        return try await database.read(company) { tx in
            let zone = try Company.zone(in: tx)
            let to = question.to ?? zone.wall(at).day
            let from = question.from ?? to - Self.usualDays + 1
            guard from <= to else { throw Problem.invalid("from", "`from` must not be after `to`.") }
            guard to - from < Self.mostDays else {
                throw Problem.invalid("from", "`from` and `to` may be \(Self.mostDays) days apart at most.")
            }
            return try body(
                FiguresSpan(days: from...to, zone: zone, line: question.line, agent: question.agent), tx)
        }
    }
}
