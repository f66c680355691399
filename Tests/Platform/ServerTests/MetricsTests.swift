@testable import Server
import Reactor
import Testing
import TestTools
import Web

@Suite(.timeLimit(.minutes(10))) struct MetricsTests {
    @Test func everyDurationFallsIntoTheBucketWhoseBoundsHoldIt() {
        var previous: UInt64 = 0
        for bucket in 0..<104 {
            let bound = Histogram.bound(bucket)
            #expect(bound > previous)
            #expect(Histogram.bucket(bound - 1) == bucket)
            #expect(Histogram.bucket(bound) == bucket + 1)
            #expect(Histogram.bucket(previous) == bucket)
            previous = bound
        }
        #expect(Histogram.bucket(.max) == 104)
    }

    @Test func aQuantileIsAtMostAQuarterTooHigh() {
        let histogram = Histogram(loops: 2)
        for number in 1...10_000 { histogram.record(UInt64(number) * 1_000) }
        let snapshot = histogram.snapshot
        #expect(snapshot.count == 10_000)
        #expect(snapshot.sumNanoseconds == 50_005_000_000)
        for part in [0.5, 0.9, 0.99] {
            let exact = part * 10_000_000
            #expect((exact...exact * 1.26).contains(Double(snapshot.quantile(part))))
        }
    }

    @Test func requestsAndWhatOthersRecordAreInTheText() async throws {
        try await withServer([
            .inline.get("/things/:id", .anyone) { _ in .text("ok") },
            .post("/bad", .anyone) { _ in throw Problem.notFound() },
        ]) { server in
            let lookups = server.http.metrics.histogram("lookup_duration_seconds", "Finding a caller.")
            lookups.record(20_000)
            #expect(server.http.metrics.histogram("lookup_duration_seconds", "") === lookups)
            server.http.metrics.counter("refused_total", "Refused.", labels: [("why", "a \"b\"")]).add(3)
            try await onThread {
                let client = try RawClient(port: server.port)
                for id in 1...3 { _ = try client.request("GET", "/things/\(id)") }
                _ = try client.request("POST", "/bad")
                client.close()
            }
            let text = String(decoding: server.http.metrics.prometheus(), as: UTF8.self)
            #expect(text.contains("\nhttp_request_duration_seconds_count{method=\"GET\",route=\"/things/:id\"} 3\n"))
            #expect(text.contains("{method=\"GET\",route=\"/things/:id\",le=\"+Inf\"} 3\n"))
            #expect(text.contains("http_requests_total{method=\"POST\",route=\"/bad\",status=\"4xx\"} 1\n"))
            #expect(text.contains("lookup_duration_seconds_bucket{le=\"3.2768e-05\"} 1\n"))
            #expect(text.contains("refused_total{why=\"a \\\"b\\\"\"} 3\n"))
            #expect(text.contains("# TYPE http_connections gauge\n"))
        }
    }

    @Test func eachRequestIsOneLineInTheLogWithoutItsQuery() async throws {
        let log = LogFile()
        try await withServer(
            [.inline.get("/things/:id", .anyone) { _ in .text("ok") }.openQuery], log: log.output,
            configure: { $0.accessLog = true }
        ) { server in
            let id = try await onThread {
                try RawClient(port: server.port).request("GET", "/things/a%22b?token=secret").headers["x-request-id"]
            }
            await server.stop()
            let lines = log.lines()
            #expect(lines.count == 1)
            let line = lines.first ?? ""
            #expect(line.contains("\"id\":\"\(id ?? "none")\",\"method\":\"GET\",\"route\":\"/things/:id\""))
            #expect(line.contains("\"path\":\"/things/a%22b\",\"status\":200,\"bytes\":2,\"us\":"))
            #expect(line.contains("\"remote\":\"127.0.0.1\""))
            #expect(!line.contains("secret"))
        }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_827_696_123, "2000-02-29T12:34:56.123Z"),
        (1_763_629_267_007, "2025-11-20T09:01:07.007Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    ])
    func theLogTellsTheTime(milliseconds: Int64, text: String) {
        var clock = LogClock()
        #expect(clock.at(milliseconds) == text)
    }
}
