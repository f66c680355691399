import Calls

/// A plan as Bandwidth's XML (reference §7.3).
///
/// Of a text's language it takes the locale; it has no tone before a recording, so that a key's tone stands for it.
struct BXML {
    let script: PlanScript

    private var plan: CallPlan { script.plan }
    private var context: AnswerContext { script.context }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var xml = XMLWriter()
        xml.element("Response") { xml in
            guard let position else { return xml.element("Hangup") }
            if position.visit == 1, !script.startsByRejecting {
                if context.recordingOn { startRecording(&xml) }
                if context.transcriptionOn { startTranscription(&xml) }
            }
            let end = script.each(from: position) { verb($0, $1, &xml) }
            if end == .over { xml.element("Hangup") }
        }
        return .xml(xml)
    }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, &xml)
        case .pause(let seconds): xml.element("Pause", [("duration", "\(seconds)")])
        case .gather(let gather): self.gather(gather, position, &xml)
        case .record(let record): self.record(record, position, &xml)
        case .voicemail(let prompt, let record):
            if let prompt { self.prompt(prompt, &xml) }
            self.record(record, position, &xml)
        case .recordCall: startRecording(&xml)
        case .transcribe: startTranscription(&xml)
        case .dial(let dial): self.dial(dial, position, &xml)
        case .stream(let stream): self.stream(stream, &xml)
        case .hangup, .reject: xml.element("Hangup")
        case .redirect(let url): xml.element("Redirect", [("redirectUrl", url), ("redirectMethod", "POST")])
        case .relay, .goto: break
        }
    }

    private func prompt(_ prompt: CallPlan.Prompt, _ xml: inout XMLWriter) {
        switch prompt {
        case .say(let text, let language, let voice):
            let locale = (language ?? plan.language).map { $0.replacing("-", with: "_") }
            xml.element("SpeakSentence", [("voice", voice ?? plan.voice), ("locale", locale)], text: text)
        case .play(let url, let times): for _ in 0..<times { xml.element("PlayAudio", text: url) }
        }
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "Gather",
            [
                ("gatherUrl", script.action(position)), ("gatherMethod", "POST"),
                ("maxDigits", "\(gather.digits ?? 50)"), ("terminatingDigits", gather.finishOnKey),
                ("firstDigitTimeout", "\(gather.timeoutSec)"), ("interDigitTimeout", "\(gather.timeoutSec)"),
            ] + credentials
        ) { xml in
            if let prompt = gather.prompt { self.prompt(prompt, &xml) }
        }
    }

    private func record(_ record: CallPlan.Record, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        if record.beep { xml.element("SendDtmf", [("toneDuration", "400")], text: "1") }
        xml.element(
            "Record",
            [
                ("recordCompleteUrl", script.action(position)), ("recordCompleteMethod", "POST"),
                ("recordingAvailableUrl", script.hook("recording")), ("maxDuration", "\(record.maximumSec)"),
                ("silenceTimeout", "\(record.silenceSec)"), ("terminatingDigits", record.finishOnKey),
                ("fileFormat", "wav"), ("transcribe", record.transcribe ? "true" : nil),
                ("transcriptionAvailableUrl", record.transcribe ? script.hook("transcription") : nil),
            ] + credentials)
    }

    private func startRecording(_ xml: inout XMLWriter) {
        xml.element(
            "StartRecording",
            [
                ("recordingAvailableUrl", script.hook("recording")), ("multiChannel", "true"), ("fileFormat", "wav"),
            ] + credentials)
    }

    private func startTranscription(_ xml: inout XMLWriter) {
        xml.element(
            "StartTranscription",
            [("tracks", "both"), ("transcriptionEventUrl", script.hook("transcription"))] + credentials)
    }

    private func dial(_ dial: CallPlan.Dial, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        if dial.record { startRecording(&xml) }
        let leg: [XMLWriter.Attribute] = [("transferDisconnectUrl", script.hook("leg"))] + credentials
        xml.element(
            "Transfer",
            [
                ("transferCallerId", dial.callerID), ("callTimeout", "\(dial.timeoutSec)"),
                ("transferCompleteUrl", script.action(position)), ("transferCompleteMethod", "POST"),
            ] + credentials
        ) { xml in
            for number in dial.numbers { xml.element("PhoneNumber", leg, text: number) }
            for address in dial.sip { xml.element("SipUri", leg, text: address) }
        }
    }

    private func stream(_ stream: CallPlan.Stream, _ xml: inout XMLWriter) {
        xml.element(
            "StartStream",
            [
                ("destination", stream.url), ("tracks", stream.track.rawValue),
                ("streamEventUrl", script.hook("stream")), ("streamEventMethod", "POST"),
            ] + credentials
        ) { xml in
            for parameter in stream.parameters {
                xml.element("StreamParam", [("name", parameter.name), ("value", parameter.value)])
            }
        }
    }

    /// What Bandwidth shows at the addresses of a verb (reference §7.2): nothing that the account holds does it by itself.
    private var credentials: [XMLWriter.Attribute] {
        guard let pair = context.credentials, let colon = pair.firstIndex(of: ":") else { return [] }
        return [("username", String(pair[..<colon])), ("password", String(pair[pair.index(after: colon)...]))]
    }
}
