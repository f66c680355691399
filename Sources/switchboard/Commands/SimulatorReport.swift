import JSON
import Reactor

/// What a run of the simulator has seen so far; owned by its lock.
final class SimulatorReport: Sendable {
    struct Figures: Sendable {
        var started = 0
        var ended = 0
        var posts = 0
        var repeats = 0
        var failures = 0
        var pushes = 0
        var resumed = 0
        /// The first failures that differ, in the order they came.
        var samples: [String] = []
        var courses: [CallStory.Course: Int] = [:]
        var callers: [CallStory.Caller.Kind: Int] = [:]
        var webhook = Latencies()
        var push = Latencies()
    }

    private let figures = Lock(Figures())
    private static let sampleBound = 10

    var now: Figures { figures.withLock { $0 } }

    func started(_ story: CallStory) {
        figures.withLock {
            $0.started += 1
            $0.courses[story.course, default: 0] += 1
            $0.callers[story.caller.kind, default: 0] += 1
        }
    }

    func ended() { figures.withLock { $0.ended += 1 } }

    func posted(nanoseconds: UInt64, isRepeat: Bool) {
        figures.withLock {
            $0.posts += 1
            if isRepeat { $0.repeats += 1 }
            $0.webhook.note(nanoseconds)
        }
    }

    func pushed(nanoseconds: UInt64) {
        figures.withLock {
            $0.pushes += 1
            $0.push.note(nanoseconds)
        }
    }

    func resumed() { figures.withLock { $0.resumed += 1 } }

    func failed(_ what: String, times: Int = 1) {
        figures.withLock {
            $0.failures += times
            if $0.samples.count < Self.sampleBound, !$0.samples.contains(what) { $0.samples.append(what) }
        }
    }
}

/// Durations in nanoseconds, all of them up to a bound, and then every n-th.
struct Latencies: Sendable {
    private static let bound = 1 << 20
    private var kept: [UInt64] = []
    private var seen = 0
    private var stride = 1
    private(set) var maximum: UInt64 = 0

    mutating func note(_ nanoseconds: UInt64) {
        maximum = max(maximum, nanoseconds)
        defer { seen += 1 }
        guard seen.isMultiple(of: stride) else { return }
        kept.append(nanoseconds)
        guard kept.count == Self.bound else { return }
        kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
        stride *= 2
    }

    var isEmpty: Bool { kept.isEmpty }

    /// The durations below which these shares of all lie, in milliseconds; 0 where there are none.
    func milliseconds(_ shares: Double...) -> [Double] {
        let sorted = kept.sorted()
        return shares.map { share in
            guard !sorted.isEmpty else { return 0 }
            let rank = Int((share * Double(sorted.count)).rounded(.up)) - 1
            return Self.milliseconds(sorted[min(max(rank, 0), sorted.count - 1)])
        }
    }

    var maximumMilliseconds: Double { Self.milliseconds(maximum) }

    private static func milliseconds(_ nanoseconds: UInt64) -> Double { (Double(nanoseconds) / 1000).rounded() / 1000 }
}

extension SimulatorReport.Figures {
    /// One line on the way.
    func progress(seconds: Double) -> String {
        let webhook = webhook.milliseconds(0.5, 0.99)
        var line =
            "\(Int(seconds)) s  calls \(started), \(started - ended) going on  posts \(posts)  errors \(failures)"
        line += "  webhook p50 \(webhook[0]) ms p99 \(webhook[1]) ms"
        if !push.isEmpty { line += "  push p99 \(push.milliseconds(0.99)[0]) ms" }
        return line
    }

    /// What a person reads at the end.
    func summary(seconds: Double) -> String {
        let stories = CallStory.Course.allCases.map { "\(courses[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        let kinds = CallStory.Caller.Kind.allCases.map { "\(callers[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        var lines = [
            "\(started) calls in \((seconds * 10).rounded() / 10) s: \(stories); callers: \(kinds)",
            "\(posts) signed webhooks, \(repeats) of them repeats; \(Self.line(webhook))",
        ]
        if !push.isEmpty { lines.append("\(pushes) events by push; \(Self.line(push))") }
        if resumed > 0 { lines.append("the socket was resumed \(resumed) times") }
        lines.append(failures == 0 ? "no errors" : "\(failures) errors, such as:")
        return (lines + samples.map { "  \($0)" }).joined(separator: "\n")
    }

    private static func line(_ latencies: Latencies) -> String {
        let shares = latencies.milliseconds(0.5, 0.99)
        return "p50 \(shares[0]) ms, p99 \(shares[1]) ms, max \(latencies.maximumMilliseconds) ms"
    }

    /// What a program reads at the end.
    func json(seconds: Double) -> String {
        var json = JSONWriter()
        json.object {
            $0.member("calls", started)
            $0.member("seconds", (seconds * 1000).rounded() / 1000)
            $0.object("stories") { json in
                for course in CallStory.Course.allCases {
                    json.key(course.rawValue)
                    json.value(courses[course] ?? 0)
                }
            }
            $0.object("callers") { json in
                for kind in CallStory.Caller.Kind.allCases {
                    json.key(kind.rawValue)
                    json.value(callers[kind] ?? 0)
                }
            }
            $0.member("posts", posts)
            $0.member("repeats", repeats)
            $0.object("webhook") { Self.encode(webhook, to: &$0) }
            $0.member("pushes", pushes)
            $0.object("push") { Self.encode(push, to: &$0) }
            $0.member("resumed", resumed)
            $0.member("errors", failures)
            $0.member("samples", samples)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func encode(_ latencies: Latencies, to json: inout JSONWriter) {
        let shares = latencies.milliseconds(0.5, 0.99)
        json.member("p50Ms", shares[0])
        json.member("p99Ms", shares[1])
        json.member("maxMs", latencies.maximumMilliseconds)
    }
}
