import ModuleKit

/// What is known of a recording's sound: how far it is, and the file once there is one.
struct AudioRecord: Sendable {
    /// How far the sound is on its way to a file.
    enum State: String, Sendable, CaseIterable {
        /// It is to be fetched, at once or at `nextAttemptAt`.
        case pending
        /// It is being fetched.
        case fetching
        /// It is a file here.
        case stored
        /// It could not be got, and nobody tries again unless told.
        case failed
        /// It was here or at the provider, and was deleted.
        case deleted
    }

    /// What is known of the copy at the provider.
    enum ProviderCopy: String, Sendable, CaseIterable {
        case kept, deleting, deleted, failed
        /// The sound never was at a provider, or the provider has no way to delete it.
        case none
    }

    var id: RecordingID
    var call: CallID
    var state: State
    var attempts: Int
    var nextAttemptAt: Timestamp?
    /// Why the last attempt failed, or why it was deleted; one sentence.
    var reason: String?
    /// SHA-256 of the file in lower-case hex, which is its name.
    var hash: String?
    var bytes: Int64?
    var mediaType: String?
    var channels: Int64?
    var durationMs: Int64?
    var storedAt: Timestamp?
    var isHeld: Bool
    var deletedAt: Timestamp?
    var providerCopy: ProviderCopy
    var createdAt: Timestamp
}

extension AudioRecord: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("recording", id)
            $0.member("call", call)
            $0.member("state", state.rawValue)
            $0.member("attempts", attempts)
            $0.member("nextAttemptAt", nextAttemptAt)
            $0.member("reason", reason)
            $0.member("sha256", hash)
            $0.member("bytes", bytes)
            $0.member("mediaType", mediaType)
            $0.member("channels", channels)
            $0.member("durationMs", durationMs)
            $0.member("storedAt", storedAt)
            $0.member("legalHold", isHeld)
            $0.member("deletedAt", deletedAt)
            $0.member("providerCopy", providerCopy.rawValue)
            $0.member("createdAt", createdAt)
        }
    }

    static let schema: Schema = .object([
        .required("recording", .string()), .required("call", .string()),
        .required("state", .enumeration(State.allCases.map(\.rawValue))),
        .required("attempts", .integer(min: 0), "Fetches so far; once deleted, tries to delete at the provider."),
        .optional("nextAttemptAt", .string(format: .dateTime), "When it is tried again."),
        .optional("reason", .string(), "Why the last attempt failed, or who deleted it."),
        .optional("sha256", .string(), "Of the file; also its entity tag."),
        .optional("bytes", .integer(min: 0)), .optional("mediaType", .string()),
        .optional("channels", .integer(min: 1)), .optional("durationMs", .integer(min: 0)),
        .optional("storedAt", .string(format: .dateTime)), .required("legalHold", .boolean),
        .optional("deletedAt", .string(format: .dateTime)),
        .required(
            "providerCopy", .enumeration(ProviderCopy.allCases.map(\.rawValue)),
            "`none` where there is no copy that the hub could delete."),
        .required("createdAt", .string(format: .dateTime)),
    ])
}

/// A span that nobody is to hear again, in milliseconds from the beginning of the recording, or of the call.
struct RedactedSpan: Sendable, Hashable {
    var fromMs: Int64
    var toMs: Int64

    /// A span of a call as one of a recording that began `start` milliseconds after it; nil where it was over by then.
    ///
    /// Providers tell whole seconds: a second more at both ends is silenced rather than a word too few.
    func within(start: Int64?) -> RedactedSpan? {
        guard let start, start > 0 else { return self }
        let (from, to) = (max(0, fromMs - start - 1_000), toMs - start + 1_000)
        return to > 0 ? RedactedSpan(fromMs: from, toMs: to) : nil
    }
}

/// What a company wants to become of old recordings.
struct RecordingPolicy: Sendable {
    /// After so many days a recording is deleted; nil: never.
    var retentionDays: Int64?
    /// Whether retention deletes at the provider too.
    var deleteAtProvider: Bool
    /// Counts the changes; 0 where nobody has set one.
    var version: Int64

    /// What stands until somebody says otherwise: everything is kept.
    static let standard = RecordingPolicy(retentionDays: nil, deleteAtProvider: true, version: 0)
}
