import Domain
import JSON

/// What one verified webhook says, in our own words whatever the provider (reference §1.1).
///
/// Absent stays absent: a later event may fill what an earlier one left out.
package struct ProviderEvent: Sendable, Equatable {
    /// The provider account that the path of the webhook named.
    package var account: AccountID
    /// The leg at the provider, such as Twilio's `CallSid`; 1…255 characters of any form.
    package var providerCallID: String
    /// What binds legs to one conversation, such as Twilio's `ParentCallSid`.
    package var providerGroupID: String?
    package var direction: CallDirection?
    package var from: Party?
    package var to: Party?
    package var status: CallStatus?
    /// What `completed` means for a leg that was never answered, where the provider's word does not tell the two apart.
    package var unansweredStatus: CallStatus?
    package var reason: EndReason?
    /// The provider's own word, untouched.
    package var providerStatus: String?
    /// Order in which things happened at the provider, where it counts them.
    package var sequence: Int64?
    package var occurredAt: Timestamp?
    package var receivedAt: Timestamp
    /// When the leg began and when it was answered, where a later report still says so.
    package var startedAt: Timestamp?
    package var answeredAt: Timestamp?
    package var durationSec: Int64?
    package var answeredBy: AnsweredBy?
    package var callerName: String?
    package var geo: Geo?
    package var recording: RecordingReport?
    package var transcript: TranscriptReport?
    /// Where the provider keeps a transcript that it does not tell.
    package var transcriptDocument: TranscriptDocument?
    /// The leg that our own answer dialled, and how it went (Twilio's `<Dial>` action).
    package var dialled: DialReport?
    /// What the caller pressed or said, and where in the call plan.
    package var gathered: GatherReport?
    /// Error of the provider, such as a failed transcription.
    package var error: String?
    /// What the provider charges: for the recording where there is one and no status, else for the leg.
    package var cost: CostReport?

    package init(account: AccountID, providerCallID: String, receivedAt: Timestamp) {
        self.account = account
        self.providerCallID = providerCallID
        self.receivedAt = receivedAt
    }

    /// Where a number lives, as the provider guesses.
    package struct Geo: Sendable, Equatable {
        package var city: String?
        package var region: String?
        package var postalCode: String?
        package var country: String?
        package init() {}
    }

    /// A recording, and how far it is.
    package struct RecordingReport: Sendable, Equatable {
        package var id: String
        package var url: String?
        /// `in-progress`, `completed`, `absent`, `failed` …: the provider's word in lower case.
        package var status: String
        package var durationSec: Int64?
        package var channels: Int64?
        package var source: String?
        package var track: String?
        package var startedAt: Timestamp?
        package init(id: String, status: String) {
            self.id = id
            self.status = status
        }
    }

    /// One utterance, partial or final, or the text of a whole recording.
    package struct TranscriptReport: Sendable, Equatable {
        /// The version of the call's transcript that it belongs to.
        package var source = TranscriptSource.live
        /// The transcription session, such as Twilio's `TranscriptionSid`.
        package var session: String
        package var sequence: Int64
        /// `inbound_track`, `outbound_track` …; nil when the provider does not say.
        package var track: String?
        package var speaker: Speaker
        package var text: String
        package var final: Bool
        package var confidence: Double?
        package var language: String?
        package var startMs: Int64?
        package var endMs: Int64?
        package init(session: String, sequence: Int64, speaker: Speaker, text: String, final: Bool) {
            self.session = session
            self.sequence = sequence
            self.speaker = speaker
            self.text = text
            self.final = final
        }
    }

    /// A transcript that is fetched from the provider's API.
    package struct TranscriptDocument: Sendable, Equatable {
        /// The provider's name of it, which its utterances are known by; 1…255 bytes.
        package var session: String
        /// At the provider's API; at most 4096 bytes.
        package var url: String
        package init(session: String, url: String) { (self.session, self.url) = (session, url) }
    }

    /// A price, as the provider tells it.
    package struct CostReport: Sendable, Equatable {
        /// Millionths of the currency's unit.
        package var amountMillionths: Int64
        /// ISO 4217.
        package var currency: String
        package init(amountMillionths: Int64, currency: String) {
            self.amountMillionths = amountMillionths
            self.currency = currency
        }
    }

    /// How the leg ended that our `dial` step made.
    package struct DialReport: Sendable, Equatable {
        package var providerCallID: String?
        package var status: CallStatus
        package var reason: EndReason?
        package var durationSec: Int64?
        package var bridged: Bool?
        package init(status: CallStatus) { self.status = status }
    }

    /// What a `gather` or `record` step brought.
    package struct GatherReport: Sendable, Equatable {
        /// Where in the plan: the step and visit that our own action URL carried, which make one input different from the next.
        package var step: String?
        package var visit: Int64?
        package var digits: String?
        package var speech: String?
        package var confidence: Double?
        package init() {}

        /// What was said, as words of the call; nil where keys were pressed.
        ///
        /// An input is known by its step and visit, so that it is there once however often the provider tells it; one that a
        /// document of somebody else's asked for is known by its words.
        var words: TranscriptReport? {
            guard let speech, !speech.isEmpty else { return nil }
            var report = TranscriptReport(
                session: "gather:\(step ?? String(speech.prefix(40)))", sequence: visit ?? 1, speaker: .caller,
                text: speech, final: true)
            report.confidence = confidence
            return report
        }
    }
}

/// What applying a ``ProviderEvent`` came to; all that an answer needs.
package struct AppliedEvent: Sendable {
    package var call: CallID
    package var contact: ContactID?
    package var line: LineID?
    /// Frozen when the call began, so that a change of the line's plan never confuses a call under way.
    package var plan: CallPlan
    package var recordingOn: Bool
    package var transcriptionOn: Bool
    /// Whether this was the first event of the call.
    package var isNew: Bool
    /// Whether anything was learned; a repeated event changes nothing and publishes nothing.
    package var changed: Bool
    /// Whether it told the end of a leg that had been closed because nothing came any more.
    package var recovered = false
    package var from: Party
    package var to: Party

    package init(
        call: CallID, contact: ContactID?, line: LineID?, plan: CallPlan, recordingOn: Bool, transcriptionOn: Bool,
        isNew: Bool, changed: Bool, from: Party, to: Party
    ) {
        self.call = call
        self.contact = contact
        self.line = line
        self.plan = plan
        self.recordingOn = recordingOn
        self.transcriptionOn = transcriptionOn
        self.isNew = isNew
        self.changed = changed
        self.from = from
        self.to = to
    }
}

extension ProviderEvent.Geo {
    /// As it stands in the database.
    var json: String? {
        guard self != .init() else { return nil }
        var json = JSONWriter()
        json.object {
            $0.member("city", city)
            $0.member("region", region)
            $0.member("postalCode", postalCode)
            $0.member("country", country)
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
