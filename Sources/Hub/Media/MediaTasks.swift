import Reactor

/// The parent of all tasks that sockets begin: it awaits each, and ends them when the program stops.
final class MediaTasks: Sendable {
    /// Something to do; it ends soon after it is cancelled.
    typealias Work = @Sendable () async -> Void

    private let works: AsyncStream<Work>
    private let sink: AsyncStream<Work>.Continuation
    private let parent = Lock<Task<Void, Never>?>(nil)

    init() { (works, sink) = AsyncStream.makeStream() }

    func start() {
        parent.withLock { parent in
            parent = Task { [works] in
                await withDiscardingTaskGroup { group in
                    for await work in works { group.addTask(operation: work) }
                    group.cancelAll()
                }
            }
        }
    }

    /// Begins it; nothing when the program stops.
    func add(_ work: @escaping Work) { sink.yield(work) }

    func stop() async {
        sink.finish()
        let task = parent.withLock { $0 }
        task?.cancel()
        await task?.value
    }
}
