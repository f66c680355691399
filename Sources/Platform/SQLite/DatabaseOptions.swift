import Glibc

/// How a database is opened.
package struct DatabaseOptions: Sendable {
    /// Threads that read for `read`, each with its own connection.
    package var readers = 2
    /// Event loops that will call `readHere`, each with its own connection.
    package var loops = 1
    /// Closures that may wait for the writer, and as many for the readers; beyond, ``StorageBusy``.
    package var queueBound = 8_192
    /// Closures committed together at most.
    package var batchBound = 256
    /// Page cache of the writing connection, in KiB; small as well, for SQLite looks through all of it at a commit that
    /// has split a page.
    package var writerCacheKiB = 8_192
    /// Page cache of each reading connection, in KiB; small, because readers see the file itself mapped.
    package var readerCacheKiB = 4_096
    /// How much of the file is mapped into memory, in bytes.
    package var mmapBytes: Int64 = 8 << 30
    /// How large the file may grow, in pages of 4 KiB; beyond, the disk counts as full.
    package var maximumPages: Int64 = 4_294_967_294
    /// How long to wait for another program that holds the file, in milliseconds.
    package var busyMilliseconds = 5_000
    /// Pages in the write-ahead log that are worth copying into the file.
    package var checkpointPages = 1_000
    /// How long without a commit before all of the write-ahead log is copied, in milliseconds.
    package var quietMilliseconds = 5_000
    /// Milliseconds since 1970, UTC: what new ids are made of.
    package var clock: @Sendable () -> Int64 = DatabaseOptions.systemClock
    /// What encrypts people's words in the file; nil: nothing does.
    package var seal: (any CellSeal)?
    /// What writing closures find as ``Transaction/companion``.
    package var companion: (any AnyObject & Sendable)?

    /// The defaults; set what differs.
    package init() {}

    /// The machine's clock, in milliseconds since 1970, UTC.
    package static let systemClock: @Sendable () -> Int64 = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}
