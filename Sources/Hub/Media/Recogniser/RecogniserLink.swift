import Calls
import Client
import ModuleKit
import Reactor
import WebSocket

/// Hands one stream's sound on to a recogniser, and takes its words into the call's transcript.
///
/// A connection that is lost is made again, and goes on behind the last final words of each track.
final class RecogniserLink: Sendable {
    /// What all links share.
    struct Surroundings: Sendable {
        let database: Database
        let ingest: CallIngest
        let now: @Sendable () -> Timestamp
        /// Opens a socket to a recogniser.
        let connect: @Sendable (Program) async throws -> WebSocketClient
    }

    private let begun: StreamService.Begun
    private let program: Program
    private let around: Surroundings
    private let sound: HeardSound
    /// So often a connection is tried in a row.
    private static let mostAttempts = 6

    init(_ begun: StreamService.Begun, _ program: Program, _ around: Surroundings) {
        (self.begun, self.program, self.around) = (begun, program, around)
        sound = HeardSound(after: begun.samples)
    }

    /// Takes a frame; never waits.
    func hear(_ bytes: [UInt8], at place: Int64, of track: Track) { sound.hear(bytes, at: place, of: track) }

    /// The stream is over.
    func end() { sound.end() }

    /// Goes on until the recogniser has said all, or cannot be reached.
    func run() async {
        var attempt = 0
        while !Task.isCancelled, attempt < Self.mostAttempts {
            do {
                let socket = try await around.connect(program)
                attempt = 0
                try await converse(socket)
                return
            } catch {
                attempt += 1
                let pause = Duration.milliseconds(250 << attempt)
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
        sound.end()
    }

    private func converse(_ socket: WebSocketClient) async throws {
        // Numbers go up with the sound, so that those of a later connection never meet those of an earlier one.
        let bases = sound.rewind().map { $0 * 1000 }
        try await socket.send(RecogniserSpeech.start(begun))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [sound] in
                while let piece = await sound.next() {
                    try await socket.send(.binary(RecogniserSpeech.sound(piece)))
                }
                try Task.checkCancellation()
                try await socket.send(RecogniserSpeech.stop)
            }
            group.addTask { [self] in
                while let message = try await socket.receive() { try await take(message, bases) }
                guard sound.isOver else { throw ClientError.connectionLost(beforeAnswer: false) }
            }
            try await group.next()
            // Whoever has been told to stop has a while to say the rest.
            group.addTask { [program, sound] in
                guard sound.isOver else { return }
                try await Task.sleep(for: .milliseconds(program.patienceMs))
                socket.cut()
            }
            try await group.next()
            group.cancelAll()
        }
        await socket.close()
    }

    private func take(_ message: WebSocket.Message, _ bases: [Int64]) async throws {
        guard case .text(let bytes) = message, let words = RecognisedWords(bytes), !words.text.isEmpty else { return }
        let row = begun.row
        var event = ProviderEvent(account: row.account, providerCallID: row.leg, receivedAt: around.now())
        event.transcript = words.report(
            session: "stream:\(row.stream)", base: bases[words.track.rawValue], offsetMs: begun.offsetMs)
        let spoken = event
        try await around.database.write(row.company) { [ingest = around.ingest] tx in
            _ = try ingest.apply(spoken, in: tx)
        }
        if words.isFinal, let endMs = words.endMs { sound.settle(words.track, upTo: endMs * MuLaw.samplesPerMs) }
    }
}
