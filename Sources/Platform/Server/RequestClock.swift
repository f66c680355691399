import Reactor
import Web

/// What a connection is waiting for, and since when.
struct RequestClock {
    enum Wait { case request, head, body, bytes, nothing }

    var wait = Wait.request
    var deadline: UInt64 = 0
    /// Bytes received and sent when the wait began, by which progress is seen.
    var bytesIn: UInt64 = 0
    var bytesOut: UInt64 = 0
    /// Which request is being read, by number.
    var request = 0
}

extension HTTPConnection {
    private var options: ServerOptions { home.core.options }

    private var presentWait: RequestClock.Wait {
        switch phase {
        case .head: parser.isInsideMessage || connection.isOpening ? .head : queue.isEmpty ? .request : .nothing
        case .collecting, .skipping: .body
        case .piping(let exchange): (exchange.pipe?.wantsMore ?? false) ? .bytes : .nothing
        case .held, .ended: .nothing
        }
    }

    /// Sets the time-out of whatever is waited for now; a wait that goes on keeps the one it has.
    func watchTheClock() {
        guard let timer else { return }
        let wait = presentWait
        if wait == clock.wait, requests == clock.request, timer.isRunning {
            switch wait {
            case .head, .body: return
            case .bytes: guard connection.bytesIn != clock.bytesIn else { return }
            case .nothing: guard connection.bytesOut != clock.bytesOut else { return }
            case .request: break
            }
        }
        let patience =
            switch wait {
            case .request: options.idleTimeout
            case .head: options.headTimeout
            case .body, .bytes, .nothing: options.bodyTimeout
            }
        clock = RequestClock(
            wait: wait, deadline: loop.turnStarted &+ patience.clampedNanoseconds, bytesIn: connection.bytesIn,
            bytesOut: connection.bytesOut, request: requests)
        timer.start(at: clock.deadline)
    }

    func timeIsUp() {
        guard !isClosed else { return }
        switch clock.wait {
        case .request: connection.close()
        case .head where connection.isOpening: connection.close()
        // Since the handshake nothing has come, of which nobody has told the clock.
        case .head where presentWait != .head: watchTheClock()
        case .head: refuseHead(Problem(.requestTimeout, detail: "The head of the request did not come in time."))
        case .body, .bytes:
            let problem = Problem(.requestTimeout, detail: "The body of the request did not come in time.")
            switch phase {
            case .collecting(let exchange):
                leaveBody(exchange)
                answerEarly(exchange, problem)
            case .piping(let exchange):
                leaveBody(exchange)
                exchange.pipe?.fail(problem)
            default:
                phase = .ended
                settle()
            }
        case .nothing:
            // A handler may take its time; a client that takes no bytes may not.
            guard connection.queuedBytes == 0 || connection.bytesOut != clock.bytesOut else {
                return connection.close()
            }
            watchTheClock()
        }
    }
}
