import Domain
import JSON

// What is kept of an analysis is where something was found, and no word of the text: quotes are cut from the text as it
// stands when somebody reads them.

extension TextAnalysis {
    /// The findings as a short JSON text: `[["k",0,5,90],["t",12,30,90,"churn-1","churn","high"],…]`, with places in bytes
    /// and confidences in hundredths.
    package var packedFindings: String {
        var items: [JSONValue] = keywords.map { Self.pack("k", $0) } + questions.map { Self.pack("q", $0) }
        items += triggers.map { trigger in
            Self.pack("t", trigger.finding, [.string(trigger.rule), .string(trigger.kind), .string(trigger.severity)])
        }
        items += promises.map { promise in
            guard let due = promise.due, let span = promise.dueSpan else { return Self.pack("p", promise.finding) }
            let more: [JSONValue] = [
                .integer(due.at.milliseconds), .bool(due.isExact), .integer(Int64(span.lowerBound)),
                .integer(Int64(span.upperBound)),
            ]
            return Self.pack("p", promise.finding, more)
        }
        return JSONValue.array(items).jsonText
    }

    /// Puts an analysis together again.
    ///
    /// - Parameter versions: As ``versions`` wrote them.
    package init(
        sentiment: SentimentVerdict, intent: (label: String, confidence: Double),
        language: (label: String, confidence: Double), versions: String, packedFindings: String
    ) throws(JSONError) {
        let parts = versions.split(separator: " ").map(String.init)
        let version = { (place: Int) in parts.indices.contains(place) ? parts[place] : "" }
        self.init(
            sentiment: sentiment,
            sentimentProvenance: Provenance(method: "lexicon", version: version(0), confidence: sentiment.confidence),
            intent: LabelVerdict(
                label: intent.label,
                provenance: Provenance(method: "rules", version: version(1), confidence: intent.confidence)),
            language: LabelVerdict(
                label: language.label,
                provenance: Provenance(method: "stop-words", version: version(2), confidence: language.confidence)),
            keywords: [], triggers: [], questions: [], promises: [])
        for item in try JSONParser.parse(Array(packedFindings.utf8)).array ?? [] {
            unpack(item, rulesVersion: version(1))
        }
    }

    /// The versions of the lexicon, the rules and the tables of languages, with blanks between.
    package var versions: String {
        [sentimentProvenance.version, intent.provenance.version, language.provenance.version].joined(separator: " ")
    }

    private static func pack(_ kind: String, _ finding: Finding, _ more: [JSONValue] = []) -> JSONValue {
        .array(
            [
                .string(kind), .integer(Int64(finding.span.lowerBound)), .integer(Int64(finding.span.upperBound)),
                .integer(Int64((finding.provenance.confidence * 100).rounded())),
            ] + more)
    }

    private mutating func unpack(_ item: JSONValue, rulesVersion: String) {
        guard let start = item[1].int, let end = item[2].int, start <= end else { return }
        let confidence = Double(item[3].int ?? 0) / 100
        func finding(_ method: String) -> Finding {
            Finding(
                span: start..<end,
                provenance: Provenance(method: method, version: rulesVersion, confidence: confidence))
        }
        switch item[0].string {
        case "k": keywords.append(finding("frequency"))
        case "q": questions.append(finding("rules"))
        case "t":
            triggers.append(
                TriggerFinding(
                    rule: item[4].string ?? "", kind: item[5].string ?? "", severity: item[6].string ?? "",
                    finding: finding("rules")))
        case "p":
            let due = item[4].int64.map {
                DueDate(at: Timestamp(milliseconds: $0), isExact: item[5].bool ?? false, words: 0..<0)
            }
            var span: Range<Int>?
            if let from = item[6].int, let to = item[7].int, from <= to { span = from..<to }
            promises.append(
                PromiseFinding(due: due, dueSpan: span, finding: finding(due == nil ? "rules" : "dates")))
        default: break
        }
    }
}
