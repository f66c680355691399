import ModuleKit
import OpenSSL

/// What a company has that listens or speaks: a program of its own at an address.
enum ProgramKind: String, Sendable, CaseIterable {
    /// Makes text of sound, over a WebSocket.
    case recogniser
    /// Answers callers, over HTTP.
    case agent
}

/// Where a company's recogniser or agent is, and how the hub shows who it is.
struct Program: Sendable, Equatable {
    /// `wss://…` for a recogniser, `https://…` for an agent; `ws` and `http` only at addresses of `outbound-allow`.
    var url: String
    /// Recogniser: the word of `Authorization: Bearer`; agent: the key that requests are signed with.
    var secret: String?
    /// So long an answer may take.
    var patienceMs: Int64
    /// Agent: what the caller hears when it fails.
    var apology: String?
    var updatedAt: Timestamp
}

extension Program: JSONEncodable {
    /// Without the secret, which is never shown.
    func encode(to json: inout JSONWriter) {
        json.object {
            $0.member("url", url)
            $0.member("hasSecret", secret != nil)
            $0.member("timeoutMs", patienceMs)
            $0.member("apology", apology)
            $0.member("updatedAt", updatedAt)
        }
    }

    static let view: Schema = .object([
        .required("url", .string()), .required("hasSecret", .boolean),
        .required("timeoutMs", .integer(min: 0)), .optional("apology", .string()),
        .required("updatedAt", .string(format: .dateTime)),
    ])
}

/// A recogniser as somebody writes it.
struct RecogniserDraft: JSONBody {
    var url: String
    var secret: String?

    static let schema: Schema = .object([
        .required(
            "url",
            .string(
                min: 8, max: 500, pattern: "^[Ww][Ss][Ss]?://[!-.0-~][!-~]*$",
                saying: "an address such as wss://recogniser.example.com/audio"),
            "Where it takes sound. ws only for addresses of `outbound-allow`."),
        .optional("secret", .string(min: 8, max: 500), "Sent as `Authorization: Bearer`. It is never shown again."),
    ]).example(["url": "wss://recogniser.example.com/audio"])

    func program(at now: Timestamp) -> Program {
        Program(url: url, secret: secret, patienceMs: 10_000, apology: nil, updatedAt: now)
    }
}

/// An agent as somebody writes it.
struct AgentDraft: JSONBody {
    var url: String
    var secret: String
    var timeoutMs: Int64?
    var apology: String?

    static let usualApology = "I am sorry, I cannot help you right now. Please hold on."

    static let schema: Schema = .object([
        .required(
            "url",
            .string(
                min: 8, max: 500, pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[!-.0-~][!-~]*$",
                saying: "an address such as https://agent.example.com/turn"),
            "Where it is asked. http only for addresses of `outbound-allow`."),
        .required("secret", .string(min: 16, max: 500), "Requests are signed with it. It is never shown again."),
        .optional(
            "timeoutMs", .integer(min: 200, max: 30_000), "So long its answer, and each pause in it, may take; 5000."),
        .optional("apology", .string(min: 1, max: 500), "What the caller hears when it fails."),
    ]).example(["url": "https://agent.example.com/turn", "secret": "sixteen-characters-or-more"])

    func program(at now: Timestamp) -> Program {
        Program(
            url: url, secret: secret, patienceMs: timeoutMs ?? 5_000, apology: apology ?? Self.usualApology,
            updatedAt: now)
    }
}

/// Writes a program's secret down and reads it again: AES-256-GCM under the hub's sealing key, bound to its place.
struct ProgramBox: Sendable {
    let key: [UInt8]

    func seal(_ secret: String, of place: ProgramPlace) throws -> [UInt8] {
        try AEAD.seal(Array(secret.utf8), key: key, context: place.context)
    }

    func open(_ sealed: [UInt8], of place: ProgramPlace) throws -> String {
        String(decoding: try AEAD.open(sealed, key: key, context: place.context), as: UTF8.self)
    }
}

/// What a program is for: a line, or every line of a company that has none of its own.
struct ProgramPlace: Sendable, Hashable {
    let company: CompanyID
    let kind: ProgramKind
    let line: LineID?

    fileprivate var context: [UInt8] { Array("program/\(company)/\(kind.rawValue)/\(line?.wire ?? "")".utf8) }
    /// As the audit log names it.
    var subject: String { line?.wire ?? company.wire }
}
