import JSON

extension CallPlan {
    /// At most so many steps.
    package static let maximumSteps = 200

    /// At most so many bytes of JSON.
    ///
    /// Half of the 64 KiB that providers read, for a document has addresses and escapes besides.
    package static let maximumBytes = 32 << 10

    /// What a step can `do`.
    package static let words = [
        "say", "play", "pause", "gather", "record", "transcribe", "dial", "stream", "relay", "voicemail", "hangup",
        "reject",
        "redirect", "goto",
    ]

    /// Reads a plan, and refuses one that cannot work, with all its faults.
    package init(json: JSONValue) throws(CallPlanError) {
        guard let object = json.object else {
            throw CallPlanError(problems: [FieldProblem(field: "", detail: "A call plan is an object with `steps`.")])
        }
        var fields = PlanFields(object, at: "")
        let language = fields.language()
        let voice = fields.text("voice", maximum: 100)
        let elements = fields.value("steps")?.array ?? []
        if !(1...Self.maximumSteps).contains(elements.count) {
            fields.note("steps", "`steps` must be a list of 1 to \(Self.maximumSteps) steps.")
        }
        var problems = fields.finish("A call plan")
        var steps: [Step] = []
        for (index, element) in elements.prefix(Self.maximumSteps).enumerated() {
            var reader = StepReader(element, at: "steps[\(index)]")
            steps.append(reader.step())
            problems += reader.problems
        }
        self.init(language: language, voice: voice, steps: steps)
        if problems.isEmpty { problems = faults }
        if problems.isEmpty, jsonBytes.count > Self.maximumBytes {
            problems = [FieldProblem(field: "steps", detail: "A plan has at most \(Self.maximumBytes) bytes of JSON.")]
        }
        guard problems.isEmpty else { throw CallPlanError(problems: problems) }
    }
}

/// Reads one step.
private struct StepReader {
    private var fields: PlanFields
    private(set) var problems: [FieldProblem] = []

    init(_ json: JSONValue, at path: String) {
        fields = PlanFields(json.object ?? [:], at: path)
        if json.object == nil { fields.note(nil, "A step is an object with `id` and `do`.") }
    }

    mutating func step() -> CallPlan.Step {
        let id = fields.required("id", maximum: 40, "the name by which other steps lead here")
        if !id.utf8.allSatisfy(Self.isNameByte) {
            fields.note("id", "`id` may have letters, digits, - and _ only.")
        }
        let word = fields.required("do", maximum: 20, "one of \(CallPlan.words.joined(separator: ", "))")
        let action = action(word)
        let next = action.ends ? nil : fields.text("next", maximum: 40)
        problems = fields.finish("The step `\(word)`")
        return CallPlan.Step(id: id, action: action, next: next)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private mutating func action(_ word: String) -> CallPlan.Action {
        switch word {
        case "say":
            let text = fields.required("text", maximum: 3000, "what is said")
            return .prompt(.say(text, language: fields.language(), voice: fields.text("voice", maximum: 100)))
        case "play":
            let url = fields.url("url", ["https", "http"], "the sound to play")
            return .prompt(.play(url: url, times: fields.integer("times", 1...100) ?? 1))
        case "pause":
            if !fields.has("seconds") { fields.note("seconds", "`seconds` is missing: how long.") }
            return .pause(seconds: fields.integer("seconds", 1...180) ?? 1)
        case "gather": return .gather(gather())
        case "record": return record()
        case "transcribe": return .transcribe(language: fields.language())
        case "dial": return .dial(dial())
        case "stream": return .stream(stream())
        case "relay": return .relay(relay())
        case "voicemail":
            let prompt = prompt(language: fields.language())
            return .voicemail(prompt, recording())
        case "hangup": return .hangup
        case "reject": return .reject(busy: fields.word("reason", RejectReason.self) == .busy)
        case "redirect":
            return .redirect(url: fields.url("url", ["https", "http"], "the program that goes on with the call"))
        case "goto": return .goto(fields.required("step", maximum: 40, "where to go on"))
        default:
            if !word.isEmpty {
                fields.note("do", "There is no step `\(word)`; there is \(CallPlan.words.joined(separator: ", ")).")
            }
            return .hangup
        }
    }

    private enum RejectReason: String, CaseIterable { case rejected, busy }
    private enum Scope: String, CaseIterable { case caller, call }
    private enum Input: String, CaseIterable { case keys, speech, both }

    private mutating func prompt(language: String?) -> CallPlan.Prompt? {
        let voice = fields.text("voice", maximum: 100)
        let text = fields.text("say", maximum: 3000)
        guard fields.has("play") else { return text.map { .say($0, language: language, voice: voice) } }
        if text != nil { fields.note("play", "`say` and `play` exclude each other.") }
        return .play(url: fields.url("play", ["https", "http"], "the sound to play"), times: 1)
    }

    private mutating func gather() -> CallPlan.Gather {
        var gather = CallPlan.Gather()
        gather.language = fields.language()
        gather.prompt = prompt(language: gather.language)
        let input = fields.word("input", Input.self) ?? .keys
        gather.keys = input != .speech
        gather.speech = input != .keys
        gather.digits = fields.integer("digits", 1...50)
        gather.finishOnKey = fields.text("finishOnKey", maximum: 1)
        gather.timeoutSec = fields.integer("timeoutSec", 1...60) ?? gather.timeoutSec
        gather.hints = fields.texts("hints", maximum: 100, 100) {
            $0.contains(",") ? "A hint must not have a comma." : nil
        }
        gather.choices = fields.pairs("choices", 50).map { CallPlan.Gather.Choice(input: $0.name, step: $0.value) }
        gather.otherwise = fields.text("otherwise", maximum: 40)
        gather.attempts = fields.integer("attempts", 1...10) ?? 1
        return gather
    }

    private mutating func record() -> CallPlan.Action {
        guard fields.word("scope", Scope.self) == .call else { return .record(recording()) }
        return .recordCall
    }

    private mutating func recording() -> CallPlan.Record {
        var record = CallPlan.Record()
        record.maximumSec = fields.integer("maximumSec", 2...14_400) ?? record.maximumSec
        record.silenceSec = fields.integer("silenceSec", 1...60) ?? record.silenceSec
        record.finishOnKey = fields.text("finishOnKey", maximum: 12) ?? record.finishOnKey
        record.beep = fields.flag("beep") ?? record.beep
        record.transcribe = fields.flag("transcribe") ?? record.transcribe
        return record
    }

    private mutating func dial() -> CallPlan.Dial {
        var dial = CallPlan.Dial()
        dial.numbers = fields.texts("numbers", maximum: 16, 10) { Self.isE164($0) ? nil : Self.e164Fault }
        dial.clients = fields.texts("clients", maximum: 121, 10) { _ in nil }
        dial.sip = fields.texts("sip", maximum: 255, 10) {
            $0.hasPrefix("sip:") || $0.hasPrefix("sips:") ? nil : "A SIP address begins with sip: or sips:."
        }
        if !(1...10).contains(dial.numbers.count + dial.clients.count + dial.sip.count) {
            fields.note(nil, "A dial step has 1 to 10 `numbers`, `clients` and `sip` addresses altogether.")
        }
        dial.callerID = fields.text("callerId", maximum: 16)
        if let callerID = dial.callerID, !Self.isE164(callerID) { fields.note("callerId", Self.e164Fault) }
        dial.timeoutSec = fields.integer("timeoutSec", 5...600) ?? dial.timeoutSec
        dial.record = fields.flag("record") ?? false
        dial.otherwise = fields.text("otherwise", maximum: 40)
        return dial
    }

    private static let e164Fault = "A number is written with country code, such as +14155550119."

    private static func isE164(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "+") && (7...15).contains(text.utf8.count - 1)
            && text.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private mutating func stream() -> CallPlan.Stream {
        var stream = CallPlan.Stream(
            url: fields.has("url") ? fields.url("url", ["wss"], "the WebSocket that hears the call") : nil)
        stream.twoWay = fields.flag("twoWay") ?? false
        stream.track = fields.word("track", CallPlan.Stream.Track.self) ?? .inbound
        stream.parameters = fields.pairs("parameters", 20).map { CallPlan.Parameter(name: $0.name, value: $0.value) }
        if stream.twoWay && stream.track != .inbound {
            fields.note("track", "A two-way stream hears the caller only: leave `track` out.")
        }
        return stream
    }

    private mutating func relay() -> CallPlan.Relay {
        var relay = CallPlan.Relay(
            url: fields.has("url") ? fields.url("url", ["wss"], "the WebSocket of the program that speaks") : nil)
        relay.welcome = fields.text("welcome", maximum: 1000)
        relay.language = fields.language()
        relay.voice = fields.text("voice", maximum: 100)
        relay.keys = fields.flag("keys") ?? true
        relay.interruptible = fields.flag("interruptible") ?? true
        relay.parameters = fields.pairs("parameters", 20).map { CallPlan.Parameter(name: $0.name, value: $0.value) }
        return relay
    }
}
