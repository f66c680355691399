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
    /// The request that is being read.
    var exchange: ObjectIdentifier?
}

extension HTTPConnection {
    private var options: ServerOptions { home.core.options }

    private var presentWait: (RequestClock.Wait, ObjectIdentifier?) {
        switch phase {
        case .head:
            if parser.isInsideMessage { return (.head, queue.last.map(ObjectIdentifier.init)) }
            return queue.isEmpty ? (.request, nil) : (.nothing, nil)
        case .collecting(let exchange), .skipping(let exchange): return (.body, ObjectIdentifier(exchange))
        case .piping(let exchange):
            return (exchange.pipe?.wantsMore ?? false) ? (.bytes, ObjectIdentifier(exchange)) : (.nothing, nil)
        case .held, .ended: return (.nothing, nil)
        }
    }

    /// Sets the time-out of whatever is waited for now; a wait that goes on keeps the one it has.
    func watchTheClock() {
        guard let timer else { return }
        let (wait, exchange) = presentWait
        if wait == clock.wait, exchange == clock.exchange, timer.isRunning {
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
            bytesOut: connection.bytesOut, exchange: exchange)
        timer.start(at: clock.deadline)
    }

    func timeIsUp() {
        guard !isClosed else { return }
        switch clock.wait {
        case .request: connection.close()
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
            guard connection.queuedBytes == 0 || connection.bytesOut != clock.bytesOut else { return connection.close() }
            watchTheClock()
        }
    }
}
