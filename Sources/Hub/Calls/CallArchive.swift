import Directory
import Domain
import SQLite

/// A call that is long over, with all it left, as somebody hands it to us from elsewhere.
package struct PastCall: Sendable {
    /// One party's connection.
    package struct Leg: Sendable {
        package var providerCallID: String
        package var direction: CallDirection
        /// The far end, as it is shown.
        package var party: String
        package var status: CallStatus
        package var reason: EndReason?
        package var startedAt: Timestamp
        package var answeredAt: Timestamp?
        package var endedAt: Timestamp

        /// Takes the parts.
        package init(
            providerCallID: String, direction: CallDirection, party: String, status: CallStatus, reason: EndReason?,
            startedAt: Timestamp, answeredAt: Timestamp?, endedAt: Timestamp
        ) {
            self.providerCallID = providerCallID
            self.direction = direction
            self.party = party
            self.status = status
            self.reason = reason
            self.startedAt = startedAt
            self.answeredAt = answeredAt
            self.endedAt = endedAt
        }
    }

    /// A sound that was recorded.
    package struct Sound: Sendable {
        package var providerRecordingID: String
        package var url: String
        package var durationSec: Int64
        package var channels: Int64
        package var source: String
        package var startedAt: Timestamp

        /// Takes the parts.
        package init(
            providerRecordingID: String, url: String, durationSec: Int64, channels: Int64, source: String,
            startedAt: Timestamp
        ) {
            self.providerRecordingID = providerRecordingID
            self.url = url
            self.durationSec = durationSec
            self.channels = channels
            self.source = source
            self.startedAt = startedAt
        }
    }

    /// Something that was said.
    package struct Utterance: Sendable {
        package var speaker: Speaker
        package var text: String
        package var confidence: Double
        package var at: Timestamp

        /// Takes the parts.
        package init(speaker: Speaker, text: String, confidence: Double, at: Timestamp) {
            self.speaker = speaker
            self.text = text
            self.confidence = confidence
            self.at = at
        }
    }

    package var account: AccountID
    package var line: LineID?
    package var direction: CallDirection
    package var from: Party
    package var to: Party
    package var contact: ContactID?
    /// The first is the call's own; there is at least that one.
    package var first: Leg
    package var others: [Leg] = []
    /// When a person took the call; nil when nobody did.
    package var answeredAt: Timestamp?
    package var agent: String?
    package var disposition: String?
    package var summary: String?
    package var sentiment: String?
    package var intent: String?
    package var keywords: [String] = []
    package var recordings: [Sound] = []
    package var transcript: [Utterance] = []

    /// Takes what every call has.
    package init(
        account: AccountID, line: LineID?, direction: CallDirection, from: Party, to: Party, contact: ContactID?,
        first: Leg
    ) {
        self.account = account
        self.line = line
        self.direction = direction
        self.from = from
        self.to = to
        self.contact = contact
        self.first = first
    }
}

/// Writes calls of the past: into the tables alone, for nobody waits to hear of them.
package enum CallArchive {
    /// Writes a call with its legs, its line in the contact's history, its recordings and its transcript.
    ///
    /// Lists are in the order of ids, so calls must be added in the order in which they began, before the first live one.
    package static func add(_ past: PastCall, in tx: Transaction) throws {
        var call = try call(past, in: tx)
        if let contact = past.contact {
            let outcome = past.disposition ?? CallHistory.standardOutcome(of: call)
            let interaction = Interaction(
                id: try tx.newID(), contact: contact, call: call.id, kind: .call, at: call.startedAt,
                summary: past.summary, outcome: outcome, sentiment: past.sentiment, keywords: past.keywords)
            _ = try InteractionStore.insert(interaction, in: tx)
            call.interaction = interaction.id
        }
        try CallStore.insert(call, in: tx)
        if past.disposition != nil || past.summary != nil { try CallStore.update(call, in: tx) }
        for leg in [past.first] + past.others { try insert(leg, of: call, in: tx) }
        for sound in past.recordings { try insert(sound, of: call, in: tx) }
        if !past.transcript.isEmpty {
            try TranscriptVersionStore.settle(.live, quality: nil, of: call, at: call.heardAt, by: nil, in: tx)
        }
        for (place, utterance) in past.transcript.enumerated() {
            try insert(utterance, sequence: Int64(place + 1), of: call, in: tx)
        }
    }

    private static func call(_ past: PastCall, in tx: Transaction) throws -> Call {
        let leg = past.first
        var call = Call(
            id: try tx.newID(), account: past.account, line: past.line, providerCallID: leg.providerCallID,
            direction: past.direction, status: leg.status, reason: leg.reason, from: past.from, to: past.to,
            contact: past.contact, match: past.contact == nil ? .none : .one, planVersion: past.line == nil ? 0 : 1,
            recording: !past.recordings.isEmpty, transcription: !past.transcript.isEmpty, startedAt: leg.startedAt,
            heardAt: leg.endedAt)
        call.answeredAt = past.answeredAt
        call.endedAt = leg.endedAt
        call.durationSec = leg.durationSec
        call.answeredBy = past.answeredAt == nil ? nil : .human
        call.agent = past.agent
        call.disposition = past.disposition
        call.summary = past.summary
        call.sentiment = past.sentiment
        call.intent = past.intent
        return call
    }

    private static func insert(_ leg: PastCall.Leg, of call: Call, in tx: Transaction) throws {
        let row = Leg(
            id: try tx.newID(), call: call.id, account: call.account, providerCallID: leg.providerCallID,
            direction: leg.direction, party: leg.party, status: leg.status, reason: leg.reason,
            providerStatus: leg.status.rawValue, startedAt: leg.startedAt, answeredAt: leg.answeredAt,
            endedAt: leg.endedAt, durationSec: leg.durationSec, heardAt: leg.endedAt)
        try LegStore.insert(row, in: tx)
    }

    private static func insert(_ sound: PastCall.Sound, of call: Call, in tx: Transaction) throws {
        let id: RecordingID = try tx.newID()
        try tx.execute(
            """
            INSERT INTO recordings (company_id, account_id, provider_recording_id, id, call_id, provider_call_id, status, url,
                                    duration_sec, channels, source, track, started_at, received_at)
            VALUES (\(tx.company), \(call.account), \(sound.providerRecordingID), \(id), \(call.id), \(call.providerCallID),
                    'completed', \(sound.url), \(sound.durationSec), \(sound.channels), \(sound.source), 'both',
                    \(sound.startedAt), \(call.heardAt))
            """)
    }

    private static func insert(
        _ utterance: PastCall.Utterance, sequence: Int64, of call: Call, in tx: Transaction
    ) throws {
        let id: SegmentID = try tx.newID()
        let track = utterance.speaker == .caller ? "inbound_track" : "outbound_track"
        try tx.execute(
            """
            INSERT INTO transcript_segments (company_id, call_id, session, track, sequence, id, speaker, text, confidence,
                                             language, start_ms, end_ms, at)
            VALUES (\(tx.company), \(call.id), \(call.providerCallID), \(track), \(sequence), \(id), \(utterance.speaker),
                    sealed('transcript_segments.text', \(tx.company), \(id), \(utterance.text)),
                    \(utterance.confidence), 'en-US', NULL, NULL, \(utterance.at))
            """)
    }
}

extension PastCall.Leg {
    /// Talk time in whole seconds; 0 where nobody answered.
    package var durationSec: Int64 {
        answeredAt.map { max(0, (endedAt.milliseconds - $0.milliseconds) / 1000) } ?? 0
    }
}
