import Domain
import JSON

/// What an agent, a person or a program, says of a call that goes on (`live-call-update`).
package struct LiveCallUpdate: Sendable {
    package var status: CallStatus?
    package var transcript: ProviderEvent.TranscriptReport?
    package var note: String?
    package var agent: String?
    package var sentiment: String?
    package var intent: String?
    /// Who says it: `usr_…`, `key_…`, or `program`.
    package var author = "program"

    package init() {}
}

/// What an agent says of a call that is over (`call-completed`).
package struct CallCompletion: Sendable {
    package var status: CallStatus
    package var durationSec: Int64?
    package var summary: String?
    package var outcome: String?
    package var recordingURL: String?
    package var transcript: [ProviderEvent.TranscriptReport] = []

    package init(status: CallStatus) { self.status = status }
}

/// A call with everything it left.
package struct CallPage: Sendable, JSONEncodable {
    package var call: Call
    package var legs: [Leg]
    package var recordings: [Recording]
    package var costs: [CallCost]

    package func encode(to json: inout JSONWriter) {
        json.object {
            call.encodeMembers(to: &$0)
            $0.key("legs")
            $0.value(legs)
            $0.key("recordings")
            $0.value(recordings)
            $0.key("costs")
            $0.value(costs)
        }
    }

    /// The shape of a call's page on the wire.
    package static let schema: Schema = .object(
        Call.properties + [
            .required("legs", .array(of: Leg.schema)), .required("recordings", .array(of: Recording.schema)),
            .required("costs", .array(of: CallCost.schema), "What is known of its price by now."),
        ])
}

extension Call: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object { encodeMembers(to: &$0) }
    }

    /// The view's members, and what only a record has.
    func encodeMembers(to json: inout JSONWriter) {
        view().encodeMembers(to: &json)
        json.member("answeredBy", answeredBy)
        json.member("summary", summary)
        json.member("sentiment", sentiment)
        json.member("intent", intent)
        if let geoJSON { json.member("geo", raw: geoJSON.utf8) }
    }

    static let properties: [Schema.Property] =
        CallView.properties + [
            .optional("answeredBy", .enumeration(AnsweredBy.self)), .optional("summary", .string()),
            .optional("sentiment", .string()), .optional("intent", .string()),
            .optional(
                "geo",
                .object([
                    .optional("city", .string()), .optional("region", .string()), .optional("postalCode", .string()),
                    .optional("country", .string()),
                ])),
        ]

    /// The shape of a call in a history.
    package static let schema: Schema = .object(properties)
}

extension Leg: JSONEncodable {
    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("id", id)
            $0.member("providerCallId", providerCallID)
            $0.member("direction", direction)
            $0.member("party", party)
            $0.member("status", status)
            $0.member("reason", reason)
            $0.member("providerStatus", providerStatus)
            $0.member("startedAt", startedAt)
            $0.member("answeredAt", answeredAt.map { $0.shown(after: startedAt) })
            $0.member("endedAt", endedAt.map { $0.shown(after: startedAt) })
            $0.member("durationSec", durationSec)
            $0.member("answeredBy", answeredBy)
        }
    }

    /// The shape of a leg on the wire.
    package static let schema: Schema = .object([
        .required("id", .string()), .required("providerCallId", .string()),
        .required("direction", .enumeration(CallDirection.self)), .required("party", .string()),
        .required("status", .enumeration(CallStatus.self)), .optional("reason", .enumeration(EndReason.self)),
        .optional("providerStatus", .string()), .required("startedAt", .string()), .optional("answeredAt", .string()),
        .optional("endedAt", .string()), .optional("durationSec", .integer(min: 0)),
        .optional("answeredBy", .enumeration(AnsweredBy.self)),
    ])
}
