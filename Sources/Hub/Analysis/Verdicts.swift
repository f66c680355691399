import Domain
import JSON

/// How a verdict came about, so that it can be weighed against another and made again.
package struct Provenance: Sendable, Equatable {
    /// `lexicon`, `rules`, `stop-words`, `frequency` or `dates`.
    package var method: String
    /// Of the data behind it: `2026.11` for the built-in, `company-3` for a company's third.
    package var version: String
    /// From 0 to 1.
    package var confidence: Double

    func encodeMembers(to json: inout JSONWriter) {
        json.member("method", method)
        json.member("version", version)
        json.member("confidence", confidence)
    }

    static let properties: [Schema.Property] = [
        .required("method", .string()), .required("version", .string()),
        .required("confidence", .number(min: 0, max: 1)),
    ]
}

/// One word for a text, such as its language or its intent.
package struct LabelVerdict: Sendable, Equatable, JSONEncodable {
    package var label: String
    package var provenance: Provenance

    package func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("label", label)
            provenance.encodeMembers(to: &$0)
        }
    }

    static let schema: Schema = .object([.required("label", .string())] + Provenance.properties)
}

/// Something found at a place of a text.
package struct Finding: Sendable, Equatable {
    /// Where, in bytes of the text's UTF-8.
    package var span: Range<Int>
    package var provenance: Provenance
}

/// A rule that fired.
package struct TriggerFinding: Sendable, Equatable {
    package var rule: String
    package var kind: String
    package var severity: String
    package var finding: Finding
}

/// Something that somebody said would be done.
package struct PromiseFinding: Sendable, Equatable {
    package var due: DueDate?
    /// Where the words stand that say when.
    package var dueSpan: Range<Int>?
    package var finding: Finding
}

/// All that is found in one text.
package struct TextAnalysis: Sendable, Equatable {
    package var sentiment: SentimentVerdict
    package var sentimentProvenance: Provenance
    package var intent: LabelVerdict
    package var language: LabelVerdict
    /// Words and pairs of words that say what it is about, the most telling first; at most eight.
    package var keywords: [Finding]
    package var triggers: [TriggerFinding]
    package var questions: [Finding]
    package var promises: [PromiseFinding]
}

extension TextAnalysis {
    /// Writes the analysis beside the words of the text that it points at.
    package func encode(with text: String, to json: inout JSONWriter) {
        let utf8 = Array(text.utf8)
        json.object {
            encodeMembers(with: utf8, to: &$0)
        }
    }

    /// Writes the members of an analysis into an object that is open.
    package func encodeMembers(with utf8: [UInt8], to json: inout JSONWriter) {
        json.object("sentiment") {
            $0.member("label", sentiment.label.rawValue)
            $0.member("score", sentiment.score)
            sentimentProvenance.encodeMembers(to: &$0)
        }
        json.member("intent", intent)
        json.member("language", language)
        encodeFindings(with: utf8, to: &json)
    }

    /// Writes the members that point at places of the text into an object that is open.
    package func encodeFindings(with utf8: [UInt8], to json: inout JSONWriter) {
        json.array("keywords") { list in
            for keyword in keywords { list.object { Self.write(keyword, utf8, to: &$0) } }
        }
        json.array("triggers") { list in
            for trigger in triggers {
                list.object {
                    $0.member("rule", trigger.rule)
                    $0.member("kind", trigger.kind)
                    $0.member("severity", trigger.severity)
                    Self.write(trigger.finding, utf8, to: &$0)
                }
            }
        }
        json.array("questions") { list in
            for question in questions { list.object { Self.write(question, utf8, to: &$0) } }
        }
        json.array("promises") { list in
            for promise in promises {
                list.object {
                    if let due = promise.due {
                        $0.member("dueAt", due.at)
                        $0.member("dueIsExact", due.isExact)
                    }
                    if let span = promise.dueSpan { $0.member("dueText", Self.cut(span, utf8)) }
                    Self.write(promise.finding, utf8, to: &$0)
                }
            }
        }
    }

    private static func write(_ finding: Finding, _ utf8: [UInt8], to json: inout JSONWriter) {
        json.member("text", cut(finding.span, utf8))
        finding.provenance.encodeMembers(to: &json)
    }

    /// The words at a place of a text; empty when the text has become shorter since.
    package static func cut(_ span: Range<Int>, _ utf8: [UInt8]) -> String {
        guard span.upperBound <= utf8.count else { return "" }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        let bytes = utf8[span].drop { blanks.contains($0) }
        return String(
            decoding: bytes.prefix(bytes.count - bytes.reversed().prefix { blanks.contains($0) }.count), as: UTF8.self)
    }

    /// The shape of an analysis on the wire.
    package static let properties: [Schema.Property] =
        [
            .required(
                "sentiment",
                .object(
                    [.required("label", .enumeration(Mood.self)), .required("score", .number(min: -1, max: 1))]
                        + Provenance.properties)),
            .required("intent", LabelVerdict.schema, "What is wanted; `other` where no rule says."),
            .required("language", LabelVerdict.schema, "ISO 639-1, or `unknown`."),
        ] + findings.map { .required($0.0, $0.1) }

    /// The shape of its findings, where there may be none.
    package static let optionalFindings: [Schema.Property] = findings.map { .optional($0.0, $0.1) }

    private static let findings: [(String, Schema)] = [
        ("keywords", .array(of: found([]))),
        (
            "triggers",
            .array(
                of: found([
                    .required("rule", .string()), .required("kind", .string()), .required("severity", .string()),
                ]))
        ),
        ("questions", .array(of: found([]))),
        (
            "promises",
            .array(
                of: found([
                    .optional("dueAt", .string(format: .dateTime), "When it is due; absent where no time was said."),
                    .optional("dueIsExact", .boolean, "Whether a time was said, not only a day."),
                    .optional("dueText", .string()),
                ]))
        ),
    ]

    private static func found(_ more: [Schema.Property]) -> Schema {
        .object(more + [.required("text", .string())] + Provenance.properties)
    }
}
