import Reactor

/// Where a stream's socket and the task that looks its call up meet: whoever comes second does what is left.
///
/// Behind one lock, for the one is on a loop and the other is not.
final class StreamArrival: Sendable {
    /// A frame that came before the call was found.
    struct Early: Sendable {
        let track: Track
        let timestamp: Int64?
        let bytes: [UInt8]
    }

    private enum State {
        case awaited
        case arrived(Result<StreamService.Begun, any Error>)
        /// The socket was closed before; what it brought, and whether the provider said that it was all.
        case abandoned([Early], isStopped: Bool)
    }

    private let state = Lock(State.awaited)

    /// The call was found, or not.
    ///
    /// - Returns: What a socket that is closed already has left to whoever calls this.
    func arrive(_ result: Result<StreamService.Begun, any Error>) -> (early: [Early], isStopped: Bool)? {
        state.withLock { state in
            if case .abandoned(let early, let isStopped) = state { return (early, isStopped) }
            state = .arrived(result)
            return nil
        }
    }

    /// What has been found; nil when it has not yet.
    var result: Result<StreamService.Begun, any Error>? {
        state.withLock { if case .arrived(let result) = $0 { result } else { nil } }
    }

    /// The socket is closed.
    ///
    /// - Returns: What has been found by now; nil: it is left to whoever finds it.
    func abandon(_ early: [Early], isStopped: Bool) -> Result<StreamService.Begun, any Error>? {
        state.withLock { state in
            if case .arrived(let result) = state { return result }
            state = .abandoned(early, isStopped: isStopped)
            return nil
        }
    }
}
