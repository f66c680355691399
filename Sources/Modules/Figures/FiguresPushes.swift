import ModuleKit
import Reactor

/// Tells a company's subscribers at most once a second that its figures have changed.
final class FiguresPushes: Sendable {
    private let callers: CallerService
    private let push: @Sendable (FiguresChanged, CompanyID) -> Void
    private let touched = Lock<Set<CompanyID>>([])
    private let task = Lock<Task<Void, Never>?>(nil)
    private static let interval = Duration.seconds(1)

    init(callers: CallerService, push: @escaping @Sendable (FiguresChanged, CompanyID) -> Void) {
        (self.callers, self.push) = (callers, push)
    }

    func touch(_ company: CompanyID) { touched.withLock { _ = $0.insert(company) } }

    /// Begins with what a program that ended has left.
    func start() {
        task.withLock { task in
            task = Task { [self] in
                // What fails is found again by the next start, or with the next call.
                for company in (try? await callers.waiting()) ?? [] { touch(company) }
                while !Task.isCancelled {
                    try? await round()
                    try? await Task.sleep(for: Self.interval)  // Woken early means the program stops.
                }
            }
        }
    }

    func stop() async {
        let running = task.withLock { $0 }
        running?.cancel()
        await running?.value
    }

    func round() async throws {
        let companies = touched.withLock { touched in
            defer { touched = [] }
            return touched
        }
        for company in companies {
            do {
                let offset = try await callers.settle(in: company)
                push(FiguresChanged(offset: offset), company)
            } catch {
                touch(company)
                throw error
            }
        }
    }
}
