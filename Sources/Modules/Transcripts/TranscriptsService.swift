import Calls
import ModuleKit

/// The rules of posted transcripts.
struct TranscriptsService: Sendable {
    let database: Database
    let now: @Sendable () -> Timestamp
    /// How many utterances one transaction takes, so that webhooks in the same queue do not wait for a long list.
    static let sliceCount = 100

    /// Notes utterances of a call in their order; each counts for itself.
    func add(
        _ entries: [Result<SegmentEntry, Refused>], to name: String, in company: CompanyID, by author: String
    ) async throws -> [SegmentOutcome] {
        var outcomes: [SegmentOutcome] = []
        outcomes.reserveCapacity(entries.count)
        // A call that is not there is told even of an empty list.
        for start in stride(from: 0, to: max(1, entries.count), by: Self.sliceCount) {
            let slice = entries[start..<min(entries.count, start + Self.sliceCount)]
            let at = now()
            outcomes += try await database.write(company) { tx in
                let call = try CallService.find(name, in: tx)
                return try Self.note(slice, of: call, at: at, by: author, in: tx)
            }
        }
        return outcomes
    }

    /// Adds a whole version, or goes on with one, and shows the best of the call's versions.
    func addVersion(
        _ source: TranscriptSource, quality: Int64?, _ entries: [Result<SegmentEntry, Refused>], to name: String,
        in company: CompanyID, by author: String
    ) async throws -> (isNew: Bool, version: PostedVersion) {
        let at = now()
        return try await database.write(company) { tx in
            let call = try CallService.find(name, in: tx)
            let before = try TranscriptVersionStore.versions(of: call.id, in: tx)
            let (isNew, _) = try TranscriptVersionStore.settle(
                source, quality: quality, of: call, at: at, by: author, in: tx)
            let outcomes = try Self.note(entries[...], of: call, at: at, by: author, in: tx)
            let versions = try TranscriptVersionStore.versions(of: call.id, in: tx)
            guard let version = versions.first(where: { $0.source == source }) else {
                throw CallsError.unknownVersion(source.rawValue)
            }
            let shown = versions.first { $0.shown }?.source ?? source
            let isChanged =
                isNew || before.first { $0.shown }?.source != shown
                || before.first { $0.source == source }?.quality != version.quality
            if isChanged {
                try tx.publish(
                    TranscriptVersionChanged(
                        call: call.id, source: source.rawValue, quality: version.quality, shown: shown.rawValue),
                    on: call.topics)
            }
            return (isNew, PostedVersion(call: call.id, version: version, segments: outcomes))
        }
    }

    /// The versions of a call, the shown one first.
    func versions(of name: String, in company: CompanyID) async throws -> [TranscriptVersion] {
        try await database.read(company) { tx in
            try TranscriptVersionStore.versions(of: CallService.find(name, in: tx).id, in: tx)
        }
    }

    /// An utterance of a list that is wrong.
    struct Refused: Error {
        let problems: [FieldProblem]
    }

    private static func note(
        _ entries: ArraySlice<Result<SegmentEntry, Refused>>, of call: Call, at: Timestamp, by author: String,
        in tx: Transaction
    ) throws -> [SegmentOutcome] {
        try CallIngest.hear(call, at: at, in: tx)
        return try entries.map { entry in
            switch entry {
            case .failure(let refused): SegmentOutcome(refusedFor: refused.problems)
            case .success(let entry):
                SegmentOutcome(
                    try TranscriptStore.note(
                        entry.report, of: call, at: .init(occurredAt: entry.occurredAt, receivedAt: at), by: author,
                        in: tx))
            }
        }
    }
}

/// A version with what became of each of its utterances.
struct PostedVersion: Sendable, JSONEncodable {
    let call: CallID
    let version: TranscriptVersion
    let segments: [SegmentOutcome]

    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("call", call)
            $0.member("version", version)
            $0.member("segments", segments)
        }
    }

    static let schema: Schema = .object([
        .required("call", CallID.schema), .required("version", TranscriptVersion.schema),
        .required("segments", .array(of: SegmentOutcome.schema), "In the order in which they were sent."),
    ])
}
