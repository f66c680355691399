import Analysis
import Calls
import ModuleKit

/// All that is found in a call, with a page of its utterances.
struct CallAnalysisPage: Sendable {
    let reading: CallReading
    let runs: [VerdictStore.Run]
    let promises: [SpokenPromise]
    let triggers: [FiredTrigger]
    /// The texts of all that was analysed.
    let texts: [SegmentID: String]
    /// The page: each utterance with what people say of it; one more than asked for, when another page follows.
    let segments: [(segment: Segment, given: [GivenVerdict])]
    /// Why a language model's answer is not there.
    let trouble: ModelTrouble?

    init(
        reading: CallReading, runs: [VerdictStore.Run], after: TranscriptStore.Place?, limit: Int, in tx: Transaction
    ) throws {
        self.reading = reading
        self.runs = runs
        let call = reading.call.id
        promises = try PromiseStore.page(
            PromiseFilter(call: call), after: nil, limit: VerdictStore.mostSegments, in: tx)
        triggers = try TriggerStore.fired(in: call, tx)
        trouble = try ModelVerdictStore.trouble(of: call, in: tx)
        let all = try TranscriptStore.segments(
            of: call, source: reading.source, after: nil, limit: VerdictStore.mostSegments, in: tx)
        texts = Dictionary(all.map { ($0.id, $0.text) }, uniquingKeysWith: { $1 })
        segments = try TranscriptStore.segments(of: call, source: reading.source, after: after, limit: limit, in: tx)
            .map { ($0, try GivenStore.given(of: call, segment: $0.id, in: tx)) }
    }

    /// Writes what is said of the call, and the utterances of the page.
    func encode(_ page: ArraySlice<(segment: Segment, given: [GivenVerdict])>, to json: inout JSONWriter) {
        json.object {
            $0.member("call", reading.call.id)
            $0.member("run", reading.standing.run)
            $0.member("revision", reading.standing.revision)
            $0.member("source", reading.source)
            for kind in VerdictKind.allCases { reading.label(kind).write(kind, to: &$0) }
            if let summary = model(.summary) {
                $0.object("summary") {
                    $0.member("text", summary.body["text"].string)
                    $0.member("method", summary.method)
                    $0.member("version", summary.version)
                }
            }
            writeKeywords(to: &$0)
            writeQuestions(to: &$0)
            $0.member("promises", promises)
            $0.member("triggers", triggers)
            $0.member("model", trouble)
            $0.array("runs") { list in
                for run in runs { list.value(run) }
            }
            $0.array("segments") { list in
                let known = Dictionary(reading.segments.map { ($0.segment, $0) }, uniquingKeysWith: { $1 })
                for item in page { write(item.segment, item.given, known[item.segment.id], to: &list) }
            }
        }
    }

    private func model(_ job: ModelJob) -> ModelVerdict? { reading.models.first { $0.job == job } }

    private func writeKeywords(to json: inout JSONWriter) {
        json.array("keywords") { list in
            if let found = model(.keywords) {
                for word in found.body["items"].array ?? [] {
                    list.object {
                        $0.member("text", word.string)
                        $0.member("method", found.method)
                    }
                }
                return
            }
            for (text, count) in CallVerdict.keywords(
                of: reading.segments.compactMap { verdict in texts[verdict.segment].map { (verdict.analysis, $0) } })
            {
                list.object {
                    $0.member("text", text)
                    $0.member("count", count)
                    $0.member("method", "frequency")
                }
            }
        }
    }

    private func writeQuestions(to json: inout JSONWriter) {
        json.object("questions") {
            if let found = model(.questions) {
                $0.member("asked", found.body["asked"].int)
                $0.member("method", found.method)
                $0.array("unanswered") { list in
                    for text in found.body["unanswered"].array ?? [] {
                        list.object { $0.member("text", text.string) }
                    }
                }
                return
            }
            $0.member("asked", reading.verdict.asked)
            $0.member("method", "rules")
            $0.array("unanswered") { list in
                for place in reading.verdict.unanswered {
                    let verdict = reading.segments[place]
                    let utf8 = Array((texts[verdict.segment] ?? "").utf8)
                    for question in verdict.analysis.questions {
                        list.object {
                            $0.member("segment", verdict.segment)
                            $0.member("text", TextAnalysis.cut(question.span, utf8))
                        }
                    }
                }
            }
        }
    }

    private func write(
        _ segment: Segment, _ given: [GivenVerdict], _ verdict: SegmentVerdict?, to json: inout JSONWriter
    ) {
        json.object {
            $0.member("segment", segment.id)
            $0.member("speaker", segment.speaker)
            $0.member("at", segment.at)
            for kind in VerdictKind.allCases {
                ShownLabel(given: given.first { $0.kind == kind }, machine: verdict?.machine(kind)).write(kind, to: &$0)
            }
            verdict?.analysis.encodeFindings(with: Array(segment.text.utf8), to: &$0)
        }
    }

    /// The shape of the page's `data`.
    static let schema: Schema = .object([
        .required("call", CallID.schema), .required("run", .integer(min: 1), "Which analysis it is."),
        .required("revision", .integer(min: 0), "Counts the changes that subscribers were told of."),
        .required("source", TranscriptSource.schema, "The version of the transcript that was analysed."),
        .optional("sentiment", ShownLabel.schema), .optional("intent", ShownLabel.schema),
        .optional("language", ShownLabel.schema),
        .optional(
            "summary",
            .object([.required("text", .string()), .required("method", .string()), .required("version", .string())])),
        .required(
            "keywords",
            .array(
                of: .object([
                    .required("text", .string()), .optional("count", .integer(min: 1), "Utterances that have it."),
                    .required("method", .string()),
                ]))),
        .required(
            "questions",
            .object([
                .required("asked", .integer(min: 0)), .required("method", .string()),
                .required(
                    "unanswered",
                    .array(of: .object([.optional("segment", SegmentID.schema), .required("text", .string())]))),
            ])),
        .required("promises", .array(of: SpokenPromise.schema)), .required("triggers", .array(of: FiredTrigger.schema)),
        .optional("model", ModelTrouble.schema), .required("runs", .array(of: VerdictStore.Run.schema)),
        .required(
            "segments",
            .array(
                of: .object(
                    [
                        .required("segment", SegmentID.schema), .required("speaker", .enumeration(Speaker.self)),
                        .required("at", .string(format: .dateTime)), .optional("sentiment", ShownLabel.schema),
                        .optional("intent", ShownLabel.schema), .optional("language", ShownLabel.schema),
                    ] + TextAnalysis.optionalFindings))),
    ])
}

extension SegmentVerdict {
    /// What the machine says of an utterance by a kind.
    func machine(_ kind: VerdictKind) -> MachineLabel {
        switch kind {
        case .sentiment:
            MachineLabel(
                analysis.sentiment.label.rawValue, score: analysis.sentiment.score, analysis.sentimentProvenance)
        case .intent: MachineLabel(analysis.intent.label, analysis.intent.provenance)
        case .language: MachineLabel(analysis.language.label, analysis.language.provenance)
        }
    }
}

extension MachineLabel {
    init(_ label: String, score: Double? = nil, _ provenance: Provenance) {
        self.init(
            label: label, score: score, method: provenance.method, version: provenance.version,
            confidence: provenance.confidence)
    }
}

extension VerdictStore.Run: JSONEncodable {
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("run", run)
            $0.member("by", author)
            $0.member("at", at)
        }
    }

    static let schema: Schema = .object([
        .required("run", .integer(min: 2)), .required("by", .string()), .required("at", .string(format: .dateTime)),
    ])
}
