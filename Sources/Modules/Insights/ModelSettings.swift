import ModuleKit
import OpenSSL

/// What a language model can be asked for.
enum ModelJob: String, Sendable, CaseIterable, JSONEncodable, SQLBindable {
    case sentiment, intent, language, summary, keywords, questions, promises

    /// Whether its answer may hold words of the call.
    var quotes: Bool { ![.sentiment, .intent, .language].contains(self) }
}

/// Which language model a company has asked, and for what; it speaks OpenAI's chat completions.
struct ModelSettings: Sendable {
    /// Without a slash at the end; `/chat/completions` follows.
    var base: String
    var model: String
    /// nil for a server that asks for none.
    var key: String?
    var jobs: [ModelJob]
    var timeoutSec: Int
    /// ISO 4217.
    var currency: String
    /// Millionths of the currency for a million tokens that are read.
    var inputPrice: Int64
    /// Millionths of the currency for a million tokens that are written.
    var outputPrice: Int64
    var updatedAt: Timestamp

    /// As verdicts name it.
    var method: String { "llm:\(model)" }

    /// Millionths of the currency, rounded up.
    func cost(inputTokens: Int64, outputTokens: Int64) -> Int64 {
        let (input, _) = min(max(0, inputTokens), 1_000_000_000).multipliedReportingOverflow(by: inputPrice)
        let (output, _) = min(max(0, outputTokens), 1_000_000_000).multipliedReportingOverflow(by: outputPrice)
        return (input + output + 999_999) / 1_000_000
    }
}

extension ModelSettings: JSONEncodable {
    /// Without the key, which is never shown.
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("base", base)
            $0.member("model", model)
            $0.member("hasKey", key != nil)
            $0.member("jobs", jobs)
            $0.member("timeoutSec", timeoutSec)
            $0.member("currency", currency)
            $0.member("inputPricePerMillion", Double(inputPrice) / 1_000_000)
            $0.member("outputPricePerMillion", Double(outputPrice) / 1_000_000)
            $0.member("updatedAt", updatedAt)
        }
    }

    static let view: Schema = .object([
        .required("base", .string()), .required("model", .string()), .required("hasKey", .boolean),
        .required("jobs", .array(of: .enumeration(ModelJob.self))), .required("timeoutSec", .integer),
        .required("currency", .string()), .required("inputPricePerMillion", .number),
        .required("outputPricePerMillion", .number), .required("updatedAt", .string(format: .dateTime)),
    ])
}

/// Settings as somebody writes them.
struct ModelDraft: JSONBody {
    var base: String
    var model: String
    var key: String?
    var jobs: [String]
    var timeoutSec: Int?
    var currency: String?
    var inputPricePerMillion: Double?
    var outputPricePerMillion: Double?

    func settings(at now: Timestamp) -> ModelSettings {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        let wanted = Set(jobs)
        return ModelSettings(
            base: base, model: model, key: key, jobs: ModelJob.allCases.filter { wanted.contains($0.rawValue) },
            timeoutSec: timeoutSec ?? 60, currency: currency ?? "USD",
            inputPrice: Int64(((inputPricePerMillion ?? 0) * 1_000_000).rounded()),
            outputPrice: Int64(((outputPricePerMillion ?? 0) * 1_000_000).rounded()), updatedAt: now)
    }

    static let schema: Schema = .object([
        .required(
            "base",
            .string(
                min: 8, max: 500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-.0-~][!-~]*$",
                saying: "an address such as https://llm.example.com/v1"),
            "Where `/chat/completions` is. http only for addresses of `outbound-allow`."),
        .required("model", .string(min: 1, max: 200)),
        .optional("key", .string(min: 1, max: 2_000), "Sent as `Authorization: Bearer`; it is never shown again."),
        .required(
            "jobs", .array(of: .enumeration(ModelJob.self), min: 1, max: 7),
            "What it is asked for after each call; the rules' own verdicts are kept beside it."),
        .optional("timeoutSec", .integer(min: 1, max: 300), "How long to wait for an answer; 60, unless told."),
        .optional("currency", .string(pattern: "^[A-Z]{3}$", saying: "three capitals of ISO 4217, such as `USD`")),
        .optional("inputPricePerMillion", .number(min: 0, max: 100_000), "What a million tokens read cost."),
        .optional("outputPricePerMillion", .number(min: 0, max: 100_000), "What a million tokens written cost."),
    ])
}

/// Writes a model's key down and reads it again: AES-256-GCM under the hub's sealing key, bound to the company.
struct ModelBox: Sendable {
    let key: [UInt8]

    func seal(_ secret: String, of company: CompanyID) throws -> [UInt8] {
        try AEAD.seal(Array(secret.utf8), key: key, context: context(company))
    }

    func open(_ sealed: [UInt8], of company: CompanyID) throws -> String {
        String(decoding: try AEAD.open(sealed, key: key, context: context(company)), as: UTF8.self)
    }

    private func context(_ company: CompanyID) -> [UInt8] { Array("model/\(company.wire)".utf8) }
}
