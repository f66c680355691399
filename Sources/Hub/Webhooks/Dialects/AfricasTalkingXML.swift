import Calls

/// A plan as Africa's Talking's XML (reference §9.3): few verbs, and no question after a dial.
struct AfricasTalkingXML {
    let script: PlanScript

    private var plan: CallPlan { script.plan }

    func document(at position: CallPlan.Position?) -> AnswerDocument {
        var xml = XMLWriter()
        xml.element("Response") { xml in
            // It has no verb to hang up: the call ends with the document.
            guard let position else { return }
            _ = script.each(from: position) { verb($0, $1, &xml) }
        }
        return .xml(xml)
    }

    private func verb(_ action: CallPlan.Action, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        switch action {
        case .prompt(let prompt): self.prompt(prompt, &xml)
        case .gather(let gather): self.gather(gather, position, &xml)
        case .record(let record): self.record(record, position, nil, &xml)
        case .voicemail(let prompt, let record): self.record(record, position, prompt, &xml)
        case .dial(let dial): self.dial(dial, &xml)
        case .reject: xml.element("Reject")
        case .redirect(let url): xml.element("Redirect", text: url)
        case .hangup, .pause, .recordCall, .transcribe, .stream, .relay, .goto: break
        }
    }

    private func prompt(_ prompt: CallPlan.Prompt, _ xml: inout XMLWriter) {
        switch prompt {
        case .say(let text, _, let voice): xml.element("Say", [("voice", voice ?? plan.voice)], text: text)
        case .play(let url, let times): for _ in 0..<times { xml.element("Play", [("url", url)]) }
        }
    }

    private func gather(_ gather: CallPlan.Gather, _ position: CallPlan.Position, _ xml: inout XMLWriter) {
        xml.element(
            "GetDigits",
            [
                ("timeout", "\(gather.timeoutSec)"), ("numDigits", gather.digits.map { "\($0)" }),
                ("finishOnKey", gather.finishOnKey), ("callbackUrl", script.action(position)),
            ]
        ) { xml in
            if let prompt = gather.prompt { self.prompt(prompt, &xml) }
        }
        // When no key was pressed, the verb below is next.
        xml.element("Redirect", text: script.action(position))
    }

    private func record(
        _ record: CallPlan.Record, _ position: CallPlan.Position, _ prompt: CallPlan.Prompt?, _ xml: inout XMLWriter
    ) {
        xml.element(
            "Record",
            [
                ("finishOnKey", record.finishOnKey), ("maxLength", "\(record.maximumSec)"),
                ("timeout", "\(record.silenceSec)"), ("trimSilence", "true"),
                ("playBeep", record.beep ? "true" : "false"), ("callbackUrl", script.action(position)),
            ]
        ) { xml in
            // Without a prompt in it the verb would record the whole call.
            if let prompt { self.prompt(prompt, &xml) } else { xml.element("Say", text: " ") }
        }
    }

    private func dial(_ dial: CallPlan.Dial, _ xml: inout XMLWriter) {
        let addresses = dial.sip.map { String($0[$0.index(after: $0.firstIndex(of: ":") ?? $0.startIndex)...]) }
        xml.element(
            "Dial",
            [
                ("phoneNumbers", (dial.numbers + addresses).joined(separator: ",")),
                ("record", dial.record ? "true" : nil), ("callerId", dial.callerID),
            ])
    }
}
