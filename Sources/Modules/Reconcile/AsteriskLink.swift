import Calls
import Client
import HTTP
import ModuleKit
import Providers
import WebSocket
import Webhooks

/// What the sockets of telephone systems need.
struct AsteriskContext: Sendable {
    let database: Database
    let ingest: CallIngest
    let logins: ProviderLogins
    let surroundings: ReconcileSurroundings
    let now: @Sendable () -> Timestamp

    func login(of account: AccountID, in company: CompanyID) async throws -> ProviderLogin? {
        try await database.read(company) { try logins.login(of: account, in: $0) }
    }
}

/// One telephone system's events over ARI's WebSocket (reference §10.1), for as long as its task runs.
///
/// An event goes the way of one that was posted to the hook `ari`.
struct AsteriskLink: Sendable {
    /// Asterisk tells an application of all channels when it subscribes to all; its name is ours to choose.
    private static let application = "switchboard"
    /// A socket that is dead without having said so is found by sending on it.
    private static let pingInterval = Duration.seconds(30)

    let context: AsteriskContext
    let account: AccountID
    let company: CompanyID
    let login: ProviderLogin

    /// Connects, listens, and connects again when the socket is lost.
    func run() async {
        var state = ConnectionState(since: context.now())
        var failures = 0
        while !Task.isCancelled, reader != nil {
            (state.phase, state.since) = (.connecting, context.now())
            show(state)
            do {
                try await listen(&state, &failures)
                state.fault = "The telephone system closed the socket."
            } catch {
                state.fault = Self.words(error)
            }
            guard !Task.isCancelled else { break }
            (state.phase, state.since) = (.waiting, context.now())
            state.reconnects += 1
            show(state)
            failures += 1
            // The program stops, or the login has changed.
            guard (try? await Task.sleep(for: Self.pause(afterFailures: failures))) != nil else { break }
        }
        context.surroundings.showConnection(account, nil)
    }

    private var reader: RecordReader? { context.surroundings.reader(account, company) }

    private func show(_ state: ConnectionState) { context.surroundings.showConnection(account, state) }

    /// A tenth of a second, doubled each time up to a minute, and up to a half less: after a restart of the telephone
    /// system not everybody comes at once.
    static func pause(afterFailures count: Int) -> Duration {
        min(.milliseconds(100 << min(count - 1, 10)), .seconds(60)) * Double.random(in: 0.5...1)
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as ClientError: "\(error)."
        case let fault as ProviderFault: fault.description
        default: "What it said could not be stored."
        }
    }

    // MARK: Connected

    private func listen(_ state: inout ConnectionState, _ failures: inout Int) async throws {
        let api = try context.logins.api(.asterisk, login)
        let socket = try await context.logins.socket(
            api, "/events?app=\(Self.application)&subscribeAll=true")
        (state.phase, state.since, state.fault) = (.connected, context.now(), nil)
        show(state)
        let pinging = Task {
            while (try? await Task.sleep(for: Self.pingInterval)) != nil {
                guard (try? await socket.ping()) != nil else { return }
            }
        }
        let failure: (any Error)?
        do {
            try await catchUp(api)
            failures = 0
            try await hear(socket, &state)
            failure = nil
        } catch {
            failure = error
        }
        pinging.cancel()
        await pinging.value
        socket.cut()
        if let failure { throw failure }
    }

    private func hear(_ socket: WebSocketClient, _ state: inout ConnectionState) async throws {
        while let message = try await socket.receive() {
            guard case .text(let text) = message, let reader else { continue }
            state.lastEventAt = context.now()
            show(state)
            try await take(text, reader)
        }
    }

    private func take(_ text: [UInt8], _ reader: RecordReader) async throws {
        // What is no event of a call is of no use here: ARI tells of much else.
        guard let json = try? JSONParser.parse(text),
            let event = try? reader.event(json, to: "ari", at: context.now())
        else { return }
        try await apply([event])
    }

    private func apply(_ events: [ProviderEvent]) async throws {
        guard !events.isEmpty else { return }
        try await context.database.write(company) { [ingest = context.ingest] tx in
            for event in events { _ = try ingest.apply(event, in: tx) }
        }
    }

    /// Learns what happened while there was no socket: which channels there are, and which are gone.
    private func catchUp(_ api: ProviderAPI) async throws {
        // Before the channels are asked for: a call that begins in between has one.
        let open = try await context.database.read(company) { try CallService.openLegs(of: account, in: $0) }
        let answer = try await api.get("/channels")
        guard let channels = answer.json.array, let reader else {
            throw ProviderFault.refused(code: nil, "The telephone system's answer is no list of channels.")
        }
        let at = context.now()
        let present = Set(channels.compactMap { $0["id"].string })
        let going = channels.compactMap { channel in
            // One whose words say nothing of a call is none.
            try? reader.event(["type": "ChannelStateChange", "channel": channel], to: "ari", at: at)
        }
        let gone = open.filter { !present.contains($0) }.map { leg in
            var event = ProviderEvent(account: account, providerCallID: leg, receivedAt: at)
            // Nobody knows how it ended; what is known of its answer says whether there was a talk.
            (event.status, event.unansweredStatus, event.reason) = (.completed, .canceled, .unknown)
            return event
        }
        try await apply(going + gone)
    }
}
