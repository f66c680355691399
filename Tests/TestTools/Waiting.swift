import Foundation

/// Waits for something that nobody tells of; how long at most, the suite's `.timeLimit` says.
package func until(_ holds: () async throws -> Bool) async throws {
    while try await !holds() { try await Task.sleep(for: .milliseconds(1)) }
}

/// Runs blocking test code where it holds up nobody: the task pool's threads are as few as the cores.
package func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Swift.Result { try body() }) }.start()
    }
}
