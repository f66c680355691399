import Client
import JSON
import Reactor
import WebSocket

/// Which events must come, since when; owned by its lock.
final class PushWatch: Sendable {
    struct Key: Hashable, Sendable {
        let call: String
        let type: String
    }

    private struct State {
        var waiting: [Key: UInt64] = [:]
        var arrived: Set<Key> = []
    }

    private let state = Lock(State())
    private let report: SimulatorReport
    /// Without a listener nothing is waited for.
    let isListening: Bool

    init(report: SimulatorReport, isListening: Bool) {
        self.report = report
        self.isListening = isListening
    }

    /// Says that a webhook is sent now that will cause an event.
    func expect(_ key: Key, sentAt: UInt64) {
        if isListening { state.withLock { $0.waiting[key] = sentAt } }
    }

    /// Says that the webhook was not taken.
    func withdraw(_ key: Key) { state.withLock { $0.waiting[key] = nil } }

    /// Takes an event; one of a call that is not ours is passed over.
    func arrived(_ key: Key, at: UInt64) {
        let (sentAt, isDouble) = state.withLock { state -> (UInt64?, Bool) in
            guard let sentAt = state.waiting.removeValue(forKey: key) else { return (nil, state.arrived.contains(key)) }
            state.arrived.insert(key)
            return (sentAt, false)
        }
        if let sentAt { report.pushed(nanoseconds: at > sentAt ? at - sentAt : 0) }
        if isDouble { report.failed("\(key.type) of \(key.call) was pushed twice.") }
    }

    /// Waits for what is on its way, and counts what never came as failures.
    func settle(within patience: Duration) async {
        let deadline = MonotonicClock.nanoseconds() &+ patience.clampedNanoseconds
        while !state.withLock({ $0.waiting.isEmpty }), MonotonicClock.nanoseconds() < deadline {
            try? await Task.sleep(for: .milliseconds(20))  // Woken early it only looks sooner.
        }
        let missing = state.withLock { Array($0.waiting.keys) }
        if let first = missing.first {
            report.failed(
                "\(missing.count) events never came, such as \(first.type) of \(first.call).", times: missing.count)
        }
    }
}

/// Subscribes to `calls` as a dashboard does, and resumes where it was when the socket ends.
final class PushListener: Sendable {
    private let url: String
    private let token: String
    private let loop: EventLoop
    private let options: ClientOptions
    private let watch: PushWatch
    private let report: SimulatorReport
    private let place = Lock<Place?>(nil)
    private static let attempts = 20

    /// The last event that was received.
    private struct Place { var epoch: String, offset: Int64 }

    init(
        url: String, token: String, loop: EventLoop, options: ClientOptions, watch: PushWatch, report: SimulatorReport
    ) {
        self.url = url
        self.token = token
        self.loop = loop
        self.options = options
        self.watch = watch
        self.report = report
    }

    /// Opens the first socket and subscribes.
    func connect() async throws -> WebSocketClient {
        let socket = try await WebSocketClient.connect(
            url, headers: [("Authorization", "Bearer \(token)")], on: loop, options: options)
        var request: JSONObject = ["id": 1, "subscribe": ["calls"]]
        if let place = place.withLock({ $0 }) {
            request["after"] = ["epoch": .string(place.epoch), "offset": .integer(place.offset)]
        }
        try await socket.send(JSONValue.object(request).jsonText)
        guard case .text(let bytes)? = try await socket.receive() else {
            throw SimulateCommand.Failure(
                description: "The socket was closed instead of subscribed: \(closing(socket)).")
        }
        try subscribed(try JSONParser.parse(bytes))
        return socket
    }

    /// Receives until the task is cancelled.
    func run(_ first: WebSocketClient) async {
        var socket = first
        while !Task.isCancelled {
            await receive(from: socket)
            guard !Task.isCancelled else { return socket.cut() }
            guard let next = await resume() else {
                report.failed("The socket ended and could not be resumed: \(closing(socket)).")
                return
            }
            socket = next
        }
    }

    private func receive(from socket: WebSocketClient) async {
        while !Task.isCancelled {
            // A lost connection is resumed like one that was closed.
            guard let message = try? await socket.receive() else { return }
            let at = MonotonicClock.nanoseconds()
            guard case .text(let bytes) = message, let json = try? JSONParser.parse(bytes) else {
                report.failed("A frame is not JSON text.")
                continue
            }
            take(json, at: at)
        }
    }

    private func take(_ json: JSONValue, at: UInt64) {
        guard let type = json["type"].string, let offset = json["offset"].int else { return }
        place.withLock { $0?.offset = Int64(offset) }
        if let call = json["data"]["providerCallId"].string {
            watch.arrived(PushWatch.Key(call: call, type: type), at: at)
        }
    }

    private func resume() async -> WebSocketClient? {
        for _ in 0..<Self.attempts {
            // Cancelled means that the run is over.
            guard (try? await Task.sleep(for: .milliseconds(250))) != nil else { return nil }
            if let socket = try? await connect() {  // The server may be starting again: another attempt follows.
                report.resumed()
                return socket
            }
        }
        return nil
    }

    private func subscribed(_ answer: JSONValue) throws {
        guard answer["subscribed"].array != nil, let epoch = answer["epoch"].string, let offset = answer["offset"].int
        else {
            throw SimulateCommand.Failure(description: "The hub did not subscribe us: \(answer.jsonText.prefix(300))")
        }
        if answer["outcome"].string == "reset" { report.failed("The hub could not continue where the socket ended.") }
        place.withLock { place in
            // A replay follows: the place moves with its events.
            if place == nil || answer["outcome"].string != "replayed" {
                place = Place(epoch: epoch, offset: Int64(offset))
            }
        }
    }

    private func closing(_ socket: WebSocketClient) -> String {
        socket.closing.map { "\($0.code.map(String.init) ?? "no code") \($0.reason)" } ?? "the connection was lost"
    }
}
