import HTTP

/// How long the steps of an answer took, for its `Server-Timing` field (W3C Server Timing); a step that was not is 0.
///
/// Numbers alone, so that an answer carries them for nothing: the text is made where the head is written.
package struct ServerTiming: Sendable, Hashable {
    /// Proving that a provider sent it, in microseconds.
    package var verify: UInt32 = 0
    /// Finding who calls, in microseconds.
    package var lookup: UInt32 = 0
    /// Reading from the database, its queue included, in microseconds.
    package var read: UInt32 = 0
    /// Writing until it is on disk, the queue included, in microseconds.
    package var commit: UInt32 = 0

    /// No step at all.
    package init() {}

    /// Whether there was no step.
    package var isEmpty: Bool { self == ServerTiming() }

    /// Whole microseconds, rounded up, so that what was is not 0.
    package static func microseconds(_ nanoseconds: UInt64) -> UInt32 {
        UInt32(clamping: (min(nanoseconds, .max - 999) + 999) / 1_000)
    }

    /// Appends the field: `Server-Timing: commit;dur=1.310, total;dur=1.355`, in milliseconds.
    ///
    /// - Parameter total: From the head of the request to that of the answer, in nanoseconds.
    package func write(total: UInt64, into bytes: inout [UInt8]) {
        ResponseWriter.append("Server-Timing: ", to: &bytes)
        if verify > 0 { Self.step("verify;dur=", verify, ", ", into: &bytes) }
        if lookup > 0 { Self.step("lookup;dur=", lookup, ", ", into: &bytes) }
        if read > 0 { Self.step("read;dur=", read, ", ", into: &bytes) }
        if commit > 0 { Self.step("commit;dur=", commit, ", ", into: &bytes) }
        Self.step("total;dur=", Self.microseconds(total), "\r\n", into: &bytes)
    }

    private static func step(
        _ name: StaticString, _ microseconds: UInt32, _ end: StaticString, into bytes: inout [UInt8]
    ) {
        ResponseWriter.append(name, to: &bytes)
        ResponseWriter.appendDecimal(Int(microseconds / 1_000), to: &bytes)
        let fraction = microseconds % 1_000
        bytes.append(0x2e)
        bytes.append(0x30 + UInt8(truncatingIfNeeded: fraction / 100))
        bytes.append(0x30 + UInt8(truncatingIfNeeded: fraction / 10 % 10))
        bytes.append(0x30 + UInt8(truncatingIfNeeded: fraction % 10))
        ResponseWriter.append(end, to: &bytes)
    }
}
