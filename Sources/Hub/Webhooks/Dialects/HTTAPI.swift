import Calls

/// A plan as a document of FreeSWITCH's mod_httapi (reference §11.2).
///
/// The profile there has to permit `execute-apps` (record, record_session, playback_terminators) and `dial`. An `action`
/// says where the next request goes; sound is recorded to the machine's own folder, and its name is the call's.
struct HTTAPI {
    let script: PlanScript

    private var plan: CallPlan { script.plan }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var xml = XMLWriter()
        xml.element("document", [("type", "xml/freeswitch-httapi")]) { xml in
            xml.element("work") { xml in
                guard let position else { return hangUp(&xml) }
                if position.visit == 1, !script.startsByRejecting {
                    xml.element("answer")
                    if script.context.recordingOn { recordCall(&xml) }
                }
                let end = script.each(from: position) { verb($0, $1, &xml) }
                if end == .over { hangUp(&xml) }
            }
        }
        return .xml(xml)
    }

    private func hangUp(_ xml: inout XMLWriter) { xml.element("hangup", [("cause", "NORMAL_CLEARING")]) }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, [], &xml)
        case .pause(let seconds): xml.element("pause", [("milliseconds", "\(seconds * 1000)")])
        case .gather(let gather): self.gather(gather, position, &xml)
        case .record(let record): self.record(record, position, &xml)
        case .voicemail(let prompt, let record):
            if let prompt { self.prompt(prompt, [], &xml) }
            self.record(record, position, &xml)
        case .recordCall: recordCall(&xml)
        case .dial(let dial): self.dial(dial, &xml)
        case .hangup: hangUp(&xml)
        case .reject(let busy): xml.element("hangup", [("cause", busy ? "USER_BUSY" : "CALL_REJECTED")])
        case .redirect(let url): xml.element("continue", [("action", url)])
        case .transcribe, .stream, .relay, .goto: break
        }
    }

    private func prompt(
        _ prompt: CallPlan.Prompt, _ attributes: [XMLWriter.Attribute], _ xml: inout XMLWriter,
        _ content: (inout XMLWriter) -> Void = { _ in }
    ) {
        switch prompt {
        case .say(let text, _, let voice):
            let (engine, name) = Self.voice(voice ?? plan.voice)
            xml.element("speak", [("engine", engine), ("voice", name), ("text", text)] + attributes, content)
        case .play(let url, let times):
            for _ in 0..<times { xml.element("playback", [("file", url)] + attributes, content) }
        }
    }

    /// `engine:voice`, such as `flite:kal`; without an engine the one that FreeSWITCH brings along.
    private static func voice(_ text: String?) -> (engine: String, voice: String) {
        guard let text else { return ("flite", "kal") }
        guard let colon = text.firstIndex(of: ":") else { return ("flite", text) }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        let attributes: [XMLWriter.Attribute] = [
            ("name", "digits"), ("input-timeout", "\(gather.timeoutSec * 1000)"), ("digit-timeout", "2000"),
            ("terminators", gather.finishOnKey), ("action", script.action(position)),
        ]
        prompt(gather.prompt ?? .play(url: "silence_stream://100", times: 1), attributes, &xml) { xml in
            xml.element("bind", text: gather.digits.map { "~\\d{\($0)}" } ?? "~\\d+")
        }
        // An `action` counts when keys fit; silence goes on with the verb below.
        xml.element("continue", [("action", script.action(position))])
    }

    private func record(_ record: CallPlan.Record, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        execute("set", "playback_terminators=\(record.finishOnKey)", nil, &xml)
        if record.beep { xml.element("playback", [("file", "tone_stream://%(500,0,640)")]) }
        let step = plan.steps[position.step].id
        // The loudness below which it is silent, and for how many seconds.
        let limits = "\(record.maximumSec) 200 \(record.silenceSec)"
        execute(
            "record", "$${recordings_dir}/${uuid}-\(step)-\(position.visit).wav \(limits)", script.action(position),
            &xml)
    }

    private func recordCall(_ xml: inout XMLWriter) {
        execute("record_session", "$${recordings_dir}/${uuid}.wav", nil, &xml)
    }

    private func execute(_ application: String, _ data: String, _ action: String?, _ xml: inout XMLWriter) {
        xml.element("execute", [("application", application), ("data", data), ("action", action)])
    }

    private func dial(_ dial: CallPlan.Dial, _ xml: inout XMLWriter) {
        if dial.record { recordCall(&xml) }
        for number in dial.numbers.prefix(1) {
            xml.element("dial", [("caller-id-number", dial.callerID)], text: number)
        }
    }
}
