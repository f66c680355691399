/// What a loop has done since it started.
package struct LoopCounters: Sendable, Hashable {
    /// Times the loop has waited.
    package var turns: UInt64 = 0
    /// Connections accepted or made.
    package var connections: UInt64 = 0
    /// Connections open now.
    package var openConnections = 0
    /// Read calls made on connections.
    package var reads: UInt64 = 0
    /// Write calls made on connections.
    package var writes: UInt64 = 0
    /// Bytes received.
    package var bytesIn: UInt64 = 0
    /// Bytes sent.
    package var bytesOut: UInt64 = 0
    /// Times a listener had to pause because descriptors or memory had run out.
    package var acceptPauses: UInt64 = 0

    /// Makes counters that stand at nothing.
    package init() {}
}
