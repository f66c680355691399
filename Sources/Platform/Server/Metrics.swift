import Reactor
import Synchronization
import Web

/// All that the program measures, from any thread; recording takes no lock, making and rendering take one.
package final class Metrics: Sendable {
    /// Counts up.
    package final class Counter: Sendable {
        private let value = Atomic<UInt64>(0)

        init() {}

        /// Counts so many more.
        package func add(_ amount: UInt64 = 1) { value.wrappingAdd(amount, ordering: .relaxed) }

        /// The count now.
        package var count: UInt64 { value.load(ordering: .relaxed) }
    }

    struct Series {
        enum Kind {
            case histogram(Histogram)
            case counter(Counter)
            case counted(@Sendable () -> UInt64)
            case gauge(@Sendable () -> Double)
        }

        let name: String
        let help: String
        let labels: [(String, String)]
        let kind: Kind
    }

    private struct State {
        var series: [Series] = []
        var routes: [Int: RouteMeter] = [:]
    }

    private let loops: Int
    private let state = Lock(State())

    /// Metrics of a program with so many loops.
    package init(loops: Int) { self.loops = loops }

    /// A histogram of durations: `lookup_duration_seconds`; the same one for the same name and labels.
    package func histogram(_ name: String, _ help: String, labels: [(String, String)] = []) -> Histogram {
        state.withLock { state in
            for series in state.series where series.name == name && Self.same(series.labels, labels) {
                if case .histogram(let found) = series.kind { return found }
            }
            let made = Histogram(loops: loops)
            state.series.append(Series(name: name, help: help, labels: labels, kind: .histogram(made)))
            return made
        }
    }

    /// A counter: `webhooks_refused_total`; the same one for the same name and labels.
    package func counter(_ name: String, _ help: String, labels: [(String, String)] = []) -> Counter {
        state.withLock { state in
            for series in state.series where series.name == name && Self.same(series.labels, labels) {
                if case .counter(let found) = series.kind { return found }
            }
            let made = Counter()
            state.series.append(Series(name: name, help: help, labels: labels, kind: .counter(made)))
            return made
        }
    }

    /// A count that somebody else keeps; asked for on whatever thread renders.
    package func counter(
        _ name: String, _ help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> UInt64
    ) {
        add(Series(name: name, help: help, labels: labels, kind: .counted(read)))
    }

    /// A value that goes up and down; asked for on whatever thread renders.
    package func gauge(
        _ name: String, _ help: String, labels: [(String, String)] = [], read: @escaping @Sendable () -> Double
    ) {
        add(Series(name: name, help: help, labels: labels, kind: .gauge(read)))
    }

    /// The measurements of one route.
    func route(_ endpoint: Endpoint) -> RouteMeter {
        state.withLock { state in
            if let found = state.routes[endpoint.index] { return found }
            let made = RouteMeter(endpoint, loops: loops)
            state.routes[endpoint.index] = made
            return made
        }
    }

    var everything: (series: [Series], routes: [RouteMeter]) {
        state.withLock { state in
            (state.series, state.routes.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    private func add(_ series: Series) {
        state.withLock { state in
            // A server that is started again in the same program takes the place of the one before.
            state.series.removeAll { $0.name == series.name && Self.same($0.labels, series.labels) }
            state.series.append(series)
        }
    }

    private static func same(_ one: [(String, String)], _ other: [(String, String)]) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { $0 == $1 }
    }
}

/// How one route has done.
final class RouteMeter: Sendable {
    let method: String
    let path: String
    let durations: Histogram
    /// By the first digit of the status, less one.
    let statuses: [Metrics.Counter]

    init(_ endpoint: Endpoint, loops: Int) {
        method = endpoint.route.method.rawValue
        path = endpoint.route.path
        durations = Histogram(loops: loops)
        statuses = (1...5).map { _ in Metrics.Counter() }
    }

    func record(nanoseconds: UInt64, status: Int, loop: Int) {
        durations.record(nanoseconds, loop: loop)
        statuses[min(max(status / 100, 1), 5) - 1].add()
    }
}
