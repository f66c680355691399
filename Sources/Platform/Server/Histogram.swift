import Reactor
import Synchronization

/// How long something took, how often: log-linear buckets, four to each doubling; from any thread, without a lock.
///
/// Each loop counts in memory of its own, so that they do not fight over cache lines; all other threads share one.
package final class Histogram: @unchecked Sendable {
    // Safe because behind the pointer are atomics alone, and it does not change.
    private let cells: UnsafeMutablePointer<Atomic<UInt64>>
    private let shards: Int

    // Below 1,024 ns is one bucket, above 2³⁶ ns, 68 s, another.
    private static let firstExponent = 10
    private static let bucketCount = 1 + 26 * 4
    // The buckets, their sum in nanoseconds, and room up to the next cache line.
    private static let stride = bucketCount + 1 + 6

    /// A histogram for so many loops.
    package init(loops: Int) {
        shards = loops + 1
        cells = .allocate(capacity: shards * Self.stride)
        for index in 0..<shards * Self.stride { (cells + index).initialize(to: Atomic(0)) }
    }

    deinit {
        cells.deinitialize(count: shards * Self.stride)
        cells.deallocate()
    }

    /// Counts one duration, in nanoseconds.
    package func record(_ nanoseconds: UInt64) { record(nanoseconds, loop: EventLoop.current?.index) }

    /// Counts one duration, for who knows already on which loop it runs.
    package func record(_ nanoseconds: UInt64, loop: Int?) {
        let shard = min(loop ?? shards - 1, shards - 1)
        let start = cells + shard * Self.stride
        start[Self.bucket(nanoseconds)].wrappingAdd(1, ordering: .relaxed)
        start[Self.bucketCount].wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    /// All shards together, as they are now.
    package var snapshot: HistogramSnapshot {
        var buckets = [UInt64](repeating: 0, count: Self.bucketCount)
        var sum: UInt64 = 0
        for shard in 0..<shards {
            let start = cells + shard * Self.stride
            for index in 0..<Self.bucketCount { buckets[index] &+= start[index].load(ordering: .relaxed) }
            sum &+= start[Self.bucketCount].load(ordering: .relaxed)
        }
        return HistogramSnapshot(buckets: buckets, sumNanoseconds: sum)
    }

    static func bucket(_ value: UInt64) -> Int {
        guard value >= 1 << firstExponent else { return 0 }
        let exponent = 63 - value.leadingZeroBitCount
        let quarter = Int(truncatingIfNeeded: value >> (exponent - 2)) & 3
        return min(1 + (exponent - firstExponent) * 4 + quarter, bucketCount - 1)
    }

    /// The first nanosecond that no longer belongs to the bucket.
    static func bound(_ bucket: Int) -> UInt64 {
        guard bucket > 0 else { return 1 << firstExponent }
        let (octave, quarter) = (bucket - 1).quotientAndRemainder(dividingBy: 4)
        return UInt64(5 + quarter) << (octave + firstExponent - 2)
    }
}

/// What a histogram held at one moment.
package struct HistogramSnapshot: Sendable {
    let buckets: [UInt64]
    /// All durations together.
    package let sumNanoseconds: UInt64

    /// How many durations there are.
    package var count: UInt64 { buckets.reduce(0, &+) }

    /// The duration that the given part of all does not exceed, in nanoseconds, at most a quarter too high; 0 for none.
    package func quantile(_ part: Double) -> UInt64 {
        let total = count
        guard total > 0 else { return 0 }
        let wanted = max(1, UInt64((Double(total) * part).rounded(.up)))
        var seen: UInt64 = 0
        for (index, bucket) in buckets.enumerated() {
            seen += bucket
            if seen >= wanted { return Histogram.bound(index) }
        }
        return Histogram.bound(buckets.count - 1)
    }

    /// The classic buckets of Prometheus, one to each doubling, with how many are below each bound.
    var doublings: [(boundNanoseconds: UInt64, below: UInt64)] {
        var below = buckets[0]
        var found = [(Histogram.bound(0), below)]
        for index in stride(from: 1, to: buckets.count, by: 4) {
            below += buckets[index..<index + 4].reduce(0, +)
            found.append((Histogram.bound(index + 3), below))
        }
        return found
    }
}
