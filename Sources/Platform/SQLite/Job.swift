import Reactor

/// One closure on its way through a storage thread, and back to the loop that wants its result.
class Job: @unchecked Sendable {
    // Safe because a job has one owner at a time: who submits it, then the queue (its mutex), the storage thread, and at
    // last the loop (its mailbox).
    let tenant: Int64
    /// Where the result is wanted; nil: on the storage thread.
    let loop: EventLoop?
    /// Whether it is one of many in a row that nobody waits for: see ``WorkQueue``.
    let isBulk: Bool

    init(tenant: Int64, loop: EventLoop?, isBulk: Bool = false) {
        self.tenant = tenant
        self.loop = loop
        self.isBulk = isBulk
    }

    /// Runs the closure and keeps what comes of it; may be called again, then the latest counts.
    ///
    /// - Returns: Whether it returned instead of throwing.
    func run(_ transaction: Transaction) -> Bool { false }

    /// Makes an error of what came of it.
    func fail(_ error: any Error) {}

    /// Hands over the result: once.
    func complete() {}
}

/// A job whose result is a `Value`.
final class TypedJob<Value: Sendable>: Job, @unchecked Sendable {
    // Safe because it adds nothing that its superclass does not hand over.
    private let body: @Sendable (Transaction) throws -> Value
    private let then: @Sendable (Result<Value, any Error>) -> Void
    private var result: Result<Value, any Error>?

    init(
        tenant: Int64, loop: EventLoop?, isBulk: Bool = false,
        _ body: @escaping @Sendable (Transaction) throws -> Value,
        then: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        self.body = body
        self.then = then
        super.init(tenant: tenant, loop: loop, isBulk: isBulk)
    }

    override func run(_ transaction: Transaction) -> Bool {
        do {
            result = .success(try body(transaction))
            return true
        } catch {
            result = .failure(error)
            return false
        }
    }

    override func fail(_ error: any Error) { result = .failure(error) }

    override func complete() {
        then(result ?? .failure(StorageUnavailable(reason: "the work was never done")))
    }
}

extension [Job] {
    /// Hands over all results in order: one message to each loop, and here what no loop wants.
    func completeOnTheirLoops() {
        var shares: [(loop: EventLoop, jobs: [Job])] = []
        for job in self {
            guard let loop = job.loop else {
                job.complete()
                continue
            }
            if let index = shares.firstIndex(where: { $0.loop === loop }) {
                shares[index].jobs.append(job)
            } else {
                shares.append((loop, [job]))
            }
        }
        for (loop, jobs) in shares {
            loop.execute { for job in jobs { job.complete() } }
        }
    }
}
