import JSON

/// A change that a subscriber can receive: what happened, and the data that a dashboard needs to show it.
package protocol Event: Sendable {
    /// What happened, as a noun and a past tense.
    var type: EventType { get }
    /// Writes the value of `data`: one JSON object.
    func encodeData(to json: inout JSONWriter)
}

/// The name of a kind of event, such as `call.ringing`; a closed set, so that the catalogue is complete.
package struct EventType: Hashable, Sendable {
    /// As on the wire.
    package let name: String
    /// What a reader of the catalogue is told.
    package let summary: String
    /// The shape of `data`.
    package let schema: Schema
    /// False for what is pushed but never kept in the log.
    package let logged: Bool

    package init(_ name: String, _ summary: String, _ schema: Schema, logged: Bool = true) {
        self.name = name
        self.summary = summary
        self.schema = schema
        self.logged = logged
    }

    package static func == (left: Self, right: Self) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Everything a subscriber can receive, for `/openapi.json` and the README.
package enum EventCatalogue {
    /// Every type, in the order of the README.
    package static let all: [EventType] =
        CallEvent.types + [CallDeleted.type, CallCosted.type] + ContactEvent.types + BusinessEvent.types + [
            FieldChanged.type, InteractionAdded.type, InteractionChanged.updated, InteractionChanged.deleted,
            TranscriptEvent.segment, TranscriptEvent.partial, TranscriptVersionChanged.type,
            TranscriptRedacted.type, TranscriptDocumentEvent.available, TranscriptDocumentEvent.failed,
            RecordingReady.type,
            AccessChanged.type,
            LineChanged.type, ContactsImported.type, ImportUpdated.type, ExportUpdated.type, ArchiveImported.type,
            AccountReconciled.type, ConsentChanged.type, WebhookEndpointChanged.type,
            TriggerFired.type, InsightsUpdated.type,
        ] + RecordingEvent.types + MessageEvent.types + ObligationEvent.types + TaskEvent.types + [
            PresenceChanged.type, CallOffered.type, CallClaimed.type, CallReleased.type, RingStopped.type,
        ]
        + [MediaStreamEvent.started, MediaStreamEvent.ended, MediaLevel.type]
        + [PipelineMoved.type, PipelineChanged.type, FiguresChanged.type]
}
