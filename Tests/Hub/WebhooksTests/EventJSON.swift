import Calls
import Domain
import JSON

/// A ``ProviderEvent`` as the files in `webhooks/` write it: what is absent is left out.
enum EventJSON {
    static func value(_ event: ProviderEvent) -> JSONValue {
        object([
            ("providerCallId", .string(event.providerCallID)), ("providerGroupId", text(event.providerGroupID)),
            ("direction", text(event.direction?.rawValue)), ("from", text(event.from?.raw)),
            ("to", text(event.to?.raw)),
            ("status", text(event.status?.rawValue)), ("unansweredStatus", text(event.unansweredStatus?.rawValue)),
            ("reason", text(event.reason?.rawValue)),
            ("providerStatus", text(event.providerStatus)), ("sequence", number(event.sequence)),
            ("occurredAt", text(event.occurredAt?.rfc3339)), ("startedAt", text(event.startedAt?.rfc3339)),
            ("answeredAt", text(event.answeredAt?.rfc3339)), ("durationSec", number(event.durationSec)),
            ("answeredBy", text(event.answeredBy?.rawValue)), ("callerName", text(event.callerName)),
            ("geo", event.geo.map(geo)), ("recording", event.recording.map(recording)),
            ("transcript", event.transcript.map(transcript)),
            (
                "transcriptDocument",
                event.transcriptDocument.map { ["session": .string($0.session), "url": .string($0.url)] }
            ),
            ("dial", event.dialled.map(dial)),
            ("gather", event.gathered.map(gather)), ("error", text(event.error)), ("cost", event.cost.map(cost)),
        ])
    }

    static func value(_ message: ProviderMessage) -> JSONValue {
        object([
            ("messageId", .string(message.id)), ("reference", text(message.reference?.wire)),
            ("direction", .string(message.direction.rawValue)),
            ("channel", .string(message.channel.rawValue)), ("status", .string(message.status.rawValue)),
            ("from", text(message.from?.raw)), ("to", text(message.to?.raw)), ("text", text(message.text)),
            ("mediaCount", number(message.mediaCount)), ("profileName", text(message.profileName)),
            ("optOut", text(message.optOut?.rawValue)), ("error", text(message.error)),
        ])
    }

    private static func cost(_ cost: ProviderEvent.CostReport) -> JSONValue {
        ["amountMillionths": .integer(cost.amountMillionths), "currency": .string(cost.currency)]
    }

    private static func geo(_ geo: ProviderEvent.Geo) -> JSONValue {
        object([
            ("city", text(geo.city)), ("region", text(geo.region)), ("postalCode", text(geo.postalCode)),
            ("country", text(geo.country)),
        ])
    }

    private static func recording(_ recording: ProviderEvent.RecordingReport) -> JSONValue {
        object([
            ("id", .string(recording.id)), ("url", text(recording.url)), ("status", .string(recording.status)),
            ("durationSec", number(recording.durationSec)), ("channels", number(recording.channels)),
            ("source", text(recording.source)), ("track", text(recording.track)),
            ("startedAt", text(recording.startedAt?.rfc3339)),
        ])
    }

    private static func transcript(_ transcript: ProviderEvent.TranscriptReport) -> JSONValue {
        object([
            ("source", transcript.source == .live ? nil : .string(transcript.source.rawValue)),
            ("session", .string(transcript.session)), ("sequence", .integer(transcript.sequence)),
            ("track", text(transcript.track)), ("speaker", .string(transcript.speaker.rawValue)),
            ("text", .string(transcript.text)), ("final", .bool(transcript.final)),
            ("confidence", transcript.confidence.map { .number($0) }), ("language", text(transcript.language)),
            ("startMs", number(transcript.startMs)), ("endMs", number(transcript.endMs)),
        ])
    }

    private static func dial(_ dial: ProviderEvent.DialReport) -> JSONValue {
        object([
            ("providerCallId", text(dial.providerCallID)), ("status", .string(dial.status.rawValue)),
            ("reason", text(dial.reason?.rawValue)), ("durationSec", number(dial.durationSec)),
            ("bridged", dial.bridged.map { .bool($0) }),
        ])
    }

    private static func gather(_ gather: ProviderEvent.GatherReport) -> JSONValue {
        object([
            ("step", text(gather.step)), ("visit", number(gather.visit)), ("digits", text(gather.digits)),
            ("speech", text(gather.speech)), ("confidence", gather.confidence.map { .number($0) }),
        ])
    }

    private static func object(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { (name, $0) } }))
    }

    private static func text(_ text: String?) -> JSONValue? { text.map { .string($0) } }
    private static func number(_ number: Int64?) -> JSONValue? { number.map { .integer($0) } }
}
