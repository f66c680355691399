import Calls
import Domain

/// An event whose parts arrive one by one in any order.
struct EventDraft {
    var event: ProviderEvent
    private var recordingID: String?
    private var recording = ProviderEvent.RecordingReport(id: "", status: "")
    private var recordingEndedAt: Timestamp?
    private var session: String?
    private var transcriptSequence: Int64?
    private var transcriptURL: String?
    private var transcript = ProviderEvent.TranscriptReport(
        session: "", sequence: 0, speaker: .unknown, text: "", final: true)
    private var dialStatus: CallStatus?
    private var dial = ProviderEvent.DialReport(status: .completed)
    private var gather = ProviderEvent.GatherReport()
    private var geo = ProviderEvent.Geo()
    private var costAmount: Int64?
    private var costCurrency: String?
    private var message: ProviderMessage

    init(account: AccountID, receivedAt: Timestamp) {
        event = ProviderEvent(account: account, providerCallID: "", receivedAt: receivedAt)
        message = ProviderMessage(
            account: account, id: "", status: .queued, direction: .inbound, channel: .sms, receivedAt: receivedAt)
    }

    /// Takes one field.
    ///
    /// - Returns: false when the text is none of the field's values; another place may have one.
    mutating func set(
        _ field: EventField, _ text: String, _ format: FieldFormat?, _ party: (String) -> Party
    ) -> Bool {
        switch field {
        case .providerCallID: event.providerCallID = FieldReading.text(text, format)
        case .providerGroupID: event.providerGroupID = Self.clipped(text)
        case .direction: return assign(&event.direction, CallDirection(rawValue: text))
        case .from: event.from = party(Self.clipped(FieldReading.text(text, format)))
        case .to: event.to = party(Self.clipped(FieldReading.text(text, format)))
        case .status: return assign(&event.status, CallStatus(rawValue: text))
        case .unansweredStatus: return assign(&event.unansweredStatus, CallStatus(rawValue: text))
        case .reason: return assign(&event.reason, EndReason(rawValue: text))
        case .sequence: return assign(&event.sequence, Int64(text))
        case .occurredAt: return assign(&event.occurredAt, FieldReading.time(text, format))
        case .startedAt: return assign(&event.startedAt, FieldReading.time(text, format))
        case .answeredAt: return assign(&event.answeredAt, FieldReading.time(text, format))
        case .durationSec: return assign(&event.durationSec, FieldReading.seconds(text, format))
        case .answeredBy: return assign(&event.answeredBy, AnsweredBy(rawValue: text))
        case .callerName: event.callerName = Self.clipped(FieldReading.text(text, format))
        case .error: event.error = Self.clipped(text)
        case .costAmount: return assign(&costAmount, Millionths.parse(text))
        case .costCurrency:
            guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else {
                return false
            }
            costCurrency = text.uppercased()
        case .city: geo.city = Self.clipped(text)
        case .region: geo.region = Self.clipped(text)
        case .postalCode: geo.postalCode = Self.clipped(text)
        case .country: geo.country = Self.clipped(text)
        case .recordingID: recordingID = Self.clipped(text)
        case .recordingURL: recording.url = text
        case .recordingStatus: recording.status = Self.clipped(text).lowercased()
        case .recordingDurationSec: return assign(&recording.durationSec, FieldReading.seconds(text, format))
        case .recordingChannels: return assign(&recording.channels, Int64(text))
        case .recordingSource: recording.source = Self.clipped(text)
        case .recordingTrack: recording.track = Self.clipped(text)
        case .recordingStartedAt: return assign(&recording.startedAt, FieldReading.time(text, format))
        case .recordingEndedAt: return assign(&recordingEndedAt, FieldReading.time(text, format))
        default: return setWords(field, text, format)
        }
        return true
    }

    private mutating func setWords(_ field: EventField, _ text: String, _ format: FieldFormat?) -> Bool {
        switch field {
        case .transcriptURL:
            guard text.utf8.count <= 4096 else { return false }
            transcriptURL = text
        case .transcriptSource: transcript.source = TranscriptSource(rawValue: text)
        case .transcriptSession: session = Self.clipped(text)
        case .transcriptSequence: return assign(&transcriptSequence, FieldReading.integer(text, format))
        case .transcriptTrack: transcript.track = Self.clipped(text)
        case .transcriptSpeaker:
            guard let speaker = Speaker(rawValue: text) else { return false }
            transcript.speaker = speaker
        case .transcriptText: transcript.text = FieldReading.trimmed(text)
        case .transcriptFinal:
            guard let truth = FieldReading.truth(text) else { return false }
            transcript.final = truth
        case .transcriptConfidence: return assign(&transcript.confidence, FieldReading.decimal(text))
        case .transcriptLanguage: transcript.language = Self.clipped(text)
        case .transcriptStartMs: return assign(&transcript.startMs, FieldReading.milliseconds(text, format))
        case .transcriptEndMs: return assign(&transcript.endMs, FieldReading.milliseconds(text, format))
        case .messageID: message.id = text
        case .messageReference: return assign(&message.reference, MessageID(wire: text))
        case .messageStatus:
            guard let status = MessageStatus(rawValue: text) else { return false }
            message.status = status
        case .messageChannel:
            guard let channel = MessageChannel(rawValue: text) else { return false }
            message.channel = channel
        case .messageText: message.text = String(text.prefix(20_000))
        case .messageMediaCount:
            guard let count = Int64(text), count >= 0 else { return false }
            message.mediaCount = count
        case .messageOptOut: return assign(&message.optOut, OptOut(rawValue: text))
        case .dialCallID: dial.providerCallID = Self.clipped(text)
        case .dialStatus: return assign(&dialStatus, CallStatus(rawValue: text))
        case .dialReason: return assign(&dial.reason, EndReason(rawValue: text))
        case .dialDurationSec: return assign(&dial.durationSec, FieldReading.seconds(text, format))
        case .dialBridged: return assign(&dial.bridged, FieldReading.truth(text))
        case .gatherStep: gather.step = Self.clipped(text)
        case .gatherVisit: return assign(&gather.visit, Int64(text))
        case .gatherDigits: gather.digits = Self.clipped(FieldReading.text(text, format))
        case .gatherSpeech: gather.speech = FieldReading.trimmed(text)
        case .gatherConfidence: return assign(&gather.confidence, FieldReading.decimal(text))
        default: return false
        }
        return true
    }

    /// The event with the reports that are complete enough to be one.
    func event(_ rules: [Profile.FieldRule]) throws(Refusal) -> ProviderEvent {
        var event = event
        guard !event.providerCallID.isEmpty else {
            throw Refusal(reason: .incomplete, detail: "\(place(.providerCallID, rules)) is missing: which call is it?")
        }
        guard event.providerCallID.utf8.count <= 255 else {
            throw Refusal(reason: .incomplete, detail: "\(place(.providerCallID, rules)) has more than 255 bytes.")
        }
        if event.status != .completed { event.unansweredStatus = nil }
        if geo != ProviderEvent.Geo() { event.geo = geo }
        if let costAmount, let costCurrency {
            event.cost = .init(amountMillionths: costAmount, currency: costCurrency)
        }
        if let recordingID, recording.url != nil || !recording.status.isEmpty {
            event.recording = recording
            event.recording?.id = recordingID
            if recording.status.isEmpty { event.recording?.status = "completed" }
            if recording.durationSec == nil, let start = recording.startedAt, let end = recordingEndedAt, start <= end {
                event.recording?.durationSec = (end.milliseconds - start.milliseconds) / 1000
            }
        }
        if !transcript.text.isEmpty {
            guard let session, let transcriptSequence else {
                let field = session == nil ? EventField.transcriptSession : .transcriptSequence
                throw Refusal(
                    reason: .incomplete, detail: "\(place(field, rules)) is missing: where does the text belong?")
            }
            event.transcript = transcript
            event.transcript?.session = session
            event.transcript?.sequence = transcriptSequence
        } else if let transcriptURL, let session {
            event.transcriptDocument = .init(session: session, url: transcriptURL)
        }
        if let dialStatus {
            event.dialled = dial
            event.dialled?.status = dialStatus
        }
        // The key that ended a recording is no input.
        if event.recording == nil, gather.digits != nil || !(gather.speech ?? "").isEmpty { event.gathered = gather }
        return event
    }

    /// The message, with the parties that were filled in for either kind.
    func message(_ rules: [Profile.FieldRule]) throws(Refusal) -> ProviderMessage {
        guard (1...255).contains(message.id.utf8.count) else {
            let fault = message.id.isEmpty ? "is missing: which message is it?" : "has more than 255 bytes."
            throw Refusal(reason: .incomplete, detail: "\(place(.messageID, rules)) \(fault)")
        }
        var message = message
        message.direction = event.direction ?? .inbound
        message.from = event.from
        message.to = event.to
        message.profileName = event.callerName
        message.error = event.error
        return message
    }

    private func place(_ field: EventField, _ rules: [Profile.FieldRule]) -> String {
        let places = rules.first { $0.field == field }?.places ?? []
        return places.isEmpty ? "The field \(field.rawValue)" : places.map { "`\($0.text)`" }.joined(separator: " or ")
    }

    private func assign<Value>(_ target: inout Value?, _ value: Value?) -> Bool {
        guard let value else { return false }
        target = value
        return true
    }

    /// At most 255 bytes, cut between characters: what strangers send must not fill rows.
    @Sendable static func clipped(_ text: String) -> String {
        guard text.utf8.count > 255 else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: 255)
        while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
        return String(text[..<end])
    }
}
