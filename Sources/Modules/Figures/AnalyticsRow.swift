import ModuleKit

/// What the calls of a day, an hour of the week, a line or an agent add up to.
struct AnalyticsRow: Sendable, JSONEncodable {
    /// Whose they are.
    enum Key: Sendable {
        case day(String)
        case hour(weekday: Int, hour: Int)
        /// nil: on no line.
        case line(LineID?)
        /// Empty: nobody took them.
        case agent(String, name: String?)
    }

    let key: Key
    let figures: CallFigures
    let rows: String

    func encode(to json: inout JSONWriter) {
        json.object {
            switch key {
            case .day(let day): $0.member("day", day)
            case .hour(let weekday, let hour):
                $0.member("weekday", weekday)
                $0.member("hour", hour)
            case .line(let line): $0.member("line", line)
            case .agent(let agent, let name):
                if !agent.isEmpty { $0.member("agent", agent) }
                $0.member("name", name)
            }
            $0.member("calls", figures.calls)
            $0.member("inbound", figures.inbound)
            $0.member("outbound", figures.outbound)
            $0.member("answered", figures.answered)
            $0.member("missed", figures.missed)
            $0.member("abandoned", figures.abandoned)
            $0.member("recovered", figures.recovered)
            $0.member("connected", figures.connected)
            $0.member("talkSec", figures.talkSec)
            if figures.answered > 0 {
                $0.key("speedOfAnswerSec")
                $0.value(Double(figures.waitMs) / Double(figures.answered) / 1000)
            }
            $0.member("rows", rows)
        }
    }

    /// - Parameter keys: The members that say whose they are.
    static func schema(_ keys: [Schema.Property]) -> Schema {
        .object(
            keys
                + [
                    "calls", "inbound", "outbound", "answered", "missed", "abandoned", "recovered", "connected",
                    "talkSec",
                ].map { .required($0, .integer(min: 0)) } + [
                    .optional("speedOfAnswerSec", .number(min: 0), "Absent where no inbound call was answered."),
                    .required("rows", .string(), "The page whose rows `calls` counts."),
                ])
    }
}

/// How many calls of a day have a sentiment or an intent.
struct WordRow: Sendable, JSONEncodable {
    let day: String
    let kind: FigureWord
    let value: String
    let calls: Int64
    let rows: String

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("day", day)
            $0.key(kind.rawValue)
            $0.value(value)
            $0.member("calls", calls)
            $0.member("rows", rows)
        }
    }

    static func schema(_ kind: FigureWord) -> Schema {
        .object([
            .required("day", .string(format: .date)), .required(kind.rawValue, .string()),
            .required("calls", .integer(min: 1)), .required("rows", .string(), "The page whose rows `calls` counts."),
        ])
    }
}
