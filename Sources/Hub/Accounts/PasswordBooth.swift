import Dispatch
import OpenSSL
import Reactor

/// Hashes passwords on a thread of its own, one at a time; owns the count of those who wait, behind its lock.
///
/// One at a time, because each takes 32 MiB and a core for a tenth of a second: sign-ins may queue, calls may not.
final class PasswordBooth: Sendable {
    /// At most so many wait; the next is told to come back.
    static let queueBound = 64

    private let queue = DispatchQueue(label: "passwords")
    private let waiting = Lock(0)
    private let cost: PasswordHash.Cost
    private let nobody: PasswordHash

    init(cost: PasswordHash.Cost) {
        self.cost = cost
        nobody = PasswordHash(ofNobodyAt: cost)
    }

    /// The hash of a new password.
    func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await run { try PasswordHash(of: password, cost: cost) }
    }

    /// Whether the password is the stored one; takes the same time when there is none.
    func verify(_ password: String, against stored: PasswordHash?) async throws -> Bool {
        let hash = stored ?? nobody
        return try await run { try hash.matches(password) } && stored != nil
    }

    /// Whether a stored hash is cheaper than new ones are.
    func isOutdated(_ stored: PasswordHash) -> Bool { stored.cost != cost }

    private func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let admitted = waiting.withLock { count in
            guard count < Self.queueBound else { return false }
            count += 1
            return true
        }
        guard admitted else { throw AccountsError.tooManySignIns }
        defer { waiting.withLock { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
