import Calls

/// A plan as TwiML, from one position up to the step that waits, whose `action` brings us the next (reference §2.11);
/// or in one of the two languages that were made after it.
struct TwiML {
    let script: PlanScript

    private var plan: CallPlan { script.plan }
    private var context: AnswerContext { script.context }
    private var dialect: Dialect { script.dialect }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var xml = XMLWriter()
        xml.element("Response") { xml in
            guard let position else { return xml.element("Hangup") }
            // Twilio's <Reject> has to be the first verb.
            if position.visit == 1, !script.startsByRejecting { lineSwitches(&xml) }
            let end = script.each(from: position) { verb($0, $1, &xml) }
            if end == .over { xml.element("Hangup") }
        }
        return .xml(xml)
    }

    private func lineSwitches(_ xml: inout XMLWriter) {
        let transcribes = context.transcriptionOn && dialect.words.contains(.transcribe)
        let records = context.recordingOn && dialect.words.contains(.recordCall)
        guard transcribes || records else { return }
        xml.element("Start") { xml in
            if transcribes { transcription(nil, &xml) }
            if records { recording(&xml) }
        }
    }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, &xml)
        case .pause(let seconds): xml.element("Pause", [("length", "\(seconds)")])
        case .gather(let gather): self.gather(gather, position, &xml)
        case .record(let record): self.record(record, position, &xml)
        case .recordCall: xml.element("Start") { recording(&$0) }
        case .transcribe(let language): xml.element("Start") { transcription(language, &$0) }
        case .dial(let dial): self.dial(dial, position, &xml)
        case .stream(let stream): self.stream(stream, position, &xml)
        case .relay(let relay): self.relay(relay, position, &xml)
        case .voicemail(let prompt, let record):
            if let prompt { self.prompt(prompt, &xml) }
            self.record(record, position, &xml)
        case .hangup: xml.element("Hangup")
        case .reject(let busy): xml.element("Reject", [("reason", busy ? "busy" : "rejected")])
        case .redirect(let url): xml.element("Redirect", [("method", "POST")], text: url)
        case .goto: break
        }
    }

    private func prompt(_ prompt: CallPlan.Prompt, _ xml: inout XMLWriter) {
        switch prompt {
        case .say(let text, let language, let voice):
            xml.element("Say", [("voice", voice ?? plan.voice), ("language", language ?? plan.language)], text: text)
        case .play(let url, let times):
            xml.element("Play", [("loop", times == 1 ? nil : "\(times)")], text: url)
        }
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        let input = gather.keys ? gather.speech ? "dtmf speech" : "dtmf" : "speech"
        xml.element(
            "Gather",
            [
                ("input", input), ("numDigits", gather.digits.map { "\($0)" }), ("finishOnKey", gather.finishOnKey),
                ("timeout", "\(gather.timeoutSec)"), ("speechTimeout", gather.speech ? "auto" : nil),
                ("language", gather.speech ? gather.language ?? plan.language : nil),
                ("hints", gather.hints.isEmpty ? nil : gather.hints.joined(separator: ",")),
                ("action", action(position)), ("method", "POST"),
                // Silence comes to us too, so that every way on is decided in one place.
                ("actionOnEmptyResult", dialect == .texml ? nil : "true"),
            ]
        ) { xml in
            if let prompt = gather.prompt { self.prompt(prompt, &xml) }
        }
        if dialect != .twiml { xml.element("Redirect", [("method", "POST")], text: action(position)) }
    }

    private func record(_ record: CallPlan.Record, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "Record",
            [
                ("maxLength", "\(record.maximumSec)"), ("timeout", "\(record.silenceSec)"),
                ("finishOnKey", record.finishOnKey), ("playBeep", record.beep ? "true" : "false"),
                (dialect == .texml ? "transcription" : "transcribe", record.transcribe ? "true" : nil),
                (
                    dialect == .texml ? "transcriptionCallback" : "transcribeCallback",
                    record.transcribe ? hook("transcription") : nil
                ),
                ("recordingStatusCallback", hook("recording")), ("recordingStatusCallbackEvent", Self.recordingEvents),
                ("action", action(position)), ("method", "POST"),
            ])
        // Twilio does not ask `action` when nothing was said, but goes on with the next verb.
        xml.element("Redirect", [("method", "POST")], text: action(position))
    }

    private func dial(_ dial: CallPlan.Dial, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "Dial",
            [
                ("callerId", dial.callerID), ("timeout", "\(dial.timeoutSec)"),
                ("answerOnBridge", dialect == .texml ? nil : "true"),
                ("record", dial.record ? "record-from-answer-dual" : nil),
                ("recordingStatusCallback", dial.record ? hook("recording") : nil),
                ("recordingStatusCallbackEvent", dial.record ? Self.recordingEvents : nil),
                ("action", action(position)), ("method", "POST"),
            ]
        ) { xml in
            let callback: [XMLWriter.Attribute] = [
                ("statusCallback", hook("status")), ("statusCallbackEvent", "initiated ringing answered completed"),
                ("statusCallbackMethod", "POST"),
            ]
            for number in dial.numbers { xml.element("Number", callback, text: number) }
            for client in dial.clients { xml.element("Client", callback, text: client) }
            for address in dial.sip { xml.element("Sip", callback, text: address) }
        }
    }

    private func stream(_ stream: CallPlan.Stream, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        let track = stream.track == .both ? "both_tracks" : "\(stream.track.rawValue)_track"
        if stream.twoWay {
            xml.element("Connect", [("action", action(position)), ("method", "POST")]) { xml in
                // Without this mode Telnyx takes MP3 from the other end, and no frames of the call's own sound.
                let mode = dialect == .texml ? "rtp" : nil
                xml.element("Stream", [("url", stream.url), ("bidirectionalMode", mode)]) {
                    parameters(stream.parameters, &$0)
                }
            }
        } else {
            xml.element("Start") { xml in
                xml.element("Stream", [("url", stream.url), ("track", track), ("statusCallback", hook("stream"))]) {
                    parameters(stream.parameters, &$0)
                }
            }
        }
    }

    private func relay(_ relay: CallPlan.Relay, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element("Connect", [("action", action(position)), ("method", "POST")]) { xml in
            xml.element(
                "ConversationRelay",
                [
                    ("url", relay.url), ("welcomeGreeting", relay.welcome),
                    ("language", relay.language ?? plan.language),
                    ("voice", relay.voice ?? plan.voice), ("dtmfDetection", relay.keys ? "true" : "false"),
                    ("interruptible", relay.interruptible ? "any" : "none"),
                ]
            ) { parameters(relay.parameters, &$0) }
        }
    }

    private func parameters(_ parameters: [CallPlan.Parameter], _ xml: inout XMLWriter) {
        for parameter in parameters {
            xml.element("Parameter", [("name", parameter.name), ("value", parameter.value)])
        }
    }

    private func transcription(_ language: String?, _ xml: inout XMLWriter) {
        guard dialect != .texml else {
            return xml.element(
                "Transcription",
                [
                    ("transcriptionCallback", hook("transcription")), ("transcriptionTracks", "both"),
                    ("interimResults", "true"), ("language", language ?? plan.language),
                ])
        }
        xml.element(
            "Transcription",
            [
                ("statusCallbackUrl", hook("transcription")), ("statusCallbackMethod", "POST"),
                ("track", "both_tracks"),
                ("partialResults", "true"), ("languageCode", language ?? plan.language),
                ("inboundTrackLabel", "customer"), ("outboundTrackLabel", "agent"),
            ])
    }

    private func recording(_ xml: inout XMLWriter) {
        xml.element(
            "Recording",
            [
                ("channels", "dual"), ("recordingStatusCallback", hook("recording")),
                ("recordingStatusCallbackEvent", Self.recordingEvents),
            ])
    }

    private static let recordingEvents = "in-progress completed absent"

    private func hook(_ name: String) -> String { script.hook(name) }

    private func action(_ position: CallPlan.Position) -> String { script.action(position) }
}
