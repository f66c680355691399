import Analysis
import ModuleKit

extension Permission {
    /// Change the lexicon and the rules that texts are analysed by.
    package static let analysisWrite = Self("analysis:write", least: .admin)
}

/// Analysing texts, and the data it is done with, over HTTP.
struct InsightsRoutes: Sendable {
    let service: InsightsService

    // swift-format-ignore
    var table: [Route] {[
        .post("/api/analyze", .callsRead, analyse).body(TextToAnalyse.self)
            .returns(.object(TextAnalysis.properties)).summary("What a text says: mood, intent, keywords, language, triggers, questions, promises"),
        .get("/api/analysis/lexicon", .callsRead) { try await show(.lexicon, $0) }
            .returns(Self.documentSchema).summary("The words and phrases that moods are told by"),
        .put("/api/analysis/lexicon", .analysisWrite) { try await replace(.lexicon, $0) }
            .body(Lexicon.schema).field("If-Match", .string(max: 100)).returns(Self.documentSchema)
            .problems(.preconditionFailed, .conflict).summary("Put a lexicon of the company's own in place of the one that counts"),
        .delete("/api/analysis/lexicon", .analysisWrite) { try await reset(.lexicon, $0) }
            .returns(Self.documentSchema).problems(.preconditionFailed, .conflict).summary("Go back to the built-in lexicon"),
        .get("/api/analysis/rules", .callsRead) { try await show(.rules, $0) }
            .returns(Self.documentSchema).summary("The rules for intents, triggers, questions and promises"),
        .put("/api/analysis/rules", .analysisWrite) { try await replace(.rules, $0) }
            .body(Rules.schema).field("If-Match", .string(max: 100)).returns(Self.documentSchema)
            .problems(.preconditionFailed, .conflict).summary("Put rules of the company's own in place of those that count"),
        .delete("/api/analysis/rules", .analysisWrite) { try await reset(.rules, $0) }
            .returns(Self.documentSchema).problems(.preconditionFailed, .conflict).summary("Go back to the built-in rules"),
    ]}

    private func analyse(_ request: Request) async throws -> Response {
        let asked = try request.json(TextToAnalyse.self)
        let found = try await service.analyse(asked.text, speaker: asked.speaker, at: asked.at, in: request.company)
        return .json { found.encode(with: asked.text, to: &$0) }
    }

    private func show(_ kind: DocumentKind, _ request: Request) async throws -> Response {
        try Self.response(try await service.document(kind, in: request.company))
    }

    private func replace(_ kind: DocumentKind, _ request: Request) async throws -> Response {
        let body = try request.jsonValue(kind.schema)
        return try Self.response(try await service.replace(kind, by: body, request: request))
    }

    private func reset(_ kind: DocumentKind, _ request: Request) async throws -> Response {
        try Self.response(try await service.replace(kind, by: nil, request: request))
    }

    private static func response(_ document: AnalysisDocument) throws -> Response {
        let body = try document.own ?? BuiltIn.document(document.kind.rawValue)
        return Response.json {
            $0.object {
                $0.member(
                    "version", document.own == nil ? document.kind.builtInVersion : "company-\(document.change)")
                $0.member("isBuiltIn", document.own == nil)
                $0.member("author", document.author)
                $0.member("changedAt", document.changedAt)
                $0.member("document", body)
            }
        }.etag("\(document.change)")
    }

    private static let documentSchema: Schema = .object([
        .required("version", .string(), "What verdicts made with it carry."), .required("isBuiltIn", .boolean),
        .optional("author", .string(), "Who changed it last."), .optional("changedAt", .string(format: .dateTime)),
        .required("document", .any),
    ])
}

/// A text that somebody wants to know about.
private struct TextToAnalyse: JSONBody {
    var text: String
    var speaker: String?
    var at: Timestamp?

    static let schema: Schema = .object([
        .required("text", .string(min: 1, max: 20_000)),
        .optional("speaker", .enumeration(Speaker.self), "Some rules listen to callers alone."),
        .optional(
            "at", .string(format: .dateTime), "When it was said: promises are dated from here; now, unless told."),
    ])
}
