import Domain

/// Plays one story against the hub: asks for the document, follows it as Twilio would, and reports what happens.
struct SimulatorPlayer {
    let story: CallStory
    let forms: TwilioForms
    let poster: SimulatorPoster
    let voiceURL: String
    let statusURL: String
    /// How many seconds of the story pass in one of ours.
    let warp: Double
    /// Whether the run shall end: then nobody waits any more, and what has begun is brought to its end.
    let isHurried: @Sendable () -> Bool

    private var random: SeededGenerator
    private let began = Timestamp.now()
    /// Runs from `<Start><Transcription>` to the end of the call.
    private var transcription: (url: String, sid: String, sequence: Int)?
    /// Runs from `<Start><Recording>` to the end of the call.
    private var callRecording: (url: String, sid: String, begun: Timestamp)?
    /// The text of a message, which comes some time after it.
    private var messageText: (url: String, form: TwilioForms.Form)?
    /// Whether the hub has been told that the caller is gone.
    private var hasEnded = false
    private static let documentBound = 30

    /// What becomes of the call after a verb.
    private enum Next {
        case goOn
        case follow(TwiMLElement)
        case hangUp
    }

    init(
        story: CallStory, forms: TwilioForms, poster: SimulatorPoster, voiceURL: String, statusURL: String,
        warp: Double,
        isHurried: @escaping @Sendable () -> Bool
    ) {
        self.story = story
        self.forms = forms
        self.poster = poster
        self.voiceURL = voiceURL
        self.statusURL = statusURL
        self.warp = warp
        self.isHurried = isHurried
        random = SeededGenerator(seed: story.seed)
    }

    mutating func play() async {
        guard let first = await ask(voiceURL, forms.voice(), expecting: "call.ringing") else { return }
        var document: TwiMLElement? = first
        var count = 0
        var wasTaken = false
        while let current = document, count < Self.documentBound {
            count += 1
            wasTaken = wasTaken || current.children.first.map { $0.name != "Reject" } == true
            document = await follow(current)
        }
        await end(wasTaken ? "completed" : "busy")
    }

    // MARK: Documents

    /// - Returns: The next document; nil when the call is over.
    private mutating func follow(_ document: TwiMLElement) async -> TwiMLElement? {
        for verb in document.children {
            switch await run(verb) {
            case .goOn: continue
            case .follow(let next): return next
            case .hangUp: return nil
            }
        }
        return nil
    }

    private mutating func run(_ verb: TwiMLElement) async -> Next {
        switch verb.name {
        case "Start": await start(verb)
        case "Say": await wait(Double(verb.text.count) / 15)
        case "Play": await wait(5)
        case "Pause": await wait(verb["length"].flatMap(Double.init) ?? 1)
        case "Gather": return await gather(verb)
        case "Dial": return await dial(verb)
        case "Connect": return await connect(verb)
        case "Record": return await record(verb)
        case "Redirect": return await go(to: verb.text, forms.gathered())
        case "Hangup", "Reject": return .hangUp
        default:
            poster.report.failed("The simulator does not know <\(verb.name)>.")
            return .hangUp
        }
        return .goOn
    }

    private mutating func start(_ verb: TwiMLElement) async {
        for element in verb.children {
            if element.name == "Transcription", transcription == nil, let url = element["statusCallbackUrl"] {
                transcription = (url, "GT\(random.hex(32))", 1)
                await transcribe("transcription-started", TwilioForms.sessionBegins)
            } else if element.name == "Recording", callRecording == nil, let url = element["recordingStatusCallback"] {
                let recording = (url: url, sid: "RE\(random.hex(32))", begun: Timestamp.now())
                callRecording = recording
                await notify(
                    url,
                    forms.recording(
                        recording.sid, "in-progress", source: "StartCallRecordingTwiML", channels: 2,
                        begun: recording.begun))
            }
        }
    }

    private mutating func gather(_ verb: TwiMLElement) async -> Next {
        for prompt in verb.children("Say", "Play") { await wait(Double(max(prompt.text.count, 30)) / 15) }
        if story.course == .abandoned { return .hangUp }
        await wait(2)
        guard let action = verb["action"] else { return .goOn }
        return await go(to: action, forms.gathered())
    }

    private mutating func record(_ verb: TwiMLElement) async -> Next {
        guard story.course == .voicemail else { return .hangUp }
        let (sid, begun) = ("RE\(random.hex(32))", Timestamp.now())
        await wait(Double(story.messageSec))
        let seconds = Self.seconds(since: begun)
        if let callback = verb["recordingStatusCallback"] {
            await notify(
                callback,
                forms.recording(sid, "completed", source: "RecordVerb", channels: 1, seconds: seconds, begun: begun))
        }
        if verb["transcribe"] == "true", let callback = verb["transcribeCallback"] {
            messageText = (callback, forms.transcribed(sid, "TR\(random.hex(32))"))
        }
        guard let action = verb["action"] else { return .goOn }
        return await go(to: action, forms.recorded(sid, seconds: seconds))
    }

    private mutating func go(to url: String, _ form: TwilioForms.Form, expecting event: String? = nil) async -> Next {
        guard let document = await ask(url, form, expecting: event) else { return .hangUp }
        return .follow(document)
    }

    // MARK: Agents

    /// The agent is a program, and speaks over a ConversationRelay.
    private mutating func connect(_ verb: TwiMLElement) async -> Next {
        guard let url = verb.children("ConversationRelay").first?["url"] else {
            poster.report.failed("The simulator knows <Connect> with a <ConversationRelay> only.")
            return .hangUp
        }
        let (session, began) = ("VX\(random.hex(32))", Timestamp.now())
        do {
            let relay = SimulatorRelay(socket: try await poster.socket(url), story: story, sessionSid: session)
            let handOff = try await relay.speak(forms, wait: wait)
            await relay.socket.close()
            guard let action = verb["action"], let handOff else { return .hangUp }
            return await go(to: action, forms.relayed(session, seconds: Self.seconds(since: began), handOff: handOff))
        } catch {
            poster.report.failed("A conversation with the agent failed: \(error)")
            return .hangUp
        }
    }

    private mutating func dial(_ verb: TwiMLElement) async -> Next {
        let targets = verb.children("Number", "Client", "Sip").map { (element: $0, sid: "CA\(random.hex(32))") }
        guard let first = targets.first else { return .goOn }
        for target in targets {
            await child(target, "initiated", 0)
            await child(target, "ringing", 1)
        }
        await wait(Double(story.ringSec))
        guard story.course == .answered else {
            let status = story.course == .busy ? "busy" : "no-answer"
            for target in targets { await child(target, status, 2, seconds: 0) }
            return await dialled(verb, first.sid, status, seconds: 0, callerIsThere: true)
        }
        await child(first, "in-progress", 2, expecting: "call.answered")
        for target in targets.dropFirst() { await child(target, "canceled", 2, seconds: 0) }
        let answered = Timestamp.now()
        await talk()
        let seconds = Self.seconds(since: answered)
        await child(first, "completed", 3, seconds: seconds)
        if verb["record"]?.hasPrefix("record") == true, let callback = verb["recordingStatusCallback"] {
            let sid = "RE\(random.hex(32))"
            await notify(
                callback,
                forms.recording(sid, "completed", source: "DialVerb", channels: 2, seconds: seconds, begun: answered))
        }
        return await dialled(verb, first.sid, "completed", seconds: seconds, callerIsThere: !story.callerHangsUp)
    }

    private mutating func child(
        _ target: (element: TwiMLElement, sid: String), _ status: String, _ sequence: Int, seconds: Int? = nil,
        expecting event: String? = nil
    ) async {
        guard let url = target.element["statusCallback"] else { return }
        let form = forms.child(
            target.sid, to: target.element.text, status, sequence: sequence, seconds: seconds, at: .now())
        await notify(url, form, expecting: event)
    }

    private mutating func dialled(
        _ verb: TwiMLElement, _ sid: String, _ status: String, seconds: Int, callerIsThere: Bool
    ) async -> Next {
        guard let action = verb["action"] else { return callerIsThere ? .goOn : .hangUp }
        hasEnded = !callerIsThere
        let next = await go(
            to: action, forms.dialled(sid, status, seconds: seconds, callerIsThere: callerIsThere),
            expecting: callerIsThere ? nil : "call.ended")
        return callerIsThere ? next : .hangUp
    }

    /// The two speak in turns; of some sentences a half comes first.
    private mutating func talk() async {
        guard transcription != nil else { return await wait(Double(story.talkSec)) }
        for (place, line) in story.lines.enumerated() {
            let byCaller = place.isMultiple(of: 2) == false
            let turn = Double(story.talkSec) / Double(story.lines.count)
            if random.chance(0.4) {
                let half = line.split(separator: " ").prefix(4).joined(separator: " ")
                await wait(turn / 3)
                await transcribe("transcription-content", TwilioForms.utterance(half, byCaller: byCaller, final: false))
            }
            await wait(turn * 2 / 3)
            await transcribe("transcription-content", TwilioForms.utterance(line, byCaller: byCaller, final: true))
        }
    }

    private mutating func transcribe(_ event: String, _ more: TwilioForms.Form = []) async {
        guard let session = transcription else { return }
        transcription?.sequence += 1
        await notify(
            session.url, forms.transcription(session.sid, event, sequence: session.sequence, at: .now(), more))
    }

    // MARK: The end

    private mutating func end(_ status: String) async {
        await notify(
            statusURL, forms.ended(status, seconds: Self.seconds(since: began), at: .now()),
            expecting: hasEnded ? nil : "call.ended")
        await transcribe("transcription-stopped")
        if let messageText { await notify(messageText.url, messageText.form) }
        guard let recording = callRecording else { return }
        await notify(
            recording.url,
            forms.recording(
                recording.sid, "completed", source: "StartCallRecordingTwiML", channels: 2,
                seconds: Self.seconds(since: recording.begun), begun: recording.begun))
    }

    // MARK: Sending

    private mutating func ask(_ url: String, _ form: TwilioForms.Form, expecting event: String? = nil) async
        -> TwiMLElement?
    {
        let (token, twice) = delivery()
        return await poster.ask(url, form, token: token, expecting: event.map(key), twice: twice)
    }

    private mutating func notify(_ url: String, _ form: TwilioForms.Form, expecting event: String? = nil) async {
        let (token, twice) = delivery()
        await poster.notify(url, form, token: token, expecting: event.map(key), twice: twice)
    }

    private func key(_ event: String) -> PushWatch.Key { PushWatch.Key(call: story.callSid, type: event) }

    /// An idempotency token, the same when the delivery is repeated, and whether it is.
    private mutating func delivery() -> (token: String, twice: Bool) {
        let token = "\(random.hex(8))-\(random.hex(4))-4\(random.hex(3))-8\(random.hex(3))-\(random.hex(12))"
        return (token, random.whole(1...max(1, story.repeatsOneIn)) == 1)
    }

    private func wait(_ seconds: Double) async {
        var rest = seconds / warp
        while rest > 0, !isHurried() {
            let slice = min(rest, 0.2)
            try? await Task.sleep(for: .seconds(slice))  // Nobody cancels a story.
            rest -= slice
        }
    }

    /// At least one, as Twilio counts a call that was answered.
    private static func seconds(since begin: Timestamp) -> Int {
        max(1, Int((Timestamp.now().milliseconds - begin.milliseconds + 500) / 1000))
    }
}
