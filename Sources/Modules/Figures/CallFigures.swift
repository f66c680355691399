import HTTP
import ModuleKit

/// What calls add up to.
struct CallFigures: Sendable, Hashable {
    var calls: Int64 = 0
    var inbound: Int64 = 0
    /// Inbound, taken by a person or an AI agent.
    var answered: Int64 = 0
    var missed: Int64 = 0
    var abandoned: Int64 = 0
    var recovered: Int64 = 0
    /// Outbound, taken by the other side.
    var connected: Int64 = 0
    var repeated: Int64 = 0
    /// Answered, and the caller called again.
    var followed: Int64 = 0
    var talkSec: Int64 = 0
    /// Of the answered ones, from their beginning.
    var waitMs: Int64 = 0
    /// Answered within so many seconds.
    var within: [ServiceLevel: Int64] = [:]

    var outbound: Int64 { calls - inbound }

    /// The columns of the sums, in the order that ``init(_:from:)`` takes them.
    static let sums: SQL = """
        COALESCE(SUM(calls), 0), COALESCE(SUM(inbound), 0), COALESCE(SUM(answered), 0), COALESCE(SUM(missed), 0),
        COALESCE(SUM(abandoned), 0), COALESCE(SUM(recovered), 0), COALESCE(SUM(connected), 0),
        COALESCE(SUM(repeated), 0), COALESCE(SUM(followed), 0), COALESCE(SUM(talk_sec), 0), COALESCE(SUM(wait_ms), 0),
        COALESCE(SUM(within_10), 0), COALESCE(SUM(within_20), 0), COALESCE(SUM(within_30), 0),
        COALESCE(SUM(within_60), 0)
        """

    init() {}

    /// Reads the sums that begin at a column.
    init(_ row: Row, from column: Int) {
        let value = { row.int64(column + $0) }
        (calls, inbound, answered, missed) = (value(0), value(1), value(2), value(3))
        (abandoned, recovered, connected, repeated) = (value(4), value(5), value(6), value(7))
        (followed, talkSec, waitMs) = (value(8), value(9), value(10))
        for (place, level) in ServiceLevel.allCases.enumerated() { within[level] = value(11 + place) }
    }

    static func + (one: CallFigures, other: CallFigures) -> CallFigures {
        var sum = one
        sum.calls += other.calls
        sum.inbound += other.inbound
        sum.answered += other.answered
        sum.missed += other.missed
        sum.abandoned += other.abandoned
        sum.recovered += other.recovered
        sum.connected += other.connected
        sum.repeated += other.repeated
        sum.followed += other.followed
        sum.talkSec += other.talkSec
        sum.waitMs += other.waitMs
        sum.within.merge(other.within, uniquingKeysWith: +)
        return sum
    }
}

/// The seconds within which calls are to be answered; those that are counted.
enum ServiceLevel: Int, Sendable, CaseIterable {
    case ten = 10
    case twenty = 20
    case thirty = 30
    case sixty = 60
}

/// Days on a company's clock, and what is looked at within them.
struct FiguresSpan: Sendable {
    /// Days since 1970, the last one included.
    let days: ClosedRange<Int>
    let zone: WallZone
    var line: LineID?
    /// `usr_…`, `key_…`, or the number of a telephone.
    var agent: String?

    var from: Timestamp { zone.start(ofDay: days.lowerBound) }
    var to: Timestamp { zone.start(ofDay: days.upperBound + 1) }

    /// The same in one day.
    func day(_ day: Int) -> FiguresSpan { FiguresSpan(days: day...day, zone: zone, line: line, agent: agent) }

    /// The calls that a number counts, as a page of the history.
    ///
    /// - Parameter more: Further parameters, such as `missed=true`.
    func rows(_ more: String...) -> String {
        var parts = ["from=\(from)", "to=\(to)", "ended=true"] + more.filter { !$0.isEmpty }
        if let line { parts.append("line=\(line)") }
        if let agent { parts.append("agent=\(agent.isEmpty ? "none" : PercentCoding.encode(agent, .form))") }
        return "/api/crm/call-history?" + parts.joined(separator: "&")
    }
}
