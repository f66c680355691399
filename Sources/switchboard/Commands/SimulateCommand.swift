import Client
import Glibc
import Reactor
import TLS

/// `simulate`: sends signed call stories to a running hub, and measures how fast it answers and pushes.
enum SimulateCommand {
    static let usage = """
        usage: switchboard simulate --data DIR [options]
               switchboard simulate --url URL --account-sid AC… --auth-token … --voice-url URL --number +… [options]

        Plays whole calls as Twilio would: rings, follows the answer, connects an agent, transcribes, records, hangs up;
        also missed, busy and abandoned calls, voicemail, talks with the demo's agent program, known, new and anonymous callers. Every webhook is signed,
        some are sent twice, and every answer is checked. With a token it subscribes to `calls`, and measures from the
        webhook to the push.

          --data DIR            The folder of a running `demo`: its demo.json says all of the following.
          --url URL             The hub, such as http://127.0.0.1:8080.
          --token TOKEN         An API key, to listen to the events as well.
          --account-sid SID     Twilio's account: AC and 32 hexadecimal digits.
          --auth-token TOKEN    What webhooks are signed with.
          --voice-url URL       The voice hook as Twilio has it.
          --status-url URL      The status hook; beside the voice hook unless told.
          --number NUMBER       The number that is called.
          --rate N              Calls begun a second. [2]
          --calls N             How many calls; or
          --seconds S           for how long calls begin. [60]
          --warp N              How many seconds of a story pass in one. [60]
          --seed N              The same seed tells the same stories; a random one unless told.
          --json                Print the result as one line of JSON.

        It ends with 0 when everything was as it must be, else with 1. Ctrl-C ends it early, with the result so far.
        """

    /// Why a run cannot begin, or that something failed in it; one sentence.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What a run goes by.
    struct Options: Sendable {
        var url: String
        var token: String?
        var accountSid: String
        var authToken: String
        var voiceURL: String
        var statusURL: String
        var number: String
        var rate: Double
        var calls: Int?
        var seconds: Double
        var warp: Double
        var seed: UInt64
        /// So long a webhook waits for its answer, and the end for the last event; Twilio is as patient.
        var patience = Duration.seconds(15)
    }

    private static let valued: Set<String> = [
        "data", "url", "token", "account-sid", "auth-token", "voice-url", "status-url", "number", "rate", "calls",
        "seconds",
        "warp", "seed",
    ]

    static func run(_ words: [String]) async throws {
        let arguments = try Arguments(words, valued: valued, flags: ["json", "help"])
        if arguments.has("help") { return Program.say(usage) }
        if let word = arguments.words.first { throw Arguments.Mistake(description: "`simulate` takes no `\(word)`.") }
        let options = try options(arguments)
        let group = try EventLoopGroup(count: 1)
        let figures: (SimulatorReport.Figures, Double)
        do {
            let simulation = try Simulation(options, on: group)
            try simulation.watchSignals()
            figures = try await simulation.run()
        } catch {
            await group.stop(within: .seconds(1))
            throw error
        }
        await group.stop(within: .seconds(1))
        Program.say(arguments.has("json") ? figures.0.json(seconds: figures.1) : figures.0.summary(seconds: figures.1))
        if figures.0.failures > 0 {
            throw Failure(description: "\(figures.0.failures) things failed; the first are listed above.")
        }
    }

    static func options(_ arguments: Arguments) throws -> Options {
        if arguments["data"] == nil, arguments["url"] == nil {
            throw Arguments.Mistake(description: "Say which hub: --data with the folder of a running demo, or --url.")
        }
        let file = try arguments["data"].map { folder in
            guard let file = try DemoFile(in: folder) else {
                throw Failure(
                    description:
                        "\(DemoFile.path(in: folder)) is not there: `switchboard demo --data \(folder)` makes it.")
            }
            return file
        }
        func text(_ name: String, _ known: String?) throws -> String {
            if let known, arguments[name] == nil { return known }
            return try arguments.required(name)
        }
        let voice = try text("voice-url", file?.hook("voice"))
        return Options(
            url: try origin(of: text("url", file?.url)), token: arguments["token"] ?? file?.token,
            accountSid: try text("account-sid", file?.accountSid), authToken: try text("auth-token", file?.authToken),
            voiceURL: voice, statusURL: arguments["status-url"] ?? status(beside: voice),
            number: try text("number", file?.number), rate: try arguments.number("rate", 0.01...10_000, standard: 2),
            calls: arguments["calls"] == nil ? nil : try arguments.whole("calls", 1...10_000_000, standard: 1),
            seconds: arguments["calls"] != nil && arguments["seconds"] == nil
                ? .infinity : try arguments.number("seconds", 0.1...604_800, standard: 60),
            warp: try arguments.number("warp", 0.1...100_000, standard: 60),
            seed: UInt64(try arguments.whole("seed", 0...Int.max, standard: .random(in: 0...Int(Int32.max)))))
    }

    /// Scheme, host and port of an address.
    static func origin(of url: String) throws(Arguments.Mistake) -> String {
        guard let scheme = url.firstRange(of: "://"), url.hasPrefix("http") else {
            throw Arguments.Mistake(description: "`\(url)` is no address such as http://127.0.0.1:8080.")
        }
        let rest = url[scheme.upperBound...]
        return String(url[..<(rest.firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex)])
    }

    private static func status(beside voice: String) -> String {
        guard let slash = voice.lastIndex(of: "/") else { return voice }
        return voice[...slash] + "status"
    }
}

/// One run: begins the calls at their rate, shows how far it is, and waits for the last of them.
struct Simulation: Sendable {
    private let options: SimulateCommand.Options
    private let group: EventLoopGroup
    private let report = SimulatorReport()
    private let watch: PushWatch
    private let poster: SimulatorPoster
    private let clients: ClientOptions
    private let isTold = Lock(false)

    init(_ options: SimulateCommand.Options, on group: EventLoopGroup) throws {
        self.options = options
        self.group = group
        watch = PushWatch(report: report, isListening: options.token != nil)
        var patience = ClientOptions()
        patience.requestPatience = options.patience
        if options.url.hasPrefix("https:") { patience.secure = try TLSTransport.towardsHosts() }
        clients = patience
        poster = SimulatorPoster(
            origin: options.url, publicOrigin: try SimulateCommand.origin(of: options.voiceURL),
            authToken: options.authToken, client: try HTTPClient(options.url, on: group.loops[0], options: patience),
            sockets: (group.loops[0], patience), report: report, watch: watch)
    }

    /// Told once, it begins no more calls; told twice, it does not wait for those under way.
    func watchSignals() throws {
        try Signals.watch(on: group.loops[0]) { signal in
            let again = isTold.withLock { told in
                defer { told = true }
                return told
            }
            if again { exit(130) }
        }
    }

    /// - Returns: What was seen, and how many seconds it took.
    func run() async throws -> (SimulatorReport.Figures, Double) {
        let listener = options.token.map { token in
            PushListener(
                url: "ws" + options.url.dropFirst(4) + "/ws", token: token, loop: group.loops[0],
                options: clients, watch: watch, report: report)
        }
        let socket = try await listener?.connect()
        let began = MonotonicClock.nanoseconds()
        let listening = Task { if let listener, let socket { await listener.run(socket) } }
        let showing = Task { await show(since: began) }
        await playAll(since: began)
        await watch.settle(within: options.patience)
        let seconds = Self.seconds(since: began)
        listening.cancel()
        showing.cancel()
        await listening.value
        await showing.value
        Self.show("\r\u{1B}[K")
        return (report.now, seconds)
    }

    private func playAll(since began: UInt64) async {
        var teller = StoryTeller(seed: options.seed)
        // One that is over is let go at once: an hour begins hundreds of thousands.
        await withDiscardingTaskGroup { calls in
            var count = 0
            while count < options.calls ?? .max, !isTold.withLock({ $0 }) {
                let due = Double(count) / options.rate
                guard due < options.seconds else { break }
                let early = due - Self.seconds(since: began)
                if early > 0 { try? await Task.sleep(for: .seconds(min(early, 0.2))) }  // Nobody cancels this.
                guard Self.seconds(since: began) >= due else { continue }
                let story = teller.next()
                calls.addTask { await play(story) }
                count += 1
            }
        }
    }

    private func play(_ story: CallStory) async {
        report.started(story)
        var player = SimulatorPlayer(
            story: story, forms: TwilioForms(accountSid: options.accountSid, line: options.number, story: story),
            poster: poster, voiceURL: options.voiceURL, statusURL: options.statusURL, warp: options.warp,
            isHurried: { isTold.withLock { $0 } })
        await player.play()
        report.ended()
    }

    private func show(since began: UInt64) async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {  // Cancelled means that it is over.
            Self.show("\r\u{1B}[K" + report.now.progress(seconds: Self.seconds(since: began)))
        }
    }

    private static func show(_ text: String) {
        let bytes = Array(text.utf8)
        // A progress line that is not seen is no loss.
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private static func seconds(since began: UInt64) -> Double {
        Double(MonotonicClock.nanoseconds() &- began) / 1_000_000_000
    }
}
