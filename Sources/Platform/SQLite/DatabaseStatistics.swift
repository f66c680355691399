import Glibc

/// What the writer has done since the start, and what waits.
package struct DatabaseStatistics: Sendable {
    /// Commits; the disk is waited for after them, by ``LogSync``.
    package private(set) var commits = 0
    /// Closures committed (those that threw are among them).
    package private(set) var closures = 0
    /// Time spent in COMMIT, without the disk's, in nanoseconds: sum, and the longest.
    package private(set) var commitNanoseconds = 0
    package private(set) var longestCommitNanoseconds = 0
    /// Pages in the write-ahead log after the latest commit.
    package private(set) var pagesInLog = 0
    /// Closures that wait or run now: for the writer, and for the readers.
    package internal(set) var waitingToWrite = 0
    package internal(set) var waitingToRead = 0

    mutating func add(closures count: Int, commitNanoseconds nanoseconds: Int, pagesInLog pages: Int) {
        pagesInLog = pages
        commits += 1
        closures += count
        commitNanoseconds += nanoseconds
        longestCommitNanoseconds = max(longestCommitNanoseconds, nanoseconds)
    }
}

enum Counters {
    /// Nanoseconds of a clock that never goes back.
    static func now() -> Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000_000_000 + now.tv_nsec
    }
}
