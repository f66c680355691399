import Calls
import HTTP

/// A plan as Plivo XML (reference §6.3): a verb with `redirect`, which is the usual, goes on with its `action`'s answer.
struct PlivoXML {
    let script: PlanScript

    private var plan: CallPlan { script.plan }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var xml = XMLWriter()
        xml.element("Response") { xml in
            guard let position else { return xml.element("Hangup") }
            if position.visit == 1, script.context.recordingOn, !script.startsByRejecting { recordCall(&xml) }
            let end = script.each(from: position) { verb($0, $1, &xml) }
            if end == .over { xml.element("Hangup") }
        }
        return .xml(xml)
    }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, &xml)
        case .pause(let seconds): xml.element("Wait", [("length", "\(seconds)")])
        case .gather(let gather): self.gather(gather, position, &xml)
        case .record(let record): self.record(record, position, &xml)
        case .voicemail(let prompt, let record):
            if let prompt { self.prompt(prompt, &xml) }
            self.record(record, position, &xml)
        case .recordCall: recordCall(&xml)
        case .dial(let dial): self.dial(dial, position, &xml)
        case .stream(let stream): self.stream(stream, position, &xml)
        case .hangup: xml.element("Hangup")
        case .reject(let busy): xml.element("Hangup", [("reason", busy ? "busy" : "rejected")])
        case .redirect(let url): xml.element("Redirect", [("method", "POST")], text: url)
        case .transcribe, .relay, .goto: break
        }
    }

    private func prompt(_ prompt: CallPlan.Prompt, _ xml: inout XMLWriter) {
        switch prompt {
        case .say(let text, let language, let voice):
            xml.element("Speak", [("voice", voice ?? plan.voice), ("language", language ?? plan.language)], text: text)
        case .play(let url, let times): xml.element("Play", [("loop", times == 1 ? nil : "\(times)")], text: url)
        }
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "GetInput",
            [
                ("action", script.action(position)), ("method", "POST"),
                ("inputType", gather.keys ? gather.speech ? "dtmf speech" : "dtmf" : "speech"),
                // 5…60 is what Plivo takes.
                ("executionTimeout", "\(max(5, gather.timeoutSec))"),
                ("numDigits", gather.keys ? gather.digits.map { "\($0)" } : nil),
                ("finishOnKey", gather.keys ? gather.finishOnKey : nil),
                ("language", gather.speech ? gather.language ?? plan.language : nil),
                ("hints", gather.hints.isEmpty ? nil : gather.hints.joined(separator: ",")),
            ]
        ) { xml in
            if let prompt = gather.prompt { self.prompt(prompt, &xml) }
        }
        redirect(position, &xml)
    }

    private func record(_ record: CallPlan.Record, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "Record",
            [
                ("action", script.action(position)), ("method", "POST"), ("maxLength", "\(record.maximumSec)"),
                ("timeout", "\(record.silenceSec)"), ("finishOnKey", record.finishOnKey),
                ("playBeep", record.beep ? "true" : "false"), ("fileFormat", "wav"),
                ("transcriptionType", record.transcribe ? "auto" : nil),
                ("transcriptionUrl", record.transcribe ? script.hook("transcription") : nil),
                ("callbackUrl", script.hook("recording")), ("callbackMethod", "POST"),
            ])
        redirect(position, &xml)
    }

    private func recordCall(_ xml: inout XMLWriter) {
        xml.element(
            "Record",
            [
                ("recordSession", "true"), ("redirect", "false"), ("maxLength", "14400"), ("fileFormat", "wav"),
                ("recordChannelType", "stereo"), ("callbackUrl", script.hook("recording")), ("callbackMethod", "POST"),
            ])
    }

    private func dial(_ dial: CallPlan.Dial, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        if dial.record {
            xml.element(
                "Record",
                [
                    ("startOnDialAnswer", "true"), ("redirect", "false"), ("maxLength", "14400"), ("fileFormat", "wav"),
                    ("recordChannelType", "stereo"), ("callbackUrl", script.hook("recording")),
                    ("callbackMethod", "POST"),
                ])
        }
        xml.element(
            "Dial",
            [
                ("action", script.action(position)), ("method", "POST"), ("timeout", "\(dial.timeoutSec)"),
                ("callerId", dial.callerID.map(Self.plain)), ("callbackUrl", script.hook("dial")),
                ("callbackMethod", "POST"),
            ]
        ) { xml in
            for number in dial.numbers { xml.element("Number", text: Self.plain(number)) }
            // A browser phone is an endpoint, and has a SIP address of its own.
            for client in dial.clients { xml.element("User", text: "sip:\(client)@phone.plivo.com") }
            for address in dial.sip { xml.element("User", text: address) }
        }
    }

    private func stream(_ stream: CallPlan.Stream, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        // Commas part them, so that whatever else is no letter or digit is percent-encoded.
        let extra = stream.parameters.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
            .joined(separator: ",")
        xml.element(
            "Stream",
            [
                ("bidirectional", stream.twoWay ? "true" : "false"), ("keepCallAlive", stream.twoWay ? "true" : nil),
                ("audioTrack", stream.twoWay ? nil : stream.track.rawValue),
                ("contentType", "audio/x-mulaw;rate=8000"), ("extraHeaders", extra.isEmpty ? nil : extra),
                ("statusCallbackUrl", script.hook("stream")), ("statusCallbackMethod", "POST"),
            ], text: stream.url ?? "")
        if stream.twoWay { redirect(position, &xml) }
    }

    /// `action` is not asked when nothing was pressed, said or recorded: the next verb is.
    private func redirect(_ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element("Redirect", [("method", "POST")], text: script.action(position))
    }

    private static func encoded(_ text: String) -> String { PercentCoding.encode(text) }

    /// Plivo writes numbers without the plus.
    private static func plain(_ number: String) -> String { String(number.drop { $0 == "+" }) }
}
