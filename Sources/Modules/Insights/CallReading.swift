import Analysis
import Calls
import ModuleKit

/// What a whole call says by its newest analysis, with who says it.
struct CallReading: Sendable {
    var call: Call
    var standing: CallStanding
    /// The version of the transcript that it was made of.
    var source: TranscriptSource
    /// In the order they were spoken.
    var segments: [SegmentVerdict]
    var verdict: CallVerdict
    /// The newest of each kind that a language model was asked for.
    var models: [ModelVerdict]
    /// What people say of the call.
    var given: [GivenVerdict]

    init(of call: Call, run: Int64? = nil, in tx: Transaction) throws {
        self.call = call
        standing = try VerdictStore.standing(of: call.id, in: tx) ?? CallStanding(run: 1, revision: 0, isOver: false)
        if let run { standing.run = run }
        source =
            try TranscriptVersionStore.versions(of: call.id, in: tx).first { $0.shown }?.source ?? .live
        segments = try VerdictStore.verdicts(of: call.id, run: standing.run, source: source, in: tx)
        verdict = CallVerdict(of: segments.map(\.utterance))
        models = try ModelVerdictStore.newest(of: call.id, in: tx)
        given = try Self.given(of: call, in: tx)
    }

    /// What people say, with what was reported while the call went on: for those two kinds the call itself is the truth.
    private static func given(of call: Call, in tx: Transaction) throws -> [GivenVerdict] {
        let noted = try GivenStore.given(of: call.id, segment: nil, in: tx)
        return VerdictKind.allCases.compactMap { kind in
            let note = noted.first { $0.kind == kind }
            let label: String? =
                switch kind {
                case .sentiment: call.sentiment
                case .intent: call.intent
                case .language: note?.label
                }
            guard let label else { return nil }
            return note?.label == label ? note : GivenVerdict(kind: kind, label: label)
        }
    }

    /// What is said of the call by a kind: a person's word counts, else a model's, else the rules'.
    func label(_ kind: VerdictKind) -> ShownLabel {
        ShownLabel(given: given.first { $0.kind == kind }, machine: machine(kind))
    }

    /// What a machine says of a kind; nil where nothing was said in the call.
    private func machine(_ kind: VerdictKind) -> MachineLabel? {
        if let model = models.first(where: { $0.job.rawValue == kind.rawValue }), let label = model.body["label"].string
        {
            return MachineLabel(
                label: label, score: model.body["score"].double, method: model.method, version: model.version,
                confidence: model.body["confidence"].double ?? 0.5)
        }
        guard !segments.isEmpty else { return nil }
        let version = CallVerdict.version
        return switch kind {
        case .sentiment:
            MachineLabel(
                label: verdict.sentiment.label.rawValue, score: verdict.sentiment.score, method: "lexicon",
                version: version, confidence: verdict.sentiment.confidence)
        case .intent:
            MachineLabel(
                label: verdict.intent, method: "rules", version: version, confidence: verdict.intentConfidence)
        case .language:
            MachineLabel(
                label: verdict.language, method: "stop-words", version: version,
                confidence: verdict.languageConfidence)
        }
    }
}

extension InsightsUpdated {
    /// Tells subscribers that what a call says has changed, in the transaction that changes it.
    ///
    /// - Parameter figures: Whether the event says what the call says now; where words keep coming after its end, it does
    ///   not, for that would be reckoned anew at each.
    static func publish(
        _ reason: Reason, of call: Call, from standing: CallStanding, figures: Bool = true, in tx: Transaction
    ) throws {
        var standing = standing
        standing.revision += 1
        if reason.isOfWords { standing.wordsRevision = standing.revision }
        try VerdictStore.set(standing, of: call.id, in: tx)
        var event = InsightsUpdated(call: call.id, reason: reason, revision: standing.revision)
        if figures {
            let reading = try CallReading(of: call, in: tx)
            event.sentiment = reading.label(.sentiment).forEvent
            event.intent = reading.label(.intent).forEvent
            event.language = reading.label(.language).forEvent
            event.questions = reading.verdict.asked
            event.unanswered = reading.verdict.unanswered.count
            event.promises = try PromiseStore.count(of: call.id, in: tx)
            event.triggers = try TriggerStore.count(in: call.id, tx)
        }
        try tx.publish(event, on: call.topics)
    }
}
