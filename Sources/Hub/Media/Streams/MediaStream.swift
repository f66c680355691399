import ModuleKit
import Reactor
import WebSocket
import Webhooks

/// One provider's socket with a call's sound; it lives and dies on its loop.
///
/// A frame is decoded into a buffer that is used again, put into its place, and written off the loop a second at a time.
final class MediaStream: SocketHandler {
    /// What all streams share.
    struct Surroundings: Sendable {
        let service: StreamService
        let keeper: StreamKeeper
        let tasks: MediaTasks
        /// Whether somebody listens to a call by name.
        let hears: @Sendable (CallID) -> Bool
        let push: @Sendable (MediaLevel, CompanyID) -> Void
        /// Begins to hand a stream's sound on, where the line has a recogniser.
        let recognise: @Sendable (StreamService.Begun) -> RecogniserLink?
    }

    private enum Phase {
        /// `start` has not come.
        case fresh
        /// Its call is being looked up.
        case beginning(StreamArrival)
        case open
        case over
    }

    /// Ten seconds of both tracks.
    private static let mostEarly = 1_000

    private let opening: MediaOpening
    private let around: Surroundings
    private var socket: (any Socket)?
    private var phase = Phase.fresh
    private var early: [StreamArrival.Early] = []
    private var sound: StreamSound?
    private var frame: [UInt8] = []
    private var faults = 0
    private var isStopped = false

    init(_ opening: MediaOpening, _ around: Surroundings) {
        self.opening = opening
        self.around = around
    }

    func opened(_ socket: any Socket) { self.socket = socket }

    func received(_ message: Message) {
        if case .beginning(let arrival) = phase, let result = arrival.result { begun(result) }
        do throws(StreamFault) {
            guard case .text(let bytes) = message else { throw StreamFault("Every frame is a text.") }
            if let chunk = MediaChunk(bytes) { try take(chunk, bytes) } else { take(try StreamFrame(bytes)) }
            faults = 0
        } catch {
            faults += 1
            // Nothing sensible is to be expected any more.
            if faults >= 3 { socket?.close(4400, error.reason) }
        }
    }

    func closed(code: UInt16?) {
        socket = nil
        if case .beginning(let arrival) = phase, let result = arrival.abandon(early, isStopped: isStopped) {
            begun(result)
        }
        sound?.finish(isStopped: isStopped)
        (sound, phase) = (nil, .over)
    }

    private func take(_ frame: StreamFrame) {
        switch frame {
        case .start(let start):
            guard case .fresh = phase else { return }
            let arrival = StreamArrival()
            phase = .beginning(arrival)
            around.tasks.add { [around, opening] in await Self.begin(start, opening, arrival, around) }
        case .stop:
            isStopped = true
            socket?.close(1000, "")
        case .connected, .dtmf, .other: break
        }
    }

    private func take(_ chunk: MediaChunk, _ message: [UInt8]) throws(StreamFault) {
        frame.removeAll(keepingCapacity: true)
        guard Base64Payload.append(message[chunk.payload], to: &frame) else {
            throw StreamFault("`payload` is no base64.")
        }
        switch phase {
        case .open:
            guard sound?.take(frame, chunk.timestamp, chunk.track) != false else {
                throw StreamFault("`timestamp` is far from now.")
            }
        case .beginning:
            guard early.count < Self.mostEarly else { return }
            early.append(StreamArrival.Early(track: chunk.track, timestamp: chunk.timestamp, bytes: frame))
        case .fresh: throw StreamFault("A frame of sound came before `start`.")
        case .over: break
        }
    }

    // MARK: Beginning

    private func begun(_ result: Result<StreamService.Begun, any Error>) {
        switch result {
        case .success(let begun):
            sound = Self.sound(begun, early, around)
            (early, phase) = ([], .open)
        case .failure(let error):
            phase = .over
            // Where nothing could be stored, the provider may come again.
            let fault = error as? StreamFault
            socket?.close(fault == nil ? 1013 : 1008, fault?.reason ?? "try again")
        }
    }

    private static func begin(
        _ start: StreamStart, _ opening: MediaOpening, _ arrival: StreamArrival, _ around: Surroundings
    ) async {
        let result: Result<StreamService.Begun, any Error>
        do {
            result = .success(try await around.service.begin(start, opening))
        } catch {
            result = .failure(error)
        }
        guard let left = arrival.arrive(result), case .success(let begun) = result else { return }
        var sound = sound(begun, left.early, around)
        sound.finish(isStopped: left.isStopped)
    }

    private static func sound(
        _ begun: StreamService.Begun, _ early: [StreamArrival.Early], _ around: Surroundings
    ) -> StreamSound {
        var sound = StreamSound(begun, around)
        for frame in early { sound.take(frame.bytes, frame.timestamp, frame.track) }
        return sound
    }
}
