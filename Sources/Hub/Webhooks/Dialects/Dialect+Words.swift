import Calls
import JSON

extension Dialect {
    /// What a language has words for, beyond saying, playing, asking for keys, recording a message and calling a number.
    struct Words: OptionSet {
        let rawValue: Int
        static let pause = Words(rawValue: 1)
        static let reject = Words(rawValue: 1 << 1)
        static let speech = Words(rawValue: 1 << 2)
        /// Any key completes an input, and not # alone.
        static let finishKeys = Words(rawValue: 1 << 3)
        /// A text is made of a recorded message.
        static let textOfRecording = Words(rawValue: 1 << 4)
        static let recordCall = Words(rawValue: 1 << 5)
        static let recordDial = Words(rawValue: 1 << 6)
        static let transcribe = Words(rawValue: 1 << 7)
        static let stream = Words(rawValue: 1 << 8)
        static let twoWayStream = Words(rawValue: 1 << 9)
        static let relay = Words(rawValue: 1 << 10)
        static let clients = Words(rawValue: 1 << 11)
        static let sip = Words(rawValue: 1 << 12)
        /// Several are called at once.
        static let several = Words(rawValue: 1 << 13)
        /// The program is asked what to do when a dial has ended.
        static let afterDial = Words(rawValue: 1 << 14)
        /// The hub itself understands what the stream's socket says.
        static let streamToHub = Words(rawValue: 1 << 15)
        static let all = Words(rawValue: 1 << 16 - 1)
    }

    /// What the provider's documents describe; what they do not is not there.
    var words: Words {
        switch self {
        case .twiml, .json: .all
        case .cxml: .all.subtracting([.transcribe, .recordCall, .relay])
        case .texml: .all.subtracting(.clients)
        case .ncco:
            [.pause, .speech, .textOfRecording, .recordCall, .recordDial, .twoWayStream, .clients, .sip, .afterDial]
        case .plivo: .all.subtracting([.transcribe, .relay])
        case .bxml:
            [
                .pause, .finishKeys, .textOfRecording, .recordCall, .recordDial, .transcribe, .stream, .sip, .several,
                .afterDial,
            ]
        case .africastalking: [.reject, .finishKeys, .recordDial, .sip, .several]
        case .httapi: [.pause, .reject, .finishKeys, .recordCall, .recordDial]
        }
    }

    /// What of a step the language can say; nil: nothing of it.
    func sayable(_ action: CallPlan.Action) -> CallPlan.Action? {
        switch action {
        case .pause: return words.contains(.pause) ? action : nil
        case .gather(var gather):
            if !words.contains(.speech) {
                guard gather.keys else { return nil }
                gather.speech = false
            }
            if !words.contains(.finishKeys), gather.finishOnKey != "#" { gather.finishOnKey = nil }
            return .gather(gather)
        case .record(let record): return .record(sayable(record))
        case .voicemail(let prompt, let record): return .voicemail(prompt, sayable(record))
        case .recordCall: return words.contains(.recordCall) ? action : nil
        case .transcribe: return words.contains(.transcribe) ? action : nil
        case .dial(let dial): return sayable(dial).map { .dial($0) }
        case .stream(let stream):
            let isHeard = stream.url != nil || words.contains(.streamToHub)
            return isHeard && words.contains(stream.twoWay ? .twoWayStream : .stream) ? action : nil
        case .relay: return words.contains(.relay) ? action : nil
        case .prompt, .hangup, .reject, .redirect, .goto: return action
        }
    }

    private func sayable(_ record: CallPlan.Record) -> CallPlan.Record {
        var record = record
        if !words.contains(.textOfRecording) { record.transcribe = false }
        return record
    }

    private func sayable(_ dial: CallPlan.Dial) -> CallPlan.Dial? {
        var dial = dial
        if !words.contains(.clients) { dial.clients = [] }
        if !words.contains(.sip) { dial.sip = [] }
        if !words.contains(.recordDial) { dial.record = false }
        if !words.contains(.several) {
            dial.numbers = Array(dial.numbers.prefix(1))
            dial.clients = dial.numbers.isEmpty ? Array(dial.clients.prefix(1)) : []
            dial.sip = dial.numbers.isEmpty && dial.clients.isEmpty ? Array(dial.sip.prefix(1)) : []
        }
        return dial.numbers.isEmpty && dial.clients.isEmpty && dial.sip.isEmpty ? nil : dial
    }

    /// What a plan or a line asks for that the language cannot say, each with the field at fault; empty: it says all.
    ///
    /// - Parameters:
    ///   - recording: Whether every call of the line is to be recorded.
    ///   - transcription: Whether every call of the line is to be transcribed while it goes on.
    package func refusals(
        of plan: CallPlan?, recording: Bool = false, transcription: Bool = false
    ) -> [FieldProblem] {
        var faults: [FieldProblem] = []
        if recording, !words.contains(.recordCall) {
            faults.append(FieldProblem(field: "recording", detail: "\(title) cannot record a whole call."))
        }
        if transcription, !words.contains(.transcribe) {
            faults.append(FieldProblem(field: "transcription", detail: "\(title) does not transcribe calls."))
        }
        for (index, step) in (plan?.steps ?? []).enumerated() {
            faults += refusals(of: step.action).map { field, what in
                FieldProblem(field: "steps[\(index)].\(field)", detail: "\(title) \(what)")
            }
        }
        return faults
    }

    private func refusals(of action: CallPlan.Action) -> [(String, String)] {
        switch action {
        case .pause where !words.contains(.pause): return [("do", "cannot wait: play a silence.")]
        case .gather(let gather):
            var faults: [(String, String)] = []
            if gather.speech, !words.contains(.speech) {
                faults.append(("input", "hears keys only: leave `input` out."))
            }
            if gather.finishOnKey ?? "#" != "#", !words.contains(.finishKeys) {
                faults.append(("finishOnKey", "completes an input by # only."))
            }
            return faults
        case .record(let record), .voicemail(_, let record):
            guard record.transcribe, !words.contains(.textOfRecording) else { return [] }
            return [("transcribe", "makes no text of a recording: leave `transcribe` out.")]
        case .recordCall where !words.contains(.recordCall):
            return [("scope", "cannot record a whole call: record the dial.")]
        case .transcribe where !words.contains(.transcribe): return [("do", "does not transcribe calls.")]
        case .dial(let dial): return refusals(of: dial)
        case .stream(let stream) where !words.contains(stream.twoWay ? .twoWayStream : .stream):
            let other = words.contains(stream.twoWay ? .stream : .twoWayStream)
            guard other else { return [("do", "has no streams.")] }
            return [("twoWay", "has streams only \(stream.twoWay ? "to listen to" : "that speak too").")]
        case .stream(let stream) where stream.url == nil && !words.contains(.streamToHub):
            return [("url", "has streams that the hub does not understand: give the `url` of a program that does.")]
        case .relay where !words.contains(.relay): return [("do", "has no relay: use a stream.")]
        case .reject where !words.contains(.reject): return [("do", "cannot refuse a call: use hangup.")]
        default: return []
        }
    }

    private func refusals(of dial: CallPlan.Dial) -> [(String, String)] {
        var faults: [(String, String)] = []
        if !dial.clients.isEmpty, !words.contains(.clients) { faults.append(("clients", "calls no browser phones.")) }
        if !dial.sip.isEmpty, !words.contains(.sip) { faults.append(("sip", "calls no SIP addresses.")) }
        if dial.numbers.count + dial.clients.count + dial.sip.count > 1, !words.contains(.several) {
            faults.append(("numbers", "calls one party at a time."))
        }
        if dial.record, !words.contains(.recordDial) { faults.append(("record", "cannot record a dial.")) }
        if dial.otherwise != nil, !words.contains(.afterDial) {
            faults.append(("otherwise", "does not ask what to do when a dial has ended: leave `otherwise` out."))
        }
        return faults
    }

    /// As users know it.
    var title: String {
        switch self {
        case .twiml: "Twilio"
        case .cxml: "SignalWire"
        case .texml: "Telnyx"
        case .ncco: "Vonage"
        case .plivo: "Plivo"
        case .bxml: "Bandwidth"
        case .africastalking: "Africa's Talking"
        case .httapi: "FreeSWITCH"
        case .json: "The plan"
        }
    }
}
