import JSON

extension CallPlan: JSONEncodable {
    /// Writes the plan so that reading it again gives the same one; what is as usual is left out.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("language", language)
            json.member("voice", voice)
            json.member("steps", steps)
        }
    }
}

extension CallPlan.Step: JSONEncodable {
    /// Writes the step as one flat object whose `do` says what it is.
    package func encode(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("do", action.word)
            action.encodeMembers(to: &json)
            json.member("next", next)
        }
    }
}

extension CallPlan.Action {
    /// The word of `do`.
    package var word: String {
        switch self {
        case .prompt(.say): "say"
        case .prompt(.play): "play"
        case .pause: "pause"
        case .gather: "gather"
        case .record, .recordCall: "record"
        case .transcribe: "transcribe"
        case .dial: "dial"
        case .stream: "stream"
        case .relay: "relay"
        case .voicemail: "voicemail"
        case .hangup: "hangup"
        case .reject: "reject"
        case .redirect: "redirect"
        case .goto: "goto"
        }
    }

    fileprivate func encodeMembers(to json: inout JSONWriter) {
        switch self {
        case .prompt(.say(let text, let language, let voice)):
            json.member("text", text)
            json.member("language", language)
            json.member("voice", voice)
        case .prompt(.play(let url, let times)):
            json.member("url", url)
            if times != 1 { json.member("times", times) }
        case .pause(let seconds): json.member("seconds", seconds)
        case .gather(let gather): gather.encodeMembers(to: &json)
        case .record(let record): record.encodeMembers(to: &json)
        case .recordCall: json.member("scope", "call")
        case .transcribe(let language): json.member("language", language)
        case .dial(let dial): dial.encodeMembers(to: &json)
        case .stream(let stream):
            json.member("url", stream.url)
            if stream.twoWay { json.member("twoWay", true) }
            if stream.track != .inbound { json.member("track", stream.track.rawValue) }
            stream.parameters.encode(to: &json)
        case .relay(let relay): relay.encodeMembers(to: &json)
        case .voicemail(let prompt, let record):
            prompt?.encodeMembers(to: &json)
            record.encodeMembers(to: &json)
        case .hangup: break
        case .reject(let busy): if busy { json.member("reason", "busy") }
        case .redirect(let url): json.member("url", url)
        case .goto(let step): json.member("step", step)
        }
    }
}

extension CallPlan.Prompt {
    fileprivate func encodeMembers(to json: inout JSONWriter) {
        switch self {
        case .say(let text, let language, let voice):
            json.member("say", text)
            json.member("language", language)
            json.member("voice", voice)
        case .play(let url, _): json.member("play", url)
        }
    }
}

extension CallPlan.Gather {
    fileprivate func encodeMembers(to json: inout JSONWriter) {
        switch prompt {
        case .say(let text, _, let voice):
            json.member("say", text)
            json.member("voice", voice)
        case .play(let url, _): json.member("play", url)
        case nil: break
        }
        if speech { json.member("input", keys ? "both" : "speech") }
        json.member("digits", digits)
        json.member("finishOnKey", finishOnKey)
        if timeoutSec != 5 { json.member("timeoutSec", timeoutSec) }
        json.member("language", language)
        if !hints.isEmpty { json.member("hints", hints) }
        if !choices.isEmpty {
            json.object("choices") { json in
                for choice in choices {
                    json.key(choice.input)
                    json.value(choice.step)
                }
            }
        }
        json.member("otherwise", otherwise)
        if attempts != 1 { json.member("attempts", attempts) }
    }
}

extension CallPlan.Record {
    fileprivate func encodeMembers(to json: inout JSONWriter) {
        let usual = Self()
        if maximumSec != usual.maximumSec { json.member("maximumSec", maximumSec) }
        if silenceSec != usual.silenceSec { json.member("silenceSec", silenceSec) }
        if finishOnKey != usual.finishOnKey { json.member("finishOnKey", finishOnKey) }
        if beep != usual.beep { json.member("beep", beep) }
        if transcribe != usual.transcribe { json.member("transcribe", transcribe) }
    }
}

extension CallPlan.Dial {
    fileprivate func encodeMembers(to json: inout JSONWriter) {
        if !numbers.isEmpty { json.member("numbers", numbers) }
        if !clients.isEmpty { json.member("clients", clients) }
        if !sip.isEmpty { json.member("sip", sip) }
        json.member("callerId", callerID)
        if timeoutSec != 20 { json.member("timeoutSec", timeoutSec) }
        if record { json.member("record", true) }
        json.member("otherwise", otherwise)
    }
}

extension CallPlan.Relay {
    fileprivate func encodeMembers(to json: inout JSONWriter) {
        json.member("url", url)
        json.member("welcome", welcome)
        json.member("language", language)
        json.member("voice", voice)
        if !keys { json.member("keys", false) }
        if !interruptible { json.member("interruptible", false) }
        parameters.encode(to: &json)
    }
}

extension [CallPlan.Parameter] {
    fileprivate func encode(to json: inout JSONWriter) {
        guard !isEmpty else { return }
        json.object("parameters") { json in
            for parameter in self {
                json.key(parameter.name)
                json.value(parameter.value)
            }
        }
    }
}
