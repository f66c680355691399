import Calls
import Directory
import ModuleKit

/// What agents report while and after they speak, over HTTP; each report is idempotent, and each change an event.
struct ReportRoutes: Sendable {
    let calls: CallService
    let service: LookupService

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/contact-lookup/update-interaction", .contactsWrite, updateInteraction).body(InteractionEntry.self)
            .returns(Interaction.schema).returns(Interaction.schema, status: .created, "It is new.")
            .problems(.notFound, .gone)
            .summary("Add to a contact's history what has passed"),
        .post("/api/contact-lookup/live-call-update", .callsWrite, liveCallUpdate).body(LiveReport.self)
            .returns(CallView.schema).problems(.notFound)
            .summary("Report on a call that goes on: status, words, note, agent, sentiment, intent"),
        .post("/api/contact-lookup/call-completed", .callsWrite, callCompleted).body(EndReport.self)
            .returns(CallView.schema).problems(.notFound)
            .summary("Report that a call is over, and what it came to"),
    ]}

    private func updateInteraction(_ request: Request) async throws -> Response {
        let entry = try request.json(InteractionEntry.self)
        let (interaction, isNew) = try await service.add(entry, by: request.author, in: request.company)
        return .json(interaction, status: isNew ? .created : .ok)
    }

    private func liveCallUpdate(_ request: Request) async throws -> Response {
        let report = try request.json(LiveReport.self)
        var update = LiveCallUpdate()
        update.author = request.author
        update.status = report.status.flatMap(CallStatus.init)
        update.transcript = report.transcript?.report
        update.note = report.note
        update.agent = report.agent
        update.sentiment = report.sentiment
        update.intent = report.intent
        return .json(try await calls.update(try report.which.name(), update, in: request.company).view())
    }

    private func callCompleted(_ request: Request) async throws -> Response {
        let report = try request.json(EndReport.self)
        var completion = CallCompletion(status: CallStatus(rawValue: report.status) ?? .completed)
        completion.durationSec = report.durationSec
        completion.summary = report.summary
        completion.outcome = report.outcome
        completion.recordingURL = report.recordingUrl
        completion.transcript = report.transcript?.map(\.report) ?? []
        return .json(try await calls.complete(try report.which.name(), completion, in: request.company).view())
    }
}

/// Which call a report is about: by our id, or by a leg's id at the provider.
struct WhichCall: Sendable {
    var call: String?
    var callSid: String?

    static let properties: [Schema.Property] = [
        .optional("call", .string(min: 1, max: 255), "Our id of the call; or give `callSid`."),
        .optional("callSid", .string(min: 1, max: 255), "The provider's id of any leg."),
    ]

    func name() throws -> String {
        guard let name = call ?? callSid else { throw Problem.invalid("callSid", "Give `callSid` or `call`.") }
        return name
    }
}

/// A piece of transcript in a report.
struct ReportedSegment: Decodable, Sendable {
    var speaker: String
    var text: String
    var final: Bool?
    var sequence: Int64
    var startMs: Int64?
    var endMs: Int64?

    static let schema: Schema = .object([
        .required("speaker", .enumeration(Speaker.self)), .required("text", .string(min: 1, max: 20_000)),
        .optional("final", .boolean, "False while it is still being heard; true unless told."),
        .required("sequence", .integer(min: 0), "Its place among the call's reported pieces; each place counts once."),
        .optional("startMs", .integer(min: 0)), .optional("endMs", .integer(min: 0)),
    ])

    var report: ProviderEvent.TranscriptReport {
        var report = ProviderEvent.TranscriptReport(
            session: "reported", sequence: sequence, speaker: Speaker(rawValue: speaker) ?? .unknown, text: text,
            final: final ?? true)
        report.startMs = startMs
        report.endMs = endMs
        return report
    }
}

private struct LiveReport: JSONBody {
    var call: String?
    var callSid: String?
    var status: String?
    var transcript: ReportedSegment?
    var note: String?
    var agent: String?
    var sentiment: String?
    var intent: String?

    var which: WhichCall { WhichCall(call: call, callSid: callSid) }

    static let schema: Schema = .object(
        WhichCall.properties + [
            .optional("status", .enumeration(CallStatus.self)), .optional("transcript", ReportedSegment.schema),
            .optional("note", .string(max: 20_000)), .optional("agent", .string(min: 1, max: 100)),
            .optional("sentiment", .string(min: 1, max: 40)), .optional("intent", .string(min: 1, max: 100)),
        ]
    ).needing(oneOf: "callSid", "call")
}

private struct EndReport: JSONBody {
    var call: String?
    var callSid: String?
    var status: String
    var durationSec: Int64?
    var summary: String?
    var outcome: String?
    var recordingUrl: String?
    var transcript: [ReportedSegment]?

    var which: WhichCall { WhichCall(call: call, callSid: callSid) }

    static let schema: Schema = .object(
        WhichCall.properties + [
            .required("status", .enumeration(CallStatus.allCases.filter(\.isFinal).map(\.rawValue))),
            .optional("durationSec", .integer(min: 0, max: 604_800)),
            .optional("summary", .string(min: 1, max: 20_000)),
            .optional("outcome", .string(min: 1, max: 100), "What it came to for the business: the disposition."),
            .optional("recordingUrl", .string(min: 8, max: 255, pattern: "^https?://")),
            .optional("transcript", .array(of: ReportedSegment.schema, max: 2000)),
        ]
    ).needing(oneOf: "callSid", "call")
}
