import Glibc

/// A value that several threads share, behind a pthread mutex: for a few lines of memory work.
///
/// A pthread mutex, because ThreadSanitizer on Linux reports a correct `Synchronization.Mutex` as a race.
package final class Lock<State>: @unchecked Sendable {
    // Safe because `state` is read and written only between lock and unlock of `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var state: State

    /// Wraps the first value.
    package init(_ state: State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` alone with the value; it must not block, and must not take another lock without a written order.
    @inline(__always)
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }
}
