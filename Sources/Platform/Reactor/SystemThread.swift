import CLinux
import Glibc

/// A thread of the system for work that waits by itself: a loop, the database's writer, a blocking read.
///
/// It takes no signals: those are for the loops (``Signals``). The task pool's threads are as few as the cores and never
/// wait, so what blocks is given one of these.
package struct SystemThread: Sendable {
    private let id: pthread_t

    /// Starts `body` on a new thread; it is joined or detached once.
    ///
    /// - Parameter name: What tools show, at most 15 bytes.
    package init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var id = pthread_t()
        let code = pthread_create(
            &id, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                pthread_setname_np(pthread_self(), start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw SystemError(call: "pthread_create", code: code)
        }
        self.id = id
    }

    /// Waits for the thread's end, except on the thread itself: then it ends alone.
    package func join() {
        if pthread_equal(pthread_self(), id) != 0 {
            detach()
        } else {
            pthread_join(id, nil)
        }
    }

    /// Lets it end alone.
    package func detach() { pthread_detach(id) }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}

/// Runs what blocks on a thread of its own: two that wait for each other's answers on the task pool would stop everything.
///
/// - Throws: What `body` throws, or ``SystemError`` when the system gives no thread.
package func onThreadOfItsOwn<Value: Sendable>(
    _ name: String, _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withUnsafeThrowingContinuation { continuation in
        do {
            try SystemThread(name) { continuation.resume(with: Result { try body() }) }.detach()
        } catch {
            continuation.resume(throwing: error)
        }
    }
}
