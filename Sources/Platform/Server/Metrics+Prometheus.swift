extension Metrics {
    /// Everything in the text format of Prometheus, version 0.0.4; from any thread.
    package func prometheus() -> [UInt8] {
        let (series, routes) = everything
        var text = PrometheusText()
        var names: [String] = []
        for one in series where !names.contains(one.name) { names.append(one.name) }
        for name in names {
            let family = series.filter { $0.name == name }
            guard let first = family.first else { continue }
            text.begin(name, first.help, type: first.type)
            for one in family { text.add(one) }
        }
        let duration = "http_request_duration_seconds"
        text.begin(duration, "From a request's head to its answer being written, by route.", type: "histogram")
        for route in routes { text.histogram(duration, route.labels, route.durations.snapshot) }
        let quantiles = "http_request_duration_quantile_seconds"
        text.begin(quantiles, "The same, read from finer buckets since the program started.", type: "gauge")
        for route in routes { text.quantiles(quantiles, route.labels, route.durations.snapshot) }
        let total = "http_requests_total"
        text.begin(total, "Requests answered, by route and class of status.", type: "counter")
        for route in routes {
            for (index, counter) in route.statuses.enumerated() where counter.count > 0 {
                text.line(total, route.labels + [("status", "\(index + 1)xx")], "\(counter.count)")
            }
        }
        return Array(text.text.utf8)
    }
}

extension RouteMeter {
    fileprivate var labels: [(String, String)] { [("method", method), ("route", path)] }
}

extension Metrics.Series {
    fileprivate var type: String {
        switch kind {
        case .histogram: "histogram"
        case .counter, .counted: "counter"
        case .gauge: "gauge"
        }
    }
}

/// The text format: families, each with its lines.
private struct PrometheusText {
    var text = ""

    mutating func begin(_ name: String, _ help: String, type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func add(_ series: Metrics.Series) {
        switch series.kind {
        case .histogram(let histogram): self.histogram(series.name, series.labels, histogram.snapshot)
        case .counter(let counter): line(series.name, series.labels, "\(counter.count)")
        case .counted(let read): line(series.name, series.labels, "\(read())")
        case .gauge(let read): line(series.name, series.labels, "\(read())")
        }
    }

    mutating func histogram(_ name: String, _ labels: [(String, String)], _ snapshot: HistogramSnapshot) {
        for (bound, below) in snapshot.doublings {
            line(name + "_bucket", labels + [("le", Self.seconds(bound))], "\(below)")
        }
        line(name + "_bucket", labels + [("le", "+Inf")], "\(snapshot.count)")
        line(name + "_sum", labels, Self.seconds(snapshot.sumNanoseconds))
        line(name + "_count", labels, "\(snapshot.count)")
    }

    mutating func quantiles(_ name: String, _ labels: [(String, String)], _ snapshot: HistogramSnapshot) {
        for (part, label) in [(0.5, "0.5"), (0.9, "0.9"), (0.99, "0.99"), (0.999, "0.999")] {
            line(name, labels + [("quantile", label)], Self.seconds(snapshot.quantile(part)))
        }
    }

    mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " " + value + "\n"
    }

    private static func seconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds) / 1_000_000_000)" }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
        return text
    }
}
