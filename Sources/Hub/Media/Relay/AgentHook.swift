import Client
import HTTP
import ModuleKit
import OpenSSL

/// What an agent is asked or told: one request.
struct AgentQuestion: Sendable {
    enum Kind: String, Sendable { case ringing, setup, prompt, keys, end }

    var kind: Kind
    var call: CallID
    /// The provider's name of the conversation; nil while it rings.
    var session: String?
    /// Counts the questions of a conversation, from 0.
    var turn: Int64 = 0
    var from: String
    var to: String
    var line: LineID?
    /// What the caller said, or the keys.
    var text: String?
    var language: String?
    /// How much of the reply before was heard, where the caller spoke into it.
    var heard: String?
    /// Who is calling: the context frame, as JSON.
    var context: [UInt8]?

    var body: [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.object {
            $0.member("type", kind.rawValue)
            $0.member("call", call)
            $0.member("session", session)
            $0.member("turn", turn)
            $0.member("from", from)
            $0.member("to", to)
            $0.member("line", line)
            $0.member(kind == .keys ? "keys" : "text", text)
            $0.member("language", language)
            $0.member("heard", heard)
            if let context { $0.member("context", raw: context) }
        }
        return json.bytes
    }
}

/// Asks a company's agent over HTTP; each request is signed as ours to us are: `X-Switchboard-Signature`.
struct AgentHook: Sendable {
    /// Makes a client for an address, with that patience.
    let client: @Sendable (_ url: String, _ patience: Duration) throws -> OutsideClient
    let now: @Sendable () -> Timestamp

    private static let mostBytes = 262_144
    private static let lines = "application/x-ndjson"

    /// Asks, and hands each thing that the agent wants done to `take`, as it comes.
    ///
    /// - Throws: ``AgentFault`` when the agent did not answer, or with nonsense; what `take` throws.
    func ask(
        _ question: AgentQuestion, of program: Program, take: (AgentReply) async throws -> Void
    ) async throws {
        let stream: ClientStream
        do {
            let body = question.body
            let client = try client(program.url, .milliseconds(program.patienceMs))
            stream = try await client.stream(.post, program.url, headers: headers(question, body, program), body: body)
        } catch let error as ClientError {
            throw AgentFault(error.description)
        }
        guard (200..<300).contains(stream.status.code) else { throw AgentFault("it says \(stream.status.code)") }
        let type = stream.headers["content-type"]?.prefix { $0 != ";" }.lowercased() ?? "application/json"
        if type == Self.lines { return try await takeLines(stream, take) }
        var whole: [UInt8] = []
        try await eachPiece(stream) { whole += $0 }
        guard !whole.isEmpty else { return }
        guard type != "text/plain" else {
            return try await take(AgentReply(saying: String(decoding: whole, as: UTF8.self)))
        }
        try await take(try Self.reply(whole))
    }

    private func takeLines(_ stream: ClientStream, _ take: (AgentReply) async throws -> Void) async throws {
        var rest: [UInt8] = []
        try await eachPiece(stream) { piece in
            rest += piece
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(rest[..<end])
                rest.removeFirst(end + 1)
                if line.contains(where: { $0 > 0x20 }) { try await take(try Self.reply(line)) }
            }
        }
        if rest.contains(where: { $0 > 0x20 }) { try await take(try Self.reply(rest)) }
    }

    private func eachPiece(_ stream: ClientStream, _ body: ([UInt8]) async throws -> Void) async throws {
        var count = 0
        var pieces = stream.makeAsyncIterator()
        while true {
            let piece: [UInt8]?
            do { piece = try await pieces.next() } catch let error as ClientError {
                throw AgentFault(error.description)
            }
            guard let piece else { return }
            count += piece.count
            guard count <= Self.mostBytes else { throw AgentFault("the answer is too long") }
            try await body(piece)
        }
    }

    private static func reply(_ bytes: [UInt8]) throws(AgentFault) -> AgentReply {
        guard let json = try? JSONParser.parse(bytes) else { throw AgentFault("the answer is no JSON") }
        return try AgentReply(json)
    }

    private func headers(_ question: AgentQuestion, _ body: [UInt8], _ program: Program) -> [(String, String)] {
        let seconds = now().milliseconds / 1000
        let mac = HMAC.authenticate(
            .sha256, key: Array((program.secret ?? "").utf8), Array("\(seconds).".utf8) + body)
        return [
            ("Content-Type", "application/json"), ("Accept", "\(Self.lines), application/json, text/plain"),
            ("User-Agent", "Switchboard"), ("X-Switchboard-Signature", "t=\(seconds),v1=\(Hex.encode(mac))"),
            // The same for the same question, should it ever be asked twice.
            ("Idempotency-Key", "\(question.session ?? question.call.wire):\(question.turn)"),
        ]
    }
}
