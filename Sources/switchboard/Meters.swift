import Server

/// The histograms by the names that modules record under.
struct Meters: Sendable {
    private let lookup: Histogram
    private let ingest: Histogram
    private let push: Histogram

    init(_ metrics: Metrics) {
        lookup = metrics.histogram("lookup_duration_seconds", "Looking a number up, without HTTP.")
        ingest = metrics.histogram("ingest_duration_seconds", "From a webhook's arrival to its commit on disk.")
        push = metrics.histogram("push_duration_seconds", "From a commit to the last subscriber's queue.")
    }

    @Sendable
    func record(_ name: String, _ nanoseconds: Int64) {
        switch name {
        case "lookup": lookup.record(UInt64(max(0, nanoseconds)))
        case "ingest": ingest.record(UInt64(max(0, nanoseconds)))
        case "push": push.record(UInt64(max(0, nanoseconds)))
        default: break
        }
    }
}
