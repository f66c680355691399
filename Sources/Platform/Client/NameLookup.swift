import Reactor

/// Looks host names up on threads of its own, a few at a time, for the system's resolver blocks.
final class NameLookup: Sendable {
    private static let threads = 8

    private let running = Lock(0)
    private let patience: Duration

    init(patience: Duration) { self.patience = patience }

    /// Every address of the name; none when there is none, when none was found in time, or when too many look already.
    func addresses(of host: String, port: UInt16) async -> [SocketAddress] {
        if let literal = SocketAddress(literal: host, port: port) { return [literal] }
        let answer = Answer()
        guard look(host, port, answer) else { return [] }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [patience] in
                // It ends early when the answer has come, or when nobody waits for it any more.
                try? await Task.sleep(for: patience)
                answer.give([])
            }
            let found = await answer.value()
            group.cancelAll()
            return found
        }
    }

    private func look(_ host: String, _ port: UInt16, _ answer: Answer) -> Bool {
        let isFree = running.withLock { running in
            guard running < Self.threads else { return false }
            running += 1
            return true
        }
        guard isFree else { return false }
        do {
            try SystemThread("names") { [running] in
                answer.give(SocketAddress.resolve(host, port: port))
                running.withLock { $0 -= 1 }
            }.detach()
            return true
        } catch {
            // Without a thread nothing can be found, which is what whoever asks is told.
            running.withLock { $0 -= 1 }
            return false
        }
    }

    /// One answer, from the resolver or from the clock: the first counts; owned by its lock.
    private final class Answer: Sendable {
        private enum State {
            case open
            case awaited(CheckedContinuation<[SocketAddress], Never>)
            case given([SocketAddress])
        }

        private let state = Lock(State.open)

        func value() async -> [SocketAddress] {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state -> [SocketAddress]? in
                    if case .given(let addresses) = state { return addresses }
                    state = .awaited(continuation)
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        }

        func give(_ addresses: [SocketAddress]) {
            let waiting = state.withLock { state -> CheckedContinuation<[SocketAddress], Never>? in
                switch state {
                case .given: return nil
                case .open:
                    state = .given(addresses)
                    return nil
                case .awaited(let continuation):
                    state = .given(addresses)
                    return continuation
                }
            }
            waiting?.resume(returning: addresses)
        }
    }
}
