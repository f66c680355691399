import CSQLite
import Glibc

/// A thread of the database: it takes no signals, and is joined once.
struct StorageThread: Sendable {
    private let id: pthread_t

    /// Starts `body` on a new thread.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) throws(DatabaseStartError) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var id = pthread_t()
        let code = pthread_create(
            &id, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                // Signals are for the loops: see Reactor.
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                hub_name_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        guard code == 0 else {
            start.release()
            throw DatabaseStartError(description: "The system gives no thread for the database (error \(code)).")
        }
        self.id = id
    }

    /// Waits for the thread's end, except on the thread itself: then it ends alone.
    func join() {
        if pthread_equal(pthread_self(), id) != 0 {
            pthread_detach(id)
        } else {
            pthread_join(id, nil)
        }
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
