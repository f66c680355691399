import Analysis
import Calls
import Directory
import ModuleKit

/// What calls say, and what people say of that.
struct CallAnalysisService: Sendable {
    let database: Database
    let calls: CallService
    let reruns: RerunService
    let now: @Sendable () -> Timestamp
    let audit: AuditWriter

    /// A page of a call's utterances with all that is found in the call.
    func page(
        _ name: String, run: Int64?, after: TranscriptStore.Place?, limit: Int, in company: CompanyID
    ) async throws -> CallAnalysisPage {
        try await database.read(company) { tx in
            let call = try CallService.find(name, in: tx)
            let runs = try VerdictStore.runs(of: call.id, in: tx)
            if let run, run != 1, !runs.contains(where: { $0.run == run }) {
                throw InsightsError.unknownRun(run)
            }
            return try CallAnalysisPage(
                reading: CallReading(of: call, run: run, in: tx), runs: runs, after: after, limit: limit, in: tx)
        }
    }

    /// Sets what a person says, or takes it back by nil; kinds that are not named stay as they are.
    func give(
        _ labels: [VerdictKind: String?], on name: String, segment: SegmentID?, by request: Request
    ) async throws {
        let at = now()
        try await database.write(request.company) { tx in
            let call = try CallService.find(name, in: tx)
            let standing =
                try VerdictStore.standing(of: call.id, in: tx)
                ?? CallStanding(run: 1, revision: 0, isOver: !call.isOpen)
            if let segment, try !TranscriptStore.everything(of: call.id, in: tx).contains(where: { $0.id == segment }) {
                throw InsightsError.unknownSegment(segment)
            }
            for (kind, label) in labels {
                try GivenStore.set(label, kind, of: call.id, segment: segment, by: request.author, at: at, in: tx)
            }
            var judged = call
            if segment == nil {
                // Of these two the call itself is the truth, for an agent's report may set them too.
                judged = try calls.judge(
                    call.id, sentiment: labels[.sentiment] ?? call.sentiment, intent: labels[.intent] ?? call.intent,
                    in: tx)
            }
            let said = labels.map { ($0.key.rawValue, $0.value.map { JSONValue.string($0) } ?? .null) }
            try audit(
                "insights.given", segment?.wire ?? call.id.wire,
                .object(JSONObject(said.sorted { $0.0 < $1.0 })), request, tx)
            try InsightsUpdated.publish(.given, of: judged, from: standing, in: tx)
        }
    }

    /// Analyses a call again by the rules that count now.
    func rerun(_ name: String, by request: Request) async throws -> VerdictStore.Run {
        try await reruns.rerun(name, by: request.author, .requested, in: request.company) { [audit] call, tx in
            try audit("insights.requested", call.id.wire, [:], request, tx)
        }
    }

    /// A page of promises by when they are due.
    func promises(
        _ filter: PromiseFilter, after: (due: Timestamp, id: PromiseID)?, limit: Int, in company: CompanyID
    ) async throws -> [SpokenPromise] {
        try await database.read(company) { tx in
            try ContactDirectory.refuseMerged(filter.contact, in: tx)
            return try PromiseStore.page(filter, after: after, limit: limit, in: tx)
        }
    }
}
