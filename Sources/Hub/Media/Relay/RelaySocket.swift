import ModuleKit
import Reactor
import WebSocket
import Webhooks

/// One provider's ConversationRelay; it lives and dies on its loop, and hands what it hears to its conversation's task.
final class RelaySocket: SocketHandler {
    private let opening: MediaOpening
    private let around: RelayConversation.Surroundings
    private let loops: [EventLoop]
    private let tasks: MediaTasks
    private let inbox: AsyncStream<RelayFrame>
    private let sink: AsyncStream<RelayFrame>.Continuation
    private var socket: (any Socket)?
    private var hasBegun = false
    private var faults = 0
    /// More than anybody says before it is answered.
    private static let mostWaiting = 256

    init(_ opening: MediaOpening, _ around: RelayConversation.Surroundings, loops: [EventLoop], tasks: MediaTasks) {
        (self.opening, self.around, self.loops, self.tasks) = (opening, around, loops, tasks)
        (inbox, sink) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    func opened(_ socket: any Socket) { self.socket = socket }

    func received(_ message: Message) {
        do throws(StreamFault) {
            guard case .text(let bytes) = message else { throw StreamFault("Every frame is a text.") }
            take(try RelayFrame(bytes))
            faults = 0
        } catch {
            faults += 1
            if faults >= 3 { socket?.close(4400, error.reason) }
        }
    }

    func closed(code: UInt16?) {
        socket = nil
        sink.finish()
    }

    private func take(_ frame: RelayFrame) {
        guard case .setup(let setup) = frame else {
            if hasBegun { sink.yield(frame) }
            return
        }
        guard !hasBegun, let socket else { return }
        hasBegun = true
        let loop = loops[socket.loopIndex]
        let conversation = RelayConversation(
            setup, opening, around,
            send: { frame in loop.execute { socket.sendText(frame) } })
        tasks.add { [inbox] in await conversation.run(inbox) }
    }
}
