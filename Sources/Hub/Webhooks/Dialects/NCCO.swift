import Calls
import JSON

/// A plan as Vonage's JSON (reference §5.4): a list of actions; the call ends where it ends.
///
/// `connect` is synchronous: who does not answer comes to our `step` hook, and the answer there takes over. When the
/// called party has hung up, the list goes on, and the `notify` below says so with `dialled=completed`.
struct NCCO {
    let script: PlanScript

    // What `talk` takes at most.
    private static let talkCharacters = 1500

    private var plan: CallPlan { script.plan }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var json = JSONWriter(capacity: 512)
        json.array { json in
            guard let position else { return }
            if position.visit == 1, script.context.recordingOn, !script.startsByRejecting { recordCall(&json) }
            _ = script.each(from: position) { verb($0, $1, &json) }
        }
        return AnswerDocument(contentType: "application/json", bytes: json.bytes)
    }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ json: inout JSONWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, isInterruptible: false, &json)
        case .pause(let seconds): json.action("wait") { $0.member("timeout", seconds) }
        case .gather(let gather): self.gather(gather, position, &json)
        case .record(let record): self.record(record, position, &json)
        case .voicemail(let prompt, let record):
            if let prompt { self.prompt(prompt, isInterruptible: false, &json) }
            self.record(record, position, &json)
        case .recordCall: recordCall(&json)
        case .dial(let dial): self.dial(dial, position, &json)
        case .stream(let stream): self.stream(stream, position, &json)
        case .redirect(let url): notify(url, "redirect", &json)
        case .hangup, .reject, .transcribe, .relay, .goto: break
        }
    }

    private func prompt(_ prompt: CallPlan.Prompt, isInterruptible: Bool, _ json: inout JSONWriter) {
        switch prompt {
        case .say(let text, let language, let voice):
            for part in Self.parts(of: text) {
                json.action("talk") { json in
                    json.member("text", part)
                    json.member("language", language ?? plan.language)
                    // A voice is a number there: the style of the language.
                    if let style = (voice ?? plan.voice).flatMap({ Int($0) }) { json.member("style", style) }
                    if isInterruptible { json.member("bargeIn", true) }
                }
            }
        case .play(let url, let times):
            json.action("stream") { json in
                json.member("streamUrl", [url])
                if times != 1 { json.member("loop", times) }
                if isInterruptible { json.member("bargeIn", true) }
            }
        }
    }

    /// Pieces of at most what `talk` takes, cut at a blank where there is one.
    private static func parts(of text: String) -> [String] {
        var rest = Substring(text)
        var parts: [String] = []
        while rest.count > talkCharacters {
            let most = rest.prefix(talkCharacters)
            let cut = most.lastIndex(of: " ").map { rest.index(after: $0) } ?? most.endIndex
            parts.append(String(rest[..<cut]))
            rest = rest[cut...]
        }
        return parts + [String(rest)]
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ json: inout JSONWriter) {
        if let prompt = gather.prompt { self.prompt(prompt, isInterruptible: true, &json) }
        json.action("input") { json in
            json.member("type", (gather.keys ? ["dtmf"] : []) + (gather.speech ? ["speech"] : []))
            if gather.keys {
                json.object("dtmf") { json in
                    // At most 20 keys and 10 seconds.
                    if let digits = gather.digits { json.member("maxDigits", min(digits, 20)) }
                    json.member("timeOut", min(gather.timeoutSec, 10))
                    if gather.finishOnKey == "#" { json.member("submitOnHash", true) }
                }
            }
            if gather.speech {
                json.object("speech") { json in
                    json.member("language", gather.language ?? plan.language)
                    if !gather.hints.isEmpty { json.member("context", gather.hints) }
                    json.member("startTimeout", gather.timeoutSec)
                }
            }
            json.member("eventUrl", [script.action(position)])
            json.member("eventMethod", "POST")
        }
    }

    private func record(_ record: CallPlan.Record, _ position: CallPlan.Position, _ json: inout JSONWriter) {
        json.action("record") { json in
            json.member("format", "wav")
            json.member("endOnSilence", min(max(record.silenceSec, 3), 10))
            json.member("endOnKey", String(record.finishOnKey.prefix(1)))
            json.member("timeOut", min(max(record.maximumSec, 3), 7200))
            json.member("beepStart", record.beep)
            json.member("eventUrl", [script.hook("recording")])
            json.member("eventMethod", "POST")
            guard record.transcribe else { return }
            json.object("transcription") { json in
                json.member("language", plan.language)
                json.member("eventUrl", [script.hook("transcription")])
                json.member("eventMethod", "POST")
            }
        }
        // A recording's own event takes no answer.
        notify(script.action(position), plan.steps[position.step].id, &json)
    }

    private func recordCall(_ json: inout JSONWriter) {
        json.action("record") { json in
            json.member("format", "wav")
            json.member("split", "conversation")
            json.member("channels", 2)
            json.member("eventUrl", [script.hook("recording")])
            json.member("eventMethod", "POST")
        }
    }

    private func dial(_ dial: CallPlan.Dial, _ position: CallPlan.Position, _ json: inout JSONWriter) {
        if dial.record { recordCall(&json) }
        json.action("connect") { json in
            caller(dial.callerID, &json)
            json.member("timeout", dial.timeoutSec)
            json.member("eventType", "synchronous")
            json.member("eventUrl", [script.action(position)])
            json.member("eventMethod", "POST")
            json.array("endpoint") { json in
                for number in dial.numbers { json.endpoint("phone") { $0.member("number", Self.plain(number)) } }
                for client in dial.clients { json.endpoint("app") { $0.member("user", client) } }
                for address in dial.sip { json.endpoint("sip") { $0.member("uri", address) } }
            }
        }
        notify(script.action(position, "&dialled=completed"), plan.steps[position.step].id, &json)
    }

    /// Vonage asks for a number to call from, or to be told that any of the application's will do.
    private func caller(_ number: String?, _ json: inout JSONWriter) {
        if let number { json.member("from", Self.plain(number)) } else { json.member("randomFromNumber", true) }
    }

    private func stream(_ stream: CallPlan.Stream, _ position: CallPlan.Position, _ json: inout JSONWriter) {
        json.action("connect") { json in
            caller(nil, &json)
            json.member("eventUrl", [script.hook("stream")])
            json.member("eventMethod", "POST")
            json.array("endpoint") { json in
                json.endpoint("websocket") { json in
                    json.member("uri", stream.url)
                    json.member("content-type", "audio/l16;rate=16000")
                    guard !stream.parameters.isEmpty else { return }
                    json.object("headers") { json in
                        for parameter in stream.parameters {
                            json.key(parameter.name)
                            json.value(parameter.value)
                        }
                    }
                }
            }
        }
        notify(script.action(position), plan.steps[position.step].id, &json)
    }

    /// Asks an address of ours, or of another program, how the call goes on.
    private func notify(_ url: String, _ step: String, _ json: inout JSONWriter) {
        json.action("notify") { json in
            json.object("payload") { $0.member("step", step) }
            json.member("eventUrl", [url])
            json.member("eventMethod", "POST")
        }
    }

    /// Vonage writes numbers without the plus.
    private static func plain(_ number: String) -> String { String(number.drop { $0 == "+" }) }
}

extension JSONWriter {
    fileprivate mutating func action(_ name: String, _ members: (inout JSONWriter) -> Void) {
        object { json in
            json.member("action", name)
            members(&json)
        }
    }

    fileprivate mutating func endpoint(_ type: String, _ members: (inout JSONWriter) -> Void) {
        object { json in
            json.member("type", type)
            members(&json)
        }
    }
}
