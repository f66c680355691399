import Dispatch
import Glibc
import Reactor

/// Where log lines go: whole batches, written by a queue of its own, so that a slow disk or terminal holds up no loop.
package final class LogOutput: Sendable {
    // Lines that nobody takes must not fill the memory.
    private static let mostWaiting = 8 * 1_048_576

    private struct State {
        var waiting = 0
        var lost = 0
    }

    private let descriptor: CInt
    private let queue = DispatchQueue(label: "log", qos: .utility)
    private let state = Lock(State())

    /// Writes to a descriptor that stays open, standard error as a rule.
    package init(descriptor: CInt = STDERR_FILENO) { self.descriptor = descriptor }

    /// Writes whole lines, each with its line feed.
    package func write(_ lines: [UInt8]) {
        let taken = state.withLock { state in
            guard state.waiting + lines.count <= Self.mostWaiting else {
                state.lost += lines.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
                return false
            }
            state.waiting += lines.count
            return true
        }
        guard taken else { return }
        queue.async { self.put(lines) }
    }

    /// Returns when everything handed in before has been written: for the end of the program.
    package func flush() { queue.sync {} }

    private func put(_ lines: [UInt8]) {
        let lost = state.withLock { state in
            state.waiting -= lines.count
            defer { state.lost = 0 }
            return state.lost
        }
        if lost > 0 { putAll(Array("{\"level\":\"warning\",\"message\":\"\(lost) log lines were lost\"}\n".utf8)) }
        putAll(lines)
    }

    private func putAll(_ lines: [UInt8]) {
        lines.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count < 0, errno == EAGAIN {
                    // Somebody has made the terminal non-blocking; here is nobody to be held up.
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&wait, 1, 1_000)
                } else if count == 0 || errno != EINTR {
                    return
                }
            }
        }
    }
}
